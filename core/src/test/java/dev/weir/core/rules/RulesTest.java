package dev.weir.core.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.access.Doors;
import dev.weir.core.access.Providers;
import dev.weir.core.capture.CaptureMode;
import dev.weir.core.dialect.Dialect;
import dev.weir.core.dialect.ErrorCode;
import dev.weir.core.exchange.Headers;
import dev.weir.core.people.Organisation;
import dev.weir.core.people.Role;
import dev.weir.core.people.User;
import dev.weir.core.rules.Policy.Mode;
import dev.weir.core.rules.Policy.Subject;
import dev.weir.core.token.Caller;
import dev.weir.core.token.Grant;
import dev.weir.core.token.Scope;
import dev.weir.core.token.TokenHash;
import dev.weir.core.token.TokenKind;
import dev.weir.core.token.TokenText;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;

class RulesTest {

    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final Providers PROVIDERS = new Providers(Providers.wellKnown().values());

    private final List<Route> routes = new ArrayList<>();
    private final List<Policy> policies = new ArrayList<>();
    private final List<SharedKey> keys = new ArrayList<>();
    private final Map<TokenHash, Grant> grants = new HashMap<>();
    private boolean ownKeys = true;

    // ---- who calls ----

    @Test
    void aTokenNamesItsUser() {
        TokenHash hash = grant("t1", "ada", null, null, Scope.ALL);
        Identity.Known known = (Identity.Known) rules().identify(hash, NOW);
        assertThat(known.caller().user()).isEqualTo("ada");
        assertThat(known.caller().organisation()).isEqualTo("acme");
        assertThat(known.caller().teams()).containsExactly("red");
    }

    /** Else whoever makes a token would choose by its team which rules bind it. */
    @Test
    void aTokensTeamTakesTheUserOutOfNoOther() {
        TokenHash hash = hash(7);
        grants.put(hash, grant("t7", "bob", "blue"));
        policies.add(
                new Policy(
                        "p-red",
                        "acme",
                        "red",
                        1,
                        Mode.ENFORCE,
                        Audience.ofTeams(Set.of("red")),
                        Map.of(),
                        Map.of(Subject.MODELS, Set.of("claude-*")),
                        0,
                        true,
                        CaptureMode.FULL,
                        null));
        key("k", "anthropic", null);
        Identity.Known known = (Identity.Known) rules().identify(hash, NOW);
        assertThat(known.caller().teams()).containsExactlyInAnyOrder("red", "blue");
        assertThat(known.caller().teamsInOrder()).containsExactly("blue", "red");
        assertThat(refused(rules(), ask(known.caller(), "claude-opus-4", "/v1/messages")))
                .isEqualTo(ErrorCode.MODEL_NOT_ALLOWED);
    }

    @Test
    void aTokenForATeamThatItsUserHasLeftIsRefusedAndOneThatIsNobodysKeepsItsTeam() {
        TokenHash left = hash(8);
        grants.put(left, grant("t8", "ada", "blue"));
        TokenHash nobodys = hash(9);
        grants.put(nobodys, grant("t9", null, "blue"));
        Rules rules = rules();
        assertThat(rules.identify(left, NOW)).isEqualTo(Identity.OUT_OF_TEAM);
        assertThat(code(rules.identify(left, NOW))).isEqualTo(ErrorCode.REVOKED_KEY);
        assertThat(((Identity.Known) rules.identify(nobodys, NOW)).caller().teams())
                .containsExactly("blue");
    }

    private static Grant grant(String id, @Nullable String user, String team) {
        return new Grant(
                id,
                "acme",
                TokenKind.VIRTUAL_KEY,
                user,
                team,
                id,
                "abcd",
                Scope.ALL,
                CaptureMode.FULL,
                NOW,
                null,
                null,
                null);
    }

