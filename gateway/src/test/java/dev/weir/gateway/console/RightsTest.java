package dev.weir.gateway.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.exchange.Exchange;
import dev.weir.core.exchange.GatewayFacts;
import dev.weir.core.json.JsonObject;
import dev.weir.core.people.Role;
import dev.weir.gateway.console.ControlFixture.Shown;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Every route of the console, asked by every role of two organisations and by nobody. */
class RightsTest {

    private static final String CANARY = "sk-ant-canary-9876543210";

    @TempDir static Path directory;
    private static ControlFixture console;
    private static Exchange mine;
    private static Exchange colleagues;
    private static Exchange foreign;

    @BeforeAll
    static void start() throws Exception {
        console = new ControlFixture(directory);
        mine = exchange("acme", "usr_acme_member");
        colleagues = exchange("acme", "usr_acme_admin");
        foreign = exchange("other", "usr_other_member");
        for (String organisation : List.of("acme", "other")) {
            String owner = organisation + "/owner";
            made(owner, "/api/v1/routes", "{\"name\":\"r\",\"spec\":{\"provider\":\"anthropic\"}}");
            made(owner, "/api/v1/policies", "{\"name\":\"p\",\"spec\":{}}");
            made(owner, "/api/v1/limits", "{\"name\":\"l\",\"spec\":{\"amount\":5}}");
            made(owner, "/api/v1/teams", "{\"name\":\"t\"}");
            made(owner, "/api/v1/redactions", "{\"name\":\"x\"}");
            made(
                    owner,
                    "/api/v1/keys",
                    "{\"name\":\"k\",\"provider\":\"anthropic\",\"key\":\"" + CANARY + "\"}");
        }
    }

    @AfterAll
    static void stop() {
        console.close();
    }

    private static Exchange exchange(String organisation, @Nullable String user) {
        Exchange exchange =
                console.samples
                        .make(new Samples.Wish())
                        .withGateway(
                                new GatewayFacts(
                                        organisation,
                                        user,
                                        null,
                                        List.of(),
                                        "tok",
                                        null,
                                        null,
                                        null,
                                        null,
                                        null,
                                        List.of(),
                                        List.of(),
                                        JsonObject.EMPTY));
        console.archive.put(exchange, ConsoleFixture.bytes("{}"), ConsoleFixture.bytes("[]"));
        return exchange;
    }

    private static void made(String who, String path, String body) throws IOException {
        Wire.Answer answer = console.ask(who, "POST", path, body);
        assertThat(answer.status()).as(path + " " + answer.text()).isEqualTo(201);
    }

    /** Nobody gets in where a sign-in is wanted; no role gets further than its right says. */
    @TestFactory
    Stream<DynamicTest> everyRouteIsForThoseWhomItsRightNames() {
        List<DynamicTest> tests = new ArrayList<>();
        for (Route route : console.server.routes()) {
            if (route.weight() == Route.Weight.TAIL) {
                continue;
            }
            for (String method : route.methods()) {
                if (method.equals("HEAD")) {
                    continue;
                }
                String target = route.template().replace(Route.ID, "none");
                tests.add(
                        DynamicTest.dynamicTest(
                                method + " " + route.template(),
                                () -> {
                                    int nobody = ask("nobody", method, target);
                                    if (route.right() == Right.PUBLIC) {
                                        assertThat(nobody).isNotIn(403);
                                    } else {
                                        assertThat(nobody).isEqualTo(401);
                                    }
                                    for (Role role : Role.values()) {
                                        int status = ask("acme/" + role.word(), method, target);
                                        if (!route.right().has(role)) {
                                            assertThat(status).as(role.word()).isEqualTo(403);
                                        } else if (route.right() != Right.SIGNED_IN) {
                                            assertThat(status)
                                                    .as(role.word())
                                                    .isNotIn(401, 403, 500);
                                        } else {
                                            assertThat(status).as(role.word()).isNotIn(401, 500);
                                        }
                                    }
                                }));
            }
        }
        return tests.stream();
    }

    /**
     * What a session or a personal token may, a token for model calls may not: a virtual key, or a
     * personal token that is narrowed, does nothing here but say who it is and send spans.
     */
    @TestFactory
    Stream<DynamicTest> aTokenForModelCallsOpensNothingElse() {
        List<DynamicTest> tests = new ArrayList<>();
        for (Route route : console.server.routes()) {
            for (String method : route.methods()) {
                if (!method.equals("HEAD")) {
                    tests.add(
                            DynamicTest.dynamicTest(
                                    method + " " + route.template(), () -> byKind(method, route)));
                }
            }
        }
        return tests.stream();
    }

