package dev.weir.gateway.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.core.access.Providers;
import dev.weir.core.audit.AuditEntry;
import dev.weir.core.audit.InMemoryAuditTrail;
import dev.weir.core.capture.CaptureMode;
import dev.weir.core.control.ControlStore;
import dev.weir.core.control.Document;
import dev.weir.core.control.Kind;
import dev.weir.core.dialect.ErrorCode;
import dev.weir.core.json.JsonObject;
import dev.weir.core.json.JsonReader;
import dev.weir.core.people.Role;
import dev.weir.core.rules.Identity;
import dev.weir.core.token.Caller;
import dev.weir.core.token.Scope;
import dev.weir.core.token.TokenKind;
import dev.weir.core.token.TokenText;
import dev.weir.gateway.control.AccountException.Reason;
import dev.weir.gateway.control.Accounts.NewToken;
import dev.weir.testkit.control.InMemoryControlStore;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

class AccountsTest {

    private static final String PASSWORD = "correct horse battery";

    private Instant now = Instant.parse("2026-11-21T10:00:00Z");
    private final InMemoryControlStore store = new InMemoryControlStore();
    private final InMemoryAuditTrail audit = new InMemoryAuditTrail();
    private final Publisher publisher =
            new Publisher(
                    store,
                    _ -> List.of(),
                    new Providers(Providers.wellKnown().values()),
                    Set.of(),
                    () -> now,
                    _ -> new byte[8]);
    private final Accounts accounts =
            new Accounts(store, audit, publisher, new byte[32], new SecureRandom(), () -> now);
    private final Changes changes =
            new Changes(store, audit, publisher, new SecureRandom(), () -> now);

    AccountsTest() throws IOException {}

    @AfterEach
    void stop() {
        publisher.close();
    }

    @Test
    void theFirstOwnerIsMadeOnceByTheTokenThatWasPrinted() throws Exception {
        TokenText first = accounts.firstOwner().orElseThrow();
        TokenText second = accounts.firstOwner().orElseThrow();
        refused(Reason.REFUSED, () -> setUp(first.reveal()));
        SignedIn owner = setUp(second.reveal());
        assertThat(owner.token().kind()).isEqualTo(TokenKind.SESSION);
        assertThat(caller(owner).role()).isEqualTo(Role.OWNER);
        refused(Reason.REFUSED, () -> setUp(second.reveal()));
        assertThat(accounts.firstOwner()).isEmpty();
        assertThat(accounts.identify(second.reveal())).isEqualTo(Identity.INVALID);
    }

    @Test
    void aPasswordLetsInAndAWrongOneDoesNotAndGuessingEnds() throws Exception {
        owner();
        assertThat(caller(accounts.signIn("ADA@acme.example ", PASSWORD, "1.2.3.4")).user())
                .isNotNull();
        for (int i = 0; i < Throttle.MOST_FAILURES; i++) {
            refused(
                    Reason.REFUSED,
                    () -> accounts.signIn("ada@acme.example", "wrong password", "1.2.3.4"));
        }
        refused(Reason.TOO_MANY, () -> accounts.signIn("ada@acme.example", PASSWORD, "1.2.3.4"));
        now = now.plus(Throttle.WINDOW);
        accounts.signIn("ada@acme.example", PASSWORD, "1.2.3.4");
        refused(Reason.REFUSED, () -> accounts.signIn("nobody@acme.example", PASSWORD, "x"));
    }

    @Test
    void aSessionSlidesWithUseAndEndsWithoutIt() throws Exception {
        SignedIn owner = owner();
        now = now.plus(Duration.ofHours(11));
        assertThat(accounts.identify(owner.token().reveal())).isInstanceOf(Identity.Known.class);
        publisher.close();
        publisher.refresh();
        now = now.plus(Duration.ofHours(11));
        publisher.refresh();
        assertThat(accounts.identify(owner.token().reveal())).isInstanceOf(Identity.Known.class);
        now = now.plus(Duration.ofHours(13));
        assertThat(accounts.identify(owner.token().reveal()))
                .isInstanceOfSatisfying(
                        Identity.Unknown.class,
                        unknown ->
                                assertThat(unknown.refusal().code())
                                        .isEqualTo(ErrorCode.EXPIRED_KEY));
    }

    @Test
    void signingOutEndsTheSession() throws Exception {
        SignedIn owner = owner();
        accounts.signOut(caller(owner));
        assertThat(accounts.identify(owner.token().reveal())).isEqualTo(Identity.REVOKED);
    }