    @Test
    void unknownExpiredRevokedAndDisabledAreNotLetIn() {
        Rules rules = rulesWith();
        assertThat(code(rules.identify(hash(99), NOW))).isEqualTo(ErrorCode.INVALID_KEY);
        TokenHash old = grant("t2", "ada", NOW, null, Scope.ALL);
        TokenHash gone = grant("t3", "ada", null, NOW, Scope.ALL);
        TokenHash off = grant("t4", "eve", null, null, Scope.ALL);
        rules = rules();
        assertThat(code(rules.identify(old, NOW))).isEqualTo(ErrorCode.EXPIRED_KEY);
        assertThat(rules.identify(old, NOW.minusSeconds(1))).isInstanceOf(Identity.Known.class);
        assertThat(code(rules.identify(gone, NOW))).isEqualTo(ErrorCode.REVOKED_KEY);
        assertThat(code(rules.identify(off, NOW))).isEqualTo(ErrorCode.REVOKED_KEY);
    }

    @Test
    void aTokenForOneThingOpensNoProxy() {
        TokenHash hash = grant("t5", "ada", null, null, Scope.ALL, TokenKind.ONCE);
        assertThat(code(rules().identify(hash, NOW))).isEqualTo(ErrorCode.INVALID_KEY);
    }

    @Test
    void anAuditorCallsNoModels() {
        key("k", "anthropic", null);
        Caller auditor = new Caller("acme", "bob", Role.AUDITOR, Set.of(), someGrant(Scope.ALL));
        assertThat(refused(rules(), ask(auditor, "claude-opus-4", "/v1/messages")))
                .isEqualTo(ErrorCode.ROUTE_FORBIDDEN);
    }

    // ---- where it goes ----

    @Test
    void withoutRulesEverythingPassesAsItIs() {
        Plan plan = go(new Rules(content(List.of())), ask(Caller.LOCAL, "x", "/v1/messages"));
        assertThat(plan.attempts()).hasSize(1);
        assertThat(plan.attempts().getFirst().key()).isNull();
        assertThat(plan.attempts().getFirst().model()).isNull();
        assertThat(plan.keeping().mode()).isEqualTo(CaptureMode.FULL);
    }

    @Test
    void aSignedInCallerNeedsAKeyOfTheProvider() {
        assertThat(refused(rules(), ask(ada(), "claude-opus-4", "/v1/messages")))
                .isEqualTo(ErrorCode.KEY_UNAVAILABLE);
        key("k", "anthropic", null);
        assertThat(go(rules(), ask(ada(), "claude-opus-4", "/v1/messages")))
                .satisfies(plan -> assertThat(keyOf(plan)).isEqualTo("k"));
    }

    @Test
    void theNearestKeyCounts() {
        key("everyone", "anthropic", null);
        assertThat(keyOf(go(rules(), plain()))).isEqualTo("everyone");
        keys.add(
                new SharedKey(
                        "team",
                        "acme",
                        "team",
                        "anthropic",
                        Audience.ofTeams(Set.of("red")),
                        null,
                        1));
        assertThat(keyOf(go(rules(), plain()))).isEqualTo("team");
        keys.add(
                new SharedKey("own", "acme", "own", "anthropic", Audience.ofUser("ada"), "ada", 1));
        assertThat(keyOf(go(rules(), plain()))).isEqualTo("own");
        ownKeys = false;
        assertThat(keyOf(go(rules(), plain()))).isEqualTo("team");
    }

    @Test
    void noKeyOfAnotherOrganisationIsEverUsed() {
        keys.add(new SharedKey("foreign", "other", "k", "anthropic", Audience.EVERYONE, null, 1));
        assertThat(refused(rules(), plain())).isEqualTo(ErrorCode.KEY_UNAVAILABLE);
    }

    @Test
    void aStoredKeyGoesToNoOtherHost() {
        key("k", "forward", null);
        Doors doors = new Doors(PROVIDERS, Set.of("evil.example"));
        Doors.Through way =
                (Doors.Through)
                        doors.find(
                                "/v1/messages",
                                Headers.of("x-forward-url", "https://evil.example"));
        Ask ask = new Ask(ada(), way, "m", 10, Ask.BodyFacts.UNREAD);
        assertThat(refused(rules(), ask)).isEqualTo(ErrorCode.KEY_UNAVAILABLE);
    }

