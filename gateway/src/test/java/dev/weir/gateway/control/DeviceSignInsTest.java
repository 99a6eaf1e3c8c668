package dev.weir.gateway.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.core.access.Providers;
import dev.weir.core.audit.InMemoryAuditTrail;
import dev.weir.core.capture.CaptureMode;
import dev.weir.core.control.Kind;
import dev.weir.core.json.JsonObject;
import dev.weir.core.json.JsonString;
import dev.weir.core.rules.Identity;
import dev.weir.core.token.Caller;
import dev.weir.core.token.Scope;
import dev.weir.core.token.TokenKind;
import dev.weir.gateway.control.AccountException.Reason;
import dev.weir.gateway.control.Accounts.NewToken;
import dev.weir.gateway.control.DeviceSignIns.Answer;
import dev.weir.gateway.control.DeviceSignIns.Answer.NotYet;
import dev.weir.gateway.control.DeviceSignIns.Started;
import dev.weir.testkit.control.InMemoryControlStore;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

class DeviceSignInsTest {

    private static final String HERE = "10.0.0.7";
    private static final String BROWSER = "10.0.0.8";

    private Instant now = Instant.parse("2026-11-21T10:00:00Z");
    private final InMemoryControlStore store = new InMemoryControlStore();
    private final Publisher publisher =
            new Publisher(
                    store,
                    _ -> List.of(),
                    new Providers(Providers.wellKnown().values()),
                    Set.of(),
                    () -> now,
                    _ -> new byte[8]);
    private final Accounts accounts =
            new Accounts(
                    store,
                    new InMemoryAuditTrail(),
                    publisher,
                    new byte[32],
                    new SecureRandom(),
                    () -> now);
    private final DeviceSignIns devices =
            new DeviceSignIns(store, accounts, new byte[32], new SecureRandom(), () -> now);

    @SuppressWarnings("NullAway.Init")
    private Caller ada;

    DeviceSignInsTest() throws IOException {}

    @BeforeEach
    void owner() throws Exception {
        SignedIn session =
                accounts.setUp(
                        accounts.firstOwner().orElseThrow().reveal(),
                        "Acme",
                        "ada@acme.example",
                        "Ada",
                        "correct horse battery");
        ada = caller(session);
    }

    @AfterEach
    void stop() {
        publisher.close();
    }

    private Caller caller(SignedIn session) {
        return ((Identity.Known) accounts.identify(session.token().reveal())).caller();
    }

    private Answer later(Started started) throws IOException {
        now = now.plus(DeviceSignIns.INTERVAL);
        return devices.poll(started.deviceCode());
    }

    @Test
    void whatAPersonApprovesIsSignedInOnceAsThatPerson() throws Exception {
        Started started = devices.start("weir on laptop", HERE);
        assertThat(started.userCode())
                .matches("[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}");
        assertThat(later(started)).isEqualTo(NotYet.AUTHORIZATION_PENDING);
        String typed =
                " " + started.userCode().toLowerCase(java.util.Locale.ROOT).replace("-", " ");
        DeviceSignIns.Asking asking = devices.look(ada, typed, BROWSER);
        assertThat(asking.client()).isEqualTo("weir on laptop");
        assertThat(asking.address()).isEqualTo(HERE);
        devices.decide(ada, typed, BROWSER, true);
        assertThat(later(started))
                .isInstanceOfSatisfying(
                        Answer.Approved.class,
                        approved -> {
                            assertThat(caller(approved.session()).user()).isEqualTo(ada.user());
                            assertThat(approved.session().grant().kind())
                                    .isEqualTo(TokenKind.SESSION);
                        });
        assertThat(later(started)).isEqualTo(NotYet.EXPIRED_TOKEN);
        refused(Reason.NOT_FOUND, () -> devices.decide(ada, typed, BROWSER, true));
    }

    @Test
    void whatAPersonRefusesIsToldSo() throws Exception {
        Started started = devices.start("x", HERE);
        devices.decide(ada, started.userCode(), BROWSER, false);
        assertThat(later(started)).isEqualTo(NotYet.ACCESS_DENIED);
        assertThat(later(started)).isEqualTo(NotYet.EXPIRED_TOKEN);
    }

    @Test
    void codesLastTenMinutes() throws Exception {
        Started started = devices.start("x", HERE);
        now = now.plus(DeviceSignIns.LIFETIME);
        refused(Reason.NOT_FOUND, () -> devices.look(ada, started.userCode(), BROWSER));
        assertThat(devices.poll(started.deviceCode())).isEqualTo(NotYet.EXPIRED_TOKEN);
        assertThat(devices.poll("made up")).isEqualTo(NotYet.EXPIRED_TOKEN);
    }