    private static void byKind(String method, Route route) throws IOException {
        String target = route.template().replace(Route.ID, "none");
        for (Role role : Role.values()) {
            for (Shown shown : List.of(Shown.NARROW, Shown.VIRTUAL_KEY)) {
                String who = ControlFixture.who("acme", role, shown);
                switch (route.right()) {
                    case PUBLIC ->
                            assertThat(ask(who, method, target))
                                    .as(who)
                                    .isEqualTo(ask("nobody", method, target));
                    case ANY_TOKEN ->
                            assertThat(ask(who, method, target)).as(who).isNotIn(401, 403, 500);
                    case SIGNED_IN, SEES_ALL, MANAGES -> {
                        Wire.Answer answer = console.ask(who, method, target, "{}");
                        assertThat(answer.status()).as(who).isEqualTo(403);
                        assertThat(answer.text()).as(who).contains("for model calls");
                    }
                }
            }
            if (route.weight() != Route.Weight.TAIL && !target.endsWith("/sign-out")) {
                String session = ControlFixture.who("acme", role, Shown.SESSION);
                assertThat(ask(session, method, target))
                        .as(session)
                        .isEqualTo(ask("acme/" + role.word(), method, target));
            }
        }
    }

    @Test
    void aTokenForModelCallsLearnsWhoItIsAndNothingOfTheServer() throws Exception {
        String key = ControlFixture.who("acme", Role.OWNER, Shown.VIRTUAL_KEY);
        assertThat(console.ask(key, "GET", "/api/v1/me", "").json().path("user").asString())
                .isEqualTo("usr_acme_owner");
        assertThat(console.ask(key, "GET", "/api/v1/info", "").json().path("proxy").asString())
                .isEqualTo(ConsoleFixture.PROXY);
        assertThat(console.ask(key, "GET", "/api/v1/info", "").json().has("data")).isFalse();
    }

    /** An admin who could make a key of the owner's would be the owner. */
    @Test
    void nobodyMakesATokenForAnotherUser() throws Exception {
        for (String user : List.of("usr_acme_owner", "usr_acme_member", "usr_other_member")) {
            for (String kind : List.of("personal", "virtual_key")) {
                Wire.Answer answer =
                        console.ask(
                                "acme/admin",
                                "POST",
                                "/api/v1/tokens",
                                "{\"name\":\"x\",\"kind\":\"%s\",\"user\":\"%s\"}"
                                        .formatted(kind, user));
                assertThat(answer.status()).as(kind + " of " + user).isEqualTo(403);
            }
        }
    }

    /** A path that ends a session or rotates keys is asked with a body that is refused. */
    private static int ask(String who, String method, String target) throws IOException {
        String body = method.equals("GET") ? "" : "{\"no such member\":1}";
        if (target.endsWith("/sign-out")) {
            return who.equals("nobody") ? console.ask(who, method, target, body).status() : 200;
        }
        return console.ask(who, method, target, body).status();
    }

    @Test
    void aMemberSeesItsOwnExchangesOthersOfTheOrganisationAll() throws Exception {
        assertThat(listed("acme/member")).containsExactly(mine.id().toString());
        for (String role : List.of("owner", "admin", "auditor")) {
            assertThat(listed("acme/" + role))
                    .containsExactlyInAnyOrder(mine.id().toString(), colleagues.id().toString());
        }
        assertThat(listed("other/owner")).containsExactly(foreign.id().toString());
    }

    private static List<String> listed(String who) throws IOException {
        List<String> ids = new ArrayList<>();
        JsonNode page = console.ask(who, "GET", "/api/v1/exchanges", "").json();
        page.path("items").forEach(item -> ids.add(item.path("id").asString()));
        return ids;
    }

    @Test
    void whatIsNotTheCallersIsAsIfItWereNotThere() throws Exception {
        for (String rest :
                List.of(
                        "",
                        "/request/body",
                        "/response/body",
                        "/request/chunks",
                        "/turn",
                        "/context")) {
            String path = "/api/v1/exchanges/" + foreign.id() + rest;
            for (Role role : Role.values()) {
                assertThat(console.ask("acme/" + role.word(), "GET", path, "").status())
                        .as(path)
                        .isEqualTo(404);
            }
            String colleague = "/api/v1/exchanges/" + colleagues.id() + rest;
            assertThat(console.ask("acme/member", "GET", colleague, "").status()).isEqualTo(404);
        }
    }