    @Test
    void aRouteReplacesModelAndProviderAndNamesItsKey() {
        key("k", "anthropic", null);
        key("special", "anthropic", null);
        route("claude-sonnet-specialized", Audience.EVERYONE, null, "claude-sonnet-4-6", "special");
        Plan plan = go(rules(), ask(ada(), "claude-sonnet-specialized", "/v1/messages"));
        assertThat(plan.attempts()).hasSize(1);
        assertThat(plan.attempts().getFirst().model()).isEqualTo("claude-sonnet-4-6");
        assertThat(keyOf(plan)).isEqualTo("special");
        Route taken = Objects.requireNonNull(plan.route());
        assertThat(taken.name()).isEqualTo("claude-sonnet-specialized");
    }

    @Test
    void theNearestRouteCountsThenTheMostExact() {
        key("k", "anthropic", null);
        route("claude-*", Audience.EVERYONE, null, "wide", null);
        assertThat(sent("claude-opus-4")).isEqualTo("wide");
        route("claude-opus-*", Audience.EVERYONE, null, "narrow", null);
        assertThat(sent("claude-opus-4")).isEqualTo("narrow");
        route("claude-opus-4", Audience.EVERYONE, null, "exact", null);
        assertThat(sent("claude-opus-4")).isEqualTo("exact");
        route("*", Audience.ofTeams(Set.of("red")), null, "team", null);
        assertThat(sent("claude-opus-4")).isEqualTo("team");
        route("claude-*", Audience.ofUser("ada"), "ada", "own", null);
        assertThat(sent("claude-opus-4")).isEqualTo("own");
        route("claude-*", Audience.ofUser("bob"), "bob", "bobs", null);
        assertThat(sent("claude-opus-4")).isEqualTo("own");
    }

    @Test
    void aModelInThePathIsReplacedThere() {
        key("k", "gemini", null);
        routes.add(
                route(
                        "fast",
                        Audience.EVERYONE,
                        null,
                        new Target("gemini", "gemini-2.5-flash", null, "", 1)));
        Ask ask = ask(ada(), "fast", "/v1beta/models/fast:generateContent");
        Plan.Attempt attempt = go(rules(), ask).attempts().getFirst();
        assertThat(attempt.way().path())
                .isEqualTo("/v1beta/models/gemini-2.5-flash:generateContent");
    }

    @Test
    void severalKeysShareByWeightAndTheOthersFollow() {
        keys.add(new SharedKey("a", "acme", "a", "anthropic", Audience.EVERYONE, null, 1));
        keys.add(new SharedKey("b", "acme", "b", "anthropic", Audience.EVERYONE, null, 3));
        Rules rules = rules();
        Random random = new Random(5);
        Luck luck = luck(random, Set.of());
        int b = 0;
        for (int i = 0; i < 4000; i++) {
            Plan plan = go(rules, plain(), luck);
            assertThat(plan.attempts()).hasSize(2);
            b += keyOf(plan).equals("b") ? 1 : 0;
        }
        assertThat(b).isBetween(2850, 3150);
    }

    @Test
    void aCoolingKeyComesLast() {
        key("a", "anthropic", null);
        key("b", "anthropic", null);
        Plan plan = go(rules(), plain(), luck(new Random(1), Set.of("a")));
        assertThat(plan.attempts().stream().map(RulesTest::keyOf)).containsExactly("b", "a");
        assertThat(go(rules(), plain(), luck(new Random(1), Set.of("a", "b"))).attempts())
                .hasSize(2);
    }

    @Test
    void fallbacksFollowTheTargets() {
        key("k1", "anthropic", null);
        key("k2", "openrouter", null);
        routes.add(
                new Route(
                        "r1",
                        "acme",
                        "safe",
                        Audience.EVERYONE,
                        null,
                        Set.of(),
                        false,
                        List.of(new Target("anthropic", "claude-opus-4", null, "", 1)),
                        List.of(
                                new Target(
                                        "openrouter", "anthropic/claude-opus-4", null, "/api", 1)),
                        CaptureMode.METADATA,
                        null,
                        null));
        Plan plan = go(rules(), ask(ada(), "safe", "/v1/messages"));
        assertThat(plan.attempts()).hasSize(2);
        assertThat(plan.attempts().get(1).way().upstreamPath()).isEqualTo("/api/v1/messages");
        assertThat(plan.keeping().mode()).isEqualTo(CaptureMode.METADATA);
    }