    @Test
    void aMemberIsInvitedSetsAPasswordAndMakesTokensForItselfOnly() throws Exception {
        Caller owner = caller(owner());
        Caller bob = member(owner, "bob@acme.example");
        SignedIn mine = accounts.makeToken(bob, token(TokenKind.PERSONAL, bob.user()));
        assertThat(caller(mine).user()).isEqualTo(bob.user());
        refused(
                Reason.FORBIDDEN,
                () -> accounts.makeToken(bob, token(TokenKind.VIRTUAL_KEY, null)));
        refused(
                Reason.FORBIDDEN,
                () -> accounts.makeToken(owner, token(TokenKind.PERSONAL, bob.user())));
        SignedIn key = accounts.makeToken(owner, token(TokenKind.VIRTUAL_KEY, null));
        assertThat(caller(key).user()).isNull();
        assertThat(accounts.tokens(bob)).noneMatch(one -> one.id().equals(key.grant().id()));
        refused(Reason.NOT_FOUND, () -> accounts.revoke(bob, key.grant().id()));
        accounts.revoke(owner, key.grant().id());
        assertThat(accounts.identify(key.token().reveal())).isEqualTo(Identity.REVOKED);
    }

    @Test
    void aTokenMakesNoTokenThatCouldDoMore() throws Exception {
        Caller owner = caller(owner());
        SignedIn narrow =
                accounts.makeToken(
                        owner,
                        new NewToken(
                                TokenKind.PERSONAL,
                                "narrow",
                                owner.user(),
                                null,
                                new Scope(Set.of(), Set.of("claude-haiku-*"), Set.of()),
                                CaptureMode.FULL,
                                null));
        refused(
                Reason.FORBIDDEN,
                () -> accounts.makeToken(caller(narrow), token(TokenKind.PERSONAL, owner.user())));
    }

    /** A token acts with its user's role, keys and routes: nobody gets at another's by one. */
    @Test
    void nobodyMakesATokenForAnother() throws Exception {
        Caller owner = caller(owner());
        Caller bob = member(owner, "bob@acme.example");
        Document user =
                changes.add(
                        owner, Kind.USER, "eve@acme.example", json("{\"role\":\"admin\"}"), false);
        Caller eve =
                caller(
                        accounts.accept(
                                accounts.invite(owner, user.id()).token().reveal(), PASSWORD));
        for (TokenKind kind : List.of(TokenKind.PERSONAL, TokenKind.VIRTUAL_KEY)) {
            refused(Reason.FORBIDDEN, () -> accounts.makeToken(eve, token(kind, owner.user())));
            refused(Reason.FORBIDDEN, () -> accounts.makeToken(eve, token(kind, bob.user())));
            refused(Reason.FORBIDDEN, () -> accounts.makeToken(owner, token(kind, bob.user())));
        }
        refused(Reason.FORBIDDEN, () -> accounts.makeToken(owner, token(TokenKind.PERSONAL, null)));
    }

    @Test
    void aTokenIsBoundToWhatItsMakersTokenIsBoundTo() throws Exception {
        SignedIn session = owner();
        Document team = changes.add(caller(session), Kind.TEAM, "red", json("{}"), false);
        Document other = changes.add(caller(session), Kind.TEAM, "blue", json("{}"), false);
        String self = Objects.requireNonNull(session.grant().user());
        changes.change(
                caller(session),
                Kind.USER,
                self,
                "ada@acme.example",
                json(
                        "{\"role\":\"owner\",\"teams\":[\"%s\",\"%s\"]}"
                                .formatted(team.id(), other.id())),
                0);
        Instant end = now.plus(Duration.ofDays(3));
        SignedIn maker =
                accounts.makeToken(
                        caller(session), token(self, team.id(), CaptureMode.METADATA, end));
        SignedIn child =
                accounts.makeToken(caller(maker), token(self, null, CaptureMode.FULL, null));
        assertThat(child.grant().expiresAt()).isEqualTo(end);
        assertThat(child.grant().capture()).isEqualTo(CaptureMode.METADATA);
        assertThat(child.grant().team()).isEqualTo(team.id());
        refused(
                Reason.FORBIDDEN,
                () ->
                        accounts.makeToken(
                                caller(maker),
                                token(self, null, CaptureMode.FULL, end.plusSeconds(1))));
        refused(
                Reason.FORBIDDEN,
                () ->
                        accounts.makeToken(
                                caller(maker), token(self, other.id(), CaptureMode.FULL, null)));
        refused(Reason.FORBIDDEN, () -> accounts.invite(caller(maker), self));
        SignedIn lasting = accounts.makeToken(caller(session), token(TokenKind.PERSONAL, self));
        assertThat(lasting.grant().expiresAt()).isNull();
        SignedIn key = accounts.makeToken(caller(session), token(TokenKind.VIRTUAL_KEY, self));
        refused(
                Reason.FORBIDDEN,
                () -> accounts.makeToken(caller(key), token(TokenKind.PERSONAL, self)));
    }