    @Test
    void whoAsksTooOftenIsSlowedDown() throws Exception {
        Started started = devices.start("x", HERE);
        assertThat(devices.poll(started.deviceCode())).isEqualTo(NotYet.AUTHORIZATION_PENDING);
        assertThat(devices.poll(started.deviceCode())).isEqualTo(NotYet.SLOW_DOWN);
        now = now.plus(DeviceSignIns.INTERVAL);
        assertThat(devices.poll(started.deviceCode())).isEqualTo(NotYet.SLOW_DOWN);
        now = now.plus(DeviceSignIns.INTERVAL.plusSeconds(10));
        assertThat(devices.poll(started.deviceCode())).isEqualTo(NotYet.AUTHORIZATION_PENDING);
    }

    @Test
    void guessingCodesEnds() throws Exception {
        Started started = devices.start("x", HERE);
        for (int i = 0; i < Throttle.MOST_FAILURES; i++) {
            refused(Reason.NOT_FOUND, () -> devices.look(ada, "BBBB-BBBB", BROWSER));
        }
        refused(Reason.TOO_MANY, () -> devices.look(ada, started.userCode(), "10.9.9.9"));
        refused(Reason.TOO_MANY, () -> devices.decide(ada, started.userCode(), BROWSER, true));
        now = now.plus(Throttle.WINDOW);
        devices.look(ada, started.userCode(), BROWSER);
    }

    @Test
    void beginningEndlesslyEnds() throws Exception {
        for (int i = 0; i < 20; i++) {
            devices.start("x", HERE);
        }
        refused(Reason.TOO_MANY, () -> devices.start("x", HERE));
        devices.start("x", "10.0.0.9");
        now = now.plus(DeviceSignIns.LIFETIME);
        devices.start("x", HERE);
    }

    @Test
    void aTokenThatMayDoLessApprovesNothing() throws Exception {
        Started started = devices.start("x", HERE);
        SignedIn token =
                accounts.makeToken(
                        ada,
                        new NewToken(
                                TokenKind.PERSONAL,
                                "narrow",
                                ada.user(),
                                null,
                                new Scope(Set.of(), Set.of("claude-*"), Set.of()),
                                CaptureMode.FULL,
                                null));
        refused(
                Reason.FORBIDDEN,
                () -> devices.decide(caller(token), started.userCode(), BROWSER, true));
    }

    @Test
    void whoWasDisabledAfterApprovingGetsNoSession() throws Exception {
        Started started = devices.start("x", HERE);
        devices.decide(ada, started.userCode(), BROWSER, true);
        var user =
                store.find(ada.organisation(), Kind.USER, String.valueOf(ada.user())).orElseThrow();
        store.put(
                new dev.weir.core.control.Document(
                        user.organisation(),
                        user.kind(),
                        user.id(),
                        "",
                        user.name(),
                        user.version(),
                        JsonObject.of("disabled", dev.weir.core.json.JsonBoolean.of(true)),
                        now,
                        "system"));
        assertThat(later(started)).isEqualTo(NotYet.ACCESS_DENIED);
    }

    @Test
    void codesAreNotKept() throws Exception {
        Started started = devices.start("x", HERE);
        assertThat(store.pending("device:" + started.deviceCode(), now)).isEmpty();
        assertThat(store.pending("code:" + started.userCode(), now)).isEmpty();
        CodeHash hash = new CodeHash(new byte[32]);
        JsonObject waiting =
                store.pending(hash.of("code", started.userCode().replace("-", "")), now)
                        .orElseThrow();
        assertThat(waiting.write())
                .doesNotContain(started.deviceCode())
                .doesNotContain(started.userCode());
        assertThat(waiting.get("client")).isEqualTo(JsonString.of("x"));
    }

    @Test
    void whatADeviceSaysItIsStaysInOneLine() throws Exception {
        Started started = devices.start("a\u202eb\r\nc" + "d".repeat(500), HERE);
        assertThat(devices.look(ada, started.userCode(), BROWSER).client())
                .startsWith("a b  cddd")
                .hasSize(100);
    }

    private static void refused(Reason reason, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        AccountException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }

    @Test
    void aSessionOfADeviceSlidesLikeAnyOther() throws Exception {
        Started started = devices.start("laptop", HERE);
        devices.decide(ada, started.userCode(), BROWSER, true);
        Answer.Approved approved = (Answer.Approved) later(started);
        assertThat(approved.session().grant().slides()).isEqualTo(Duration.ofHours(12));
        assertThat(approved.session().grant().name()).isEqualTo("laptop");
    }
}