    @Test
    void theStandardRouteTakesWhatNamesNoProvider() {
        key("k", "openrouter", null);
        routes.add(
                new Route(
                        "r1",
                        "acme",
                        "everything-else",
                        Audience.EVERYONE,
                        null,
                        Set.of(Dialect.OPENAI),
                        true,
                        List.of(Target.of("openrouter")),
                        List.of(),
                        CaptureMode.FULL,
                        null,
                        null));
        Plan plan = go(rules(), ask(ada(), "gpt-5", "/v1/chat/completions"));
        assertThat(plan.attempts().getFirst().way().provider().name()).isEqualTo("openrouter");
        assertThat(refused(rules(), ask(ada(), "gpt-5", "/openai/v1/chat/completions")))
                .isEqualTo(ErrorCode.KEY_UNAVAILABLE);
    }

    // ---- what is allowed ----

    @Test
    void aTokensScopeIsKept() {
        key("k", "anthropic", null);
        Rules rules = rules();
        Scope models = new Scope(Set.of(), Set.of("claude-haiku-*"), Set.of());
        assertThat(refused(rules, ask(with(models), "claude-opus-4", "/v1/messages")))
                .isEqualTo(ErrorCode.MODEL_NOT_ALLOWED);
        assertThat(refused(rules, ask(with(models), null, "/v1/messages")))
                .isEqualTo(ErrorCode.MODEL_NOT_ALLOWED);
        go(rules, ask(with(models), "claude-haiku-4-5", "/v1/messages"));
        Scope paths = new Scope(Set.of(), Set.of(), Set.of("/v1/messages"));
        assertThat(refused(rules, ask(with(paths), "x", "/v1/models")))
                .isEqualTo(ErrorCode.ROUTE_FORBIDDEN);
        Scope named = new Scope(Set.of("special"), Set.of(), Set.of());
        assertThat(refused(rules, ask(with(named), "claude-opus-4", "/v1/messages")))
                .isEqualTo(ErrorCode.ROUTE_FORBIDDEN);
    }

    @Test
    void aDeniedModelIsRefusedAlsoWhereARouteWouldSendIt() {
        key("k", "anthropic", null);
        policy("no-opus", Mode.ENFORCE, Map.of(), Map.of(Subject.MODELS, Set.of("claude-opus-*")));
        assertThat(refused(rules(), ask(ada(), "claude-opus-4", "/v1/messages")))
                .isEqualTo(ErrorCode.MODEL_NOT_ALLOWED);
        route("innocent", Audience.EVERYONE, null, "claude-opus-4", null);
        assertThat(refused(rules(), ask(ada(), "innocent", "/v1/messages")))
                .isEqualTo(ErrorCode.MODEL_NOT_ALLOWED);
        go(rules(), ask(ada(), "claude-haiku-4-5", "/v1/messages"));
    }