    @Test
    void aTokenIsForATeamOfItsUsersOnlyThoughNobodysKeyIsForAny() throws Exception {
        Caller owner = caller(owner());
        String team = changes.add(owner, Kind.TEAM, "red", json("{}"), false).id();
        refused(
                Reason.NOT_FOUND,
                () -> accounts.makeToken(owner, token(owner.user(), team, CaptureMode.FULL, null)));
        NewToken nobodys =
                new NewToken(
                        TokenKind.VIRTUAL_KEY, "ci", null, team, Scope.ALL, CaptureMode.FULL, null);
        assertThat(caller(accounts.makeToken(owner, nobodys)).teams()).containsExactly(team);
    }

    private static NewToken token(
            @Nullable String user,
            @Nullable String team,
            CaptureMode capture,
            @Nullable Instant end) {
        return new NewToken(TokenKind.PERSONAL, "laptop", user, team, Scope.ALL, capture, end);
    }

    @Test
    void theAuditLogNamesTheTokenBesidesTheUser() throws Exception {
        SignedIn owner = owner();
        changes.add(caller(owner), Kind.TEAM, "red", json("{}"), false);
        accounts.makeToken(caller(owner), token(TokenKind.PERSONAL, owner.grant().user()));
        for (String action : List.of("team.create", "token.create")) {
            assertThat(audit.scan(owner.grant().organisation(), 0, 100))
                    .filteredOn(entry -> entry.action().equals(action))
                    .singleElement()
                    .satisfies(
                            entry ->
                                    assertThat(entry.actorName())
                                            .isEqualTo(
                                                    "ada@acme.example ("
                                                            + owner.grant().id()
                                                            + ")"));
        }
    }

    @Test
    void anInvitationIsGoodOnceAndEndsTheOtherOnesAndTheSessions() throws Exception {
        Caller owner = caller(owner());
        String bob = changes.add(owner, Kind.USER, "bob@acme.example", json("{}"), false).id();
        SignedIn first = accounts.invite(owner, bob);
        SignedIn second = accounts.invite(owner, bob);
        refused(Reason.REFUSED, () -> accounts.accept(first.token().reveal(), PASSWORD));
        refused(Reason.INVALID, () -> accounts.accept(second.token().reveal(), "short"));
        SignedIn session = accounts.accept(second.token().reveal(), PASSWORD);
        SignedIn third = accounts.invite(owner, bob);
        SignedIn anew = accounts.accept(third.token().reveal(), "another password");
        assertThat(accounts.identify(session.token().reveal())).isEqualTo(Identity.REVOKED);
        assertThat(accounts.identify(anew.token().reveal())).isInstanceOf(Identity.Known.class);
    }

    /** Whoever comes second has set no password. */
    @Test
    void ofTwoWhoAcceptAtOnceOneSetsThePassword() throws Exception {
        Caller owner = caller(owner());
        String bob = changes.add(owner, Kind.USER, "bob@acme.example", json("{}"), false).id();
        for (int round = 0; round < 3; round++) {
            String invitation = accounts.invite(owner, bob).token().reveal();
            List<String> let = new CopyOnWriteArrayList<>();
            List<Thread> both = new ArrayList<>();
            for (String password : List.of("the first password", "the second password")) {
                both.add(
                        Thread.ofVirtual()
                                .start(
                                        () -> {
                                            try {
                                                accounts.accept(invitation, password);
                                                let.add(password);
                                            } catch (AccountException e) {
                                                // The other one was there first.
                                            } catch (IOException | InterruptedException e) {
                                                throw new AssertionError(e);
                                            }
                                        }));
            }
            for (Thread one : both) {
                one.join();
            }
            assertThat(let).hasSize(1);
            accounts.signIn("bob@acme.example", let.getFirst(), "x");
        }
    }

    @Test
    void aNewPasswordEndsTheOtherSessions() throws Exception {
        SignedIn first = owner();
        SignedIn second = accounts.signIn("ada@acme.example", PASSWORD, "x");
        refused(
                Reason.REFUSED,
                () -> accounts.changePassword(caller(second), "not it", "another password"));
        refused(Reason.INVALID, () -> accounts.changePassword(caller(second), PASSWORD, "short"));
        accounts.changePassword(caller(second), PASSWORD, "another password");
        assertThat(accounts.identify(first.token().reveal())).isEqualTo(Identity.REVOKED);
        assertThat(accounts.identify(second.token().reveal())).isInstanceOf(Identity.Known.class);
        accounts.signIn("ada@acme.example", "another password", "x");
    }