    @Test
    void documentsKeysAndTokensOfAnotherOrganisationAreNotThere() throws Exception {
        for (String kind : List.of("routes", "policies", "limits", "teams", "redactions", "keys")) {
            JsonNode items =
                    console.ask("other/owner", "GET", "/api/v1/" + kind, "").json().path("items");
            assertThat(items.size()).as(kind).isEqualTo(1);
            String id = items.get(0).path("id").asString();
            String path = "/api/v1/" + kind + "/" + id;
            assertThat(console.ask("acme/owner", "GET", path, "").status()).isEqualTo(404);
            assertThat(console.ask("acme/owner", "DELETE", path, "").status()).isEqualTo(404);
            assertThat(console.ask("other/owner", "GET", path, "").status()).isEqualTo(200);
        }
        String user = "/api/v1/users/usr_other_member";
        assertThat(console.ask("acme/owner", "GET", user, "").status()).isEqualTo(404);
        assertThat(console.ask("acme/owner", "POST", user + "/invite", "{}").status())
                .isEqualTo(404);
        assertThat(
                        console.ask(
                                        "acme/owner",
                                        "DELETE",
                                        "/api/v1/tokens/tok_usr_other_member",
                                        "")
                                .status())
                .isEqualTo(404);
    }

    /**
     * Who may call what, written down a second time: a path that is added, or for which another
     * right is declared, fails here until somebody has thought about it.
     */
    @Test
    void theTableOfRightsIsWhatWasAgreed() throws Exception {
        StringBuilder table = new StringBuilder();
        console.server.routes().stream()
                .flatMap(
                        route ->
                                route.methods().stream()
                                        .filter(method -> !method.equals("HEAD"))
                                        .map(
                                                method ->
                                                        route.right()
                                                                + " "
                                                                + method
                                                                + " "
                                                                + route.template()))
                .sorted()
                .forEach(line -> table.append(line).append('\n'));
        try (var in = RightsTest.class.getResourceAsStream("/rights.txt")) {
            assertThat(table.toString())
                    .isEqualTo(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    /** A tail is refused before it begins. */
    @Test
    void nobodyFollowsATailWithoutATokenAndNoRightIsTooWide() throws Exception {
        for (Route route : console.server.routes()) {
            if (route.weight() == Route.Weight.TAIL) {
                assertThat(console.ask("nobody", "GET", route.template(), "").status())
                        .isEqualTo(401);
            }
            boolean changes = !route.methods().contains("GET");
            if (changes && route.right() == Right.PUBLIC) {
                assertThat(route.template())
                        .matches("/api/v1/(setup|sign-in|accept|device/.*)|/device");
            }
        }
    }

    /** The id of something of the other organisation's, for a path with one. */
    private static String foreignId(String template) throws IOException {
        String kind = template.substring("/api/v1/".length(), template.indexOf("/{id}"));
        return switch (kind) {
            case "exchanges" -> foreign.id().toString();
            case "users" -> "usr_other_member";
            case "tokens" -> "tok_usr_other_member";
            case "sessions" -> FakeDerived.SESSION;
            case "routes", "policies", "limits", "teams", "redactions", "keys" ->
                    console.ask("other/owner", "GET", "/api/v1/" + kind, "")
                            .json()
                            .path("items")
                            .get(0)
                            .path("id")
                            .asString();
            default -> throw new AssertionError("no foreign id is known for " + template);
        };
    }

    /** Every path with an id, by every role, with an id of the other organisation's. */
    @TestFactory
    Stream<DynamicTest> anIdOfAnotherOrganisationOpensNothing() {
        List<DynamicTest> tests = new ArrayList<>();
        for (Route route : console.server.routes()) {
            if (!route.template().contains(Route.ID)) {
                continue;
            }
            for (String method : route.methods()) {
                if (!method.equals("HEAD")) {
                    tests.add(
                            DynamicTest.dynamicTest(
                                    method + " " + route.template(), () -> foreign(method, route)));
                }
            }
        }
        return tests.stream();
    }

    private static void foreign(String method, Route route) throws IOException {
        String target = route.template().replace(Route.ID, foreignId(route.template()));
        // Derived rows are in a file of each organisation's own: what counts is which is asked.
        boolean derived = target.contains("/sessions/") || target.endsWith("/derived");
        String of = derived ? "" : whatOthersHave();
        console.derivedOf.clear();
        for (Role role : Role.values()) {
            String who = "acme/" + role.word();
            Wire.Answer answer = console.ask(who, method, target, body(method, target));
            if (!route.right().has(role)) {
                assertThat(answer.status()).as(who).isEqualTo(403);
            } else if (derived) {
                assertThat(console.derivedOf).as(who).isNotEmpty().containsOnly("acme");
            } else {
                assertThat(answer.status()).as(who + " " + answer.text()).isIn(403, 404);
                assertThat(answer.text()).doesNotContain("other.example");
            }
        }
        if (!of.isEmpty()) {
            assertThat(whatOthersHave()).isEqualTo(of);
        }
    }

    /** A body that would be taken if the thing were the caller's own. */
    private static String body(String method, String target) {
        if (method.equals("GET") || method.equals("DELETE")) {
            return "";
        }
        if (target.endsWith("/secret")) {
            return "{\"key\":\"sk-ant-mine-0123456789\",\"check\":false}";
        }
        return target.endsWith("/invite") || target.contains("/keys/")
                ? "{}"
                : "{\"name\":\"taken over\",\"spec\":{}}";
    }

    /** Everything of the other organisation's, as its owner sees it. */
    private static String whatOthersHave() throws IOException {
        StringBuilder all = new StringBuilder();
        for (String kind :
                List.of(
                        "users",
                        "teams",
                        "routes",
                        "policies",
                        "limits",
                        "redactions",
                        "keys",
                        "tokens",
                        "exchanges")) {
            all.append(console.ask("other/owner", "GET", "/api/v1/" + kind, "").text());
        }
        return all.toString();
    }

    /** Ids come in queries too. */
    @Test
    void anIdOfAnotherOrganisationInAQueryOpensNothing() throws Exception {
        for (Role role : Role.values()) {
            String who = "acme/" + role.word();
            String both = "/api/v1/diff?a=" + foreign.id() + "&b=" + foreign.id();
            assertThat(console.ask(who, "GET", both, "").status()).isEqualTo(404);
            String one = "/api/v1/diff?a=" + mine.id() + "&b=" + foreign.id();
            assertThat(console.ask(who, "GET", one, "").status()).isEqualTo(404);
            for (String list : List.of("exchanges", "export", "export?format=har")) {
                assertThat(console.ask(who, "GET", "/api/v1/" + list, "").text())
                        .doesNotContain(foreign.id().toString());
            }
        }
    }

    @Test
    void aKeyGoesInAndDoesNotComeOut() throws Exception {
        for (Route route : console.server.routes()) {
            if (!route.methods().contains("GET") || route.weight() == Route.Weight.TAIL) {
                continue;
            }
            for (String id : idsOf("acme/owner")) {
                String text =
                        console.ask("acme/owner", "GET", route.template().replace(Route.ID, id), "")
                                .text();
                assertThat(text).as(route.template()).doesNotContain(CANARY);
            }
        }
        assertThat(console.audit.scan("acme", 0, 1000).toString()).doesNotContain(CANARY);
    }

    /** The ids of everything that somebody sees. */
    private static List<String> idsOf(String who) throws IOException {
        List<String> ids = new ArrayList<>(List.of("none", "k", mine.id().toString()));
        for (String kind : List.of("users", "teams", "routes", "limits", "keys", "tokens")) {
            console.ask(who, "GET", "/api/v1/" + kind, "")
                    .json()
                    .path("items")
                    .forEach(item -> ids.add(item.path("id").asString()));
        }
        return ids;
    }

    @Test
    void unknownMembersOfABodyAreNamed() throws Exception {
        Wire.Answer answer =
                console.ask(
                        "acme/owner", "POST", "/api/v1/teams", "{\"name\":\"a\",\"org\":\"x\"}");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text()).contains("org: there is no such key");
    }

    @Test
    void aBrowsersSessionChangesNothingWithoutAnOriginOfItsOwn() throws Exception {
        Wire.Answer bare =
                Wire.send(
                        console.port,
                        "POST",
                        "/api/v1/teams",
                        "{\"name\":\"csrf\"}",
                        "Content-Type: application/json",
                        "Cookie: weir_session=weir_st_x");
        assertThat(bare.status()).isEqualTo(401);
    }

    @Test
    void nobodyLearnsMoreThanHowToSignIn() throws Exception {
        JsonNode nobody = console.ask("nobody", "GET", "/api/v1/info", "").json();
        assertThat(nobody.propertyNames())
                .containsExactly("version", "rules", "signInRequired", "signIn");
        assertThat(Wire.get(console.port, "/", "Accept: text/html").text())
                .contains("<title>Weir</title>")
                .doesNotContain("/d<", ConsoleFixture.PROXY);
        JsonNode member = console.ask("acme/member", "GET", "/api/v1/info", "").json();
        assertThat(member.path("proxy").asString()).isEqualTo(ConsoleFixture.PROXY);
        assertThat(member.has("data")).isFalse();
        assertThat(console.ask("acme/owner", "GET", "/api/v1/info", "").json().has("data"))
                .isTrue();
    }

    @Test
    void anOrganisationRenewsItsOwnKeysAndNotTheKekOfAll() throws Exception {
        for (String body : List.of("{}", "{\"new_kek\":true}")) {
            Wire.Answer answer = console.ask("acme/owner", "POST", "/api/v1/rotate", body);
            assertThat(answer.status()).as(body).isEqualTo(403);
        }
        Wire.Answer own =
                console.ask("acme/owner", "POST", "/api/v1/rotate", "{\"new_data_keys\":true}");
        assertThat(own.json().path("done").asInt()).as(own.text()).isEqualTo(1);
    }
}