    @Test
    void warnAndDryRunLetPassAndAreNoted() {
        key("k", "anthropic", null);
        policy("w", Mode.WARN, Map.of(), Map.of(Subject.MODELS, Set.of("*")));
        policy("d", Mode.DRY_RUN, Map.of(), Map.of(Subject.PROVIDERS, Set.of("anthropic")));
        Plan plan = go(rules(), plain());
        assertThat(plan.decisions())
                .extracting(Decision::policy, Decision::mode)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("w", Mode.WARN),
                        org.assertj.core.groups.Tuple.tuple("d", Mode.DRY_RUN));
    }

    @Test
    void toolsPathsHostsSizesAndStorage() {
        key("k", "openai", null);
        Ask ask =
                new Ask(
                        ada(),
                        way("/v1/responses"),
                        "gpt-5",
                        5_000,
                        new Ask.BodyFacts(true, List.of("Bash"), 0, null));
        go(rules(), ask);
        policy("t", Mode.ENFORCE, Map.of(), Map.of(Subject.TOOLS, Set.of("Bash")));
        assertThat(refused(rules(), ask)).isEqualTo(ErrorCode.POLICY_REFUSED);
        policies.clear();
        policy("p", Mode.ENFORCE, Map.of(Subject.PATHS, Set.of("/v1/messages")), Map.of());
        assertThat(refused(rules(), ask)).isEqualTo(ErrorCode.POLICY_REFUSED);
        policies.clear();
        policy("h", Mode.ENFORCE, Map.of(), Map.of(Subject.HOSTS, Set.of("*.openai.com")));
        assertThat(refused(rules(), ask)).isEqualTo(ErrorCode.UPSTREAM_FORBIDDEN);
        policies.clear();
        policies.add(policy("s", Mode.ENFORCE, Map.of(), Map.of(), 4_999, true));
        assertThat(refused(rules(), ask)).isEqualTo(ErrorCode.BODY_TOO_LARGE);
        policies.clear();
        policies.add(policy("k", Mode.ENFORCE, Map.of(), Map.of(), 0, false));
        assertThat(refused(rules(), ask)).isEqualTo(ErrorCode.POLICY_REFUSED);
        go(
                rules(),
                new Ask(
                        ada(),
                        way("/v1/responses"),
                        "gpt-5",
                        5_000,
                        new Ask.BodyFacts(true, List.of(), 0, false)));
    }

    @Test
    void anAllowedPathIsTheOneAtTheProviderSpeltAnyWay() {
        key("k", "openai", null);
        policy("p", Mode.ENFORCE, Map.of(Subject.PATHS, Set.of("/v1/responses")), Map.of());
        go(rules(), ask(ada(), "m", "/openai/v1/r%65sponses"));
        go(rules(), ask(ada(), "m", "/openai//v1/responses/1"));
        assertThat(refused(rules(), ask(ada(), "m", "/openai/v1/responses%2Fx")))
                .isEqualTo(ErrorCode.POLICY_REFUSED);
        routes.add(
                route(
                        "mine",
                        Audience.ofUser("ada"),
                        "ada",
                        new Target("openai", null, null, "/elsewhere", 1)));
        assertThat(refused(rules(), ask(ada(), "mine", "/openai/v1/responses")))
                .isEqualTo(ErrorCode.POLICY_REFUSED);
    }

    @Test
    void aModelInThePathIsReadToItsEndAndReplacedThere() {
        assertThat(ModelInPath.find("/model/anthropic.claude-v1:0/converse"))
                .isEqualTo("anthropic.claude-v1:0");
        assertThat(ModelInPath.find("/model/arn%3Aaws:x%2Fclaude/invoke"))
                .isEqualTo("arn:aws:x/claude");
        assertThat(ModelInPath.find("/v1/projects/models/locations/l/models/a%2Db:predict"))
                .isEqualTo("a-b");
        assertThat(ModelInPath.find("/v1beta/models/a")).isNull();
        assertThat(ModelInPath.replace("/v1//models/a%2Db%3Agenerate", "c"))
                .isEqualTo("/v1//models/c%3Agenerate");
        assertThat(ModelInPath.replace("/model/a%3A0/converse", "b:1/c?d"))
                .isEqualTo("/model/b:1%2Fc%3Fd/converse");
    }

    @Test
    void aRequestThatNamesNoModelPassesNoRuleAboutModelsWhereOneRuns() {
        key("k", "openai", null);
        policy("m", Mode.ENFORCE, Map.of(), Map.of(Subject.MODELS, Set.of("gpt-5")));
        for (String path : List.of("/openai/v1/responses", "/openai/v1/r%65sponses")) {
            assertThat(refused(rules(), ask(ada(), null, path)))
                    .isEqualTo(ErrorCode.MODEL_NOT_ALLOWED);
        }
        go(rules(), ask(ada(), null, "/openai/v1/files"));
        go(rules(), new Ask(ada(), way("/openai/v1/responses"), null, 0, Ask.BodyFacts.UNREAD));
        policies.clear();
        policy("h", Mode.ENFORCE, Map.of(), Map.of(Subject.TOOLS, Set.of("x")));
        go(rules(), ask(ada(), null, "/openai/v1/responses"));
    }

    @Test
    void onlyFieldsOfKeysThatTheCallerMayUseAreKeptFromTheRecord() {
        keys.add(
                new SharedKey(
                        "own", "acme", "own", "openai", Audience.EVERYONE, "bob", 1, "x-bobs"));
        keys.add(
                new SharedKey(
                        "red",
                        "acme",
                        "red",
                        "openai",
                        Audience.ofTeams(Set.of("red")),
                        null,
                        1,
                        "x-reds"));
        assertThat(rules().undecided(ada()).credentialFields()).containsExactly("x-reds");
    }

    @Test
    void theSmallestBodyOfThePoliciesInForceCounts() {
        policies.add(policy("a", Mode.ENFORCE, Map.of(), Map.of(), 90, true));
        policies.add(policy("b", Mode.ENFORCE, Map.of(), Map.of(), 70, true));
        policies.add(policy("c", Mode.WARN, Map.of(), Map.of(), 50, true));
        policies.add(policy("d", Mode.ENFORCE, Map.of(), Map.of(), 0, true));
        Policy smallest = Objects.requireNonNull(rules().smallestBody(ada()));
        assertThat(smallest.name()).isEqualTo("b");
    }

    @Test
    void aFallbackThatIsNotAllowedIsLeftOut() {
        key("k1", "anthropic", null);
        key("k2", "openrouter", null);
        routes.add(
                new Route(
                        "r",
                        "acme",
                        "m",
                        Audience.EVERYONE,
                        null,
                        Set.of(),
                        false,
                        List.of(Target.of("anthropic")),
                        List.of(Target.of("openrouter")),
                        CaptureMode.FULL,
                        null,
                        null));
        policy("o", Mode.ENFORCE, Map.of(), Map.of(Subject.PROVIDERS, Set.of("openrouter")));
        assertThat(go(rules(), ask(ada(), "m", "/v1/messages")).attempts()).hasSize(1);
    }

    @Test
    void onlyWhatIsNeededOfABodyIsAskedFor() {
        assertThat(rules().need(ada())).isEqualTo(Ask.Need.NOTHING);
        assertThat(rules().need(with(new Scope(Set.of(), Set.of("m"), Set.of()))))
                .isEqualTo(Ask.Need.MODEL);
        route("m", Audience.EVERYONE, null, "n", null);
        assertThat(rules().need(ada())).isEqualTo(Ask.Need.MODEL);
        policy("t", Mode.WARN, Map.of(Subject.TOOLS, Set.of("Read")), Map.of());
        assertThat(rules().need(ada())).isEqualTo(Ask.Need.BODY);
    }

    // ---- what the tests are made of ----

    private Rules rules() {
        return rulesWith();
    }

    private Rules rulesWith() {
        return new Rules(
                content(
                        List.of(
                                new Organisation("acme", "Acme", ZoneOffset.UTC, ownKeys, true),
                                new Organisation("other", "Other", ZoneOffset.UTC, true, true))));
    }

    private Rules.Content content(List<Organisation> organisations) {
        return new Rules.Content(
                PROVIDERS,
                Set.of("ollama"),
                organisations,
                List.of(
                        new User(
                                "ada",
                                "acme",
                                "ada@acme",
                                "Ada",
                                Role.MEMBER,
                                Set.of("red"),
                                false),
                        new User(
                                "bob",
                                "acme",
                                "bob@acme",
                                "Bob",
                                Role.MEMBER,
                                Set.of("red", "blue"),
                                false),
                        new User("eve", "acme", "eve@acme", "Eve", Role.MEMBER, Set.of(), true)),
                grants,
                routes,
                policies,
                keys,
                List.of());
    }

    private static Caller ada() {
        return with(Scope.ALL);
    }

    private static Caller with(Scope scope) {
        return new Caller("acme", "ada", Role.MEMBER, Set.of("red"), someGrant(scope));
    }

    private static Grant someGrant(Scope scope) {
        return new Grant(
                "g",
                "acme",
                TokenKind.PERSONAL,
                "ada",
                null,
                "laptop",
                "abcd",
                scope,
                CaptureMode.FULL,
                NOW,
                null,
                null,
                null);
    }

    private TokenHash grant(
            String id,
            String user,
            @Nullable Instant expires,
            @Nullable Instant revoked,
            Scope scope) {
        return grant(id, user, expires, revoked, scope, TokenKind.PERSONAL);
    }

    private TokenHash grant(
            String id,
            String user,
            @Nullable Instant expires,
            @Nullable Instant revoked,
            Scope scope,
            TokenKind kind) {
        TokenHash hash = hash(id.hashCode());
        grants.put(
                hash,
                new Grant(
                        id,
                        "acme",
                        kind,
                        user,
                        null,
                        id,
                        "abcd",
                        scope,
                        CaptureMode.FULL,
                        NOW.minusSeconds(60),
                        expires,
                        null,
                        revoked));
        return hash;
    }

    private static TokenHash hash(long seed) {
        return new TokenHash.Hasher(new byte[32])
                .of(TokenText.make(TokenKind.PERSONAL, new Random(seed)));
    }

    private void key(String id, String provider, @Nullable String owner) {
        keys.add(new SharedKey(id, "acme", id, provider, Audience.EVERYONE, owner, 1));
    }

    private void route(
            String name,
            Audience audience,
            @Nullable String owner,
            String model,
            @Nullable String key) {
        routes.add(route(name, audience, owner, new Target("anthropic", model, key, "", 1)));
    }

    private static Route route(
            String name, Audience audience, @Nullable String owner, Target target) {
        return new Route(
                "r-" + name,
                "acme",
                name,
                audience,
                owner,
                Set.of(),
                false,
                List.of(target),
                List.of(),
                CaptureMode.FULL,
                null,
                null);
    }

    private void policy(
            String name,
            Mode mode,
            Map<Subject, Set<String>> allowed,
            Map<Subject, Set<String>> denied) {
        policies.add(policy(name, mode, allowed, denied, 0, true));
    }

    private static Policy policy(
            String name,
            Mode mode,
            Map<Subject, Set<String>> allowed,
            Map<Subject, Set<String>> denied,
            long bytes,
            boolean storage) {
        return new Policy(
                "p-" + name,
                "acme",
                name,
                1,
                mode,
                Audience.EVERYONE,
                allowed,
                denied,
                bytes,
                storage,
                CaptureMode.FULL,
                null);
    }

    private static Ask plain() {
        return ask(ada(), "claude-opus-4", "/v1/messages");
    }

    private static Ask ask(Caller caller, @Nullable String model, String path) {
        return new Ask(caller, way(path), model, 10, Ask.BodyFacts.UNREAD);
    }

    private static Doors.Through way(String path) {
        return (Doors.Through) new Doors(PROVIDERS, Set.of()).find(path, Headers.EMPTY);
    }

    private @Nullable String sent(String model) {
        return go(rules(), ask(ada(), model, "/v1/messages")).attempts().getFirst().model();
    }

    private static String keyOf(Plan plan) {
        return keyOf(plan.attempts().getFirst());
    }

    private static String keyOf(Plan.Attempt attempt) {
        return Objects.requireNonNull(attempt.key()).id();
    }

    private static Plan go(Rules rules, Ask ask) {
        return go(rules, ask, Luck.NONE);
    }

    private static Plan go(Rules rules, Ask ask, Luck luck) {
        Verdict verdict = rules.decide(ask, luck);
        assertThat(verdict).isInstanceOf(Verdict.Go.class);
        return ((Verdict.Go) verdict).plan();
    }

    private static ErrorCode refused(Rules rules, Ask ask) {
        Verdict verdict = rules.decide(ask, Luck.NONE);
        assertThat(verdict).isInstanceOf(Verdict.Refused.class);
        return ((Verdict.Refused) verdict).refusal().code();
    }

    private static ErrorCode code(Identity identity) {
        return ((Identity.Unknown) identity).refusal().code();
    }

    private static Luck luck(Random random, Set<String> cooling) {
        return new Luck() {
            @Override
            public int draw(int bound) {
                return random.nextInt(bound);
            }

            @Override
            public boolean isCooling(String provider, String key) {
                return cooling.contains(key);
            }
        };
    }
}