    @Test
    void nobodyEditsTheOwnRoleAndTheLastOwnerStays() throws Exception {
        Caller owner = caller(owner());
        String self = Objects.requireNonNull(owner.user());
        refused(
                Reason.FORBIDDEN,
                () ->
                        changes.change(
                                owner,
                                Kind.USER,
                                self,
                                "ada@acme.example",
                                json("{\"role\":\"member\"}"),
                                0));
        refused(Reason.FORBIDDEN, () -> changes.remove(owner, Kind.USER, self));
        refused(
                Reason.INVALID,
                () ->
                        changes.change(
                                owner,
                                Kind.USER,
                                self,
                                "ada@acme.example",
                                json("{\"role\":\"owner\",\"disabled\":true}"),
                                0));
        Document admin =
                changes.add(
                        owner, Kind.USER, "eve@acme.example", json("{\"role\":\"admin\"}"), false);
        Caller eve = new Caller(owner.organisation(), admin.id(), Role.ADMIN, Set.of(), null);
        refused(Reason.FORBIDDEN, () -> changes.remove(eve, Kind.USER, self));
        refused(
                Reason.FORBIDDEN,
                () ->
                        changes.add(
                                eve,
                                Kind.USER,
                                "new@acme.example",
                                json("{\"role\":\"owner\"}"),
                                false));
    }

    @Test
    void aMemberHasOwnRoutesWhereAllowedAndChangesNoOthers() throws Exception {
        Caller owner = caller(owner());
        Caller bob = member(owner, "bob@acme.example");
        changes.add(owner, Kind.ROUTE, "fast", json("{\"provider\":\"anthropic\"}"), false);
        refused(
                Reason.FORBIDDEN,
                () -> changes.add(bob, Kind.ROUTE, "x", json("{\"provider\":\"openai\"}"), false));
        refused(Reason.FORBIDDEN, () -> changes.remove(bob, Kind.ROUTE, "fast"));
        changes.add(bob, Kind.ROUTE, "fast", json("{\"provider\":\"openai\"}"), true);
        assertThat(changes.find(bob, Kind.ROUTE, "fast").owner()).isEqualTo(bob.user());
        assertThat(publisher.get().routes(bob)).hasSize(2);
        changes.change(
                owner,
                Kind.ORGANISATION,
                owner.organisation(),
                "Acme",
                json("{\"own_routes\":false}"),
                0);
        refused(
                Reason.FORBIDDEN,
                () ->
                        changes.add(
                                bob, Kind.ROUTE, "more", json("{\"provider\":\"openai\"}"), true));
    }

    @Test
    void whatMakesNoSenseIsRefusedAndChangesAreOnTheAuditLog() throws Exception {
        Caller owner = caller(owner());
        assertThatThrownBy(
                        () ->
                                changes.add(
                                        owner,
                                        Kind.ROUTE,
                                        "r",
                                        json("{\"provider\":\"a\",\"modle\":\"b\"}"),
                                        false))
                .hasMessageContaining("modle: there is no such key");
        Document policy =
                changes.add(
                        owner, Kind.POLICY, "p", json("{\"deny\":{\"models\":[\"x\"]}}"), false);
        changes.change(owner, Kind.POLICY, "p", "p", json("{\"mode\":\"warn\"}"), 0);
        refused(
                Reason.CONFLICT,
                () ->
                        changes.change(
                                owner,
                                Kind.POLICY,
                                policy.id(),
                                "p",
                                json("{\"mode\":\"dry_run\"}"),
                                policy.version()));
        assertThat(changes.versions(owner, Kind.POLICY, "p")).hasSize(2);
        changes.remove(owner, Kind.POLICY, "p");
        List<String> actions =
                audit.scan(owner.organisation(), 0, 100).stream().map(AuditEntry::action).toList();
        assertThat(actions)
                .contains(
                        "organisation.create",
                        "user.create",
                        "session.sign_in",
                        "policy.create",
                        "policy.update",
                        "policy.delete")
                .doesNotContain("route.create");
    }

    @Test
    void noOrganisationReachesAnothersThings() throws Exception {
        Caller owner = caller(owner());
        Document route = changes.add(owner, Kind.ROUTE, "r", json("{\"provider\":\"a\"}"), false);
        Caller stranger = new Caller("org_other", "x", Role.OWNER, Set.of(), null);
        refused(Reason.NOT_FOUND, () -> changes.find(stranger, Kind.ROUTE, route.id()));
        refused(Reason.NOT_FOUND, () -> changes.remove(stranger, Kind.ROUTE, route.id()));
        refused(Reason.NOT_FOUND, () -> accounts.invite(stranger, String.valueOf(owner.user())));
        assertThat(accounts.tokens(stranger)).isEmpty();
    }

    @Test
    void nothingKeptHoldsAPasswordOrAToken() throws Exception {
        SignedIn owner = owner();
        String hash =
                store.password(
                                owner.grant().organisation(),
                                Objects.requireNonNull(owner.grant().user()))
                        .orElseThrow();
        assertThat(hash).startsWith("$argon2id$").doesNotContain(PASSWORD);
        assertThat(owner.grant().toString()).doesNotContain(owner.token().reveal());
        assertThat(audit.scan(owner.grant().organisation(), 0, 100).toString())
                .doesNotContain(PASSWORD)
                .doesNotContain(owner.token().reveal());
    }

    // ---- what the tests are made of ----

    private SignedIn owner() throws Exception {
        return setUp(accounts.firstOwner().orElseThrow().reveal());
    }

    private SignedIn setUp(String token) throws Exception {
        return accounts.setUp(token, "Acme", "ada@acme.example", "Ada", PASSWORD);
    }

    private Caller member(Caller owner, String email) throws Exception {
        Document user = changes.add(owner, Kind.USER, email, json("{}"), false);
        SignedIn invitation = accounts.invite(owner, user.id());
        return caller(accounts.accept(invitation.token().reveal(), PASSWORD));
    }

    private Caller caller(SignedIn signedIn) {
        return ((Identity.Known) accounts.identify(signedIn.token().reveal())).caller();
    }

    private static NewToken token(TokenKind kind, @Nullable String user) {
        return new NewToken(kind, "laptop", user, null, Scope.ALL, CaptureMode.FULL, null);
    }

    private static JsonObject json(String text) {
        return Objects.requireNonNull(JsonReader.read(text).object());
    }

    private static void refused(Reason reason, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        AccountException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }

    @Test
    void anOrganisationWithoutAnOwnerWhoCanSignInGetsOne() throws Exception {
        put(Kind.ORGANISATION, "local", "local", "{\"zone\":\"Europe/Berlin\"}");
        put(Kind.USER, "usr_1", "ada@acme.example", "{\"role\":\"owner\"}");
        SignedIn owner = setUp(accounts.firstOwner().orElseThrow().reveal());
        assertThat(caller(owner).organisation()).isEqualTo("local");
        assertThat(caller(owner).user()).isEqualTo("usr_1");
        Document organisation = store.find("local", Kind.ORGANISATION, "local").orElseThrow();
        assertThat(organisation.name()).isEqualTo("Acme");
        assertThat(organisation.body().get("zone"))
                .isEqualTo(dev.weir.core.json.JsonString.of("Europe/Berlin"));
        assertThat(accounts.firstOwner()).isEmpty();
    }

    @Test
    void anOwnerOfAnIdentityProviderIsOneWhoCanSignIn() throws Exception {
        put(Kind.ORGANISATION, "local", "local", "{}");
        put(Kind.USER, "usr_1", "ada@acme.example", "{\"role\":\"owner\"}");
        TokenText token = accounts.firstOwner().orElseThrow();
        store.link("https://id.example", "1", new ControlStore.Holder("local", "usr_1"));
        assertThat(accounts.firstOwner()).isEmpty();
        refused(Reason.REFUSED, () -> setUp(token.reveal()));
    }

    @Test
    void limitsWithoutAZoneUseTheOrganisations() throws Exception {
        put(Kind.ORGANISATION, "local", "local", "{\"zone\":\"Asia/Tokyo\"}");
        put(Kind.LIMIT, "lim_1", "own", "{\"amount\":1,\"per\":\"day\"}");
        put(
                Kind.LIMIT,
                "lim_2",
                "other",
                "{\"amount\":1,\"per\":\"day\",\"zone\":\"Europe/Berlin\"}");
        assertThat(publisher.limits().get("local"))
                .extracting(rule -> rule.window().toString())
                .satisfiesExactlyInAnyOrder(
                        one -> assertThat(one).contains("Asia/Tokyo"),
                        one -> assertThat(one).contains("Europe/Berlin"));
    }

    private void put(Kind kind, String id, String name, String body) throws Exception {
        store.put(
                new Document(
                        "local",
                        kind,
                        id,
                        "",
                        name,
                        0,
                        Objects.requireNonNull(JsonReader.read(body).object()),
                        now,
                        "system"));
    }
}
