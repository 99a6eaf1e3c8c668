package dev.weir.gateway.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.access.Origin;
import dev.weir.core.access.Provider;
import dev.weir.core.access.Providers;
import dev.weir.core.capture.CaptureMode;
import dev.weir.core.dialect.Dialect;
import dev.weir.core.dialect.ErrorCode;
import dev.weir.core.dialect.Refusal;
import dev.weir.core.exchange.Change;
import dev.weir.core.exchange.EndReason;
import dev.weir.core.exchange.GatewayFacts;
import dev.weir.core.exchange.GatewayFacts.Edit;
import dev.weir.core.exchange.GatewayFacts.Ruling;
import dev.weir.core.exchange.Headers;
import dev.weir.core.exchange.ResponseHead;
import dev.weir.core.json.JsonObject;
import dev.weir.core.metering.Metering;
import dev.weir.core.rules.Audience;
import dev.weir.core.rules.Policy;
import dev.weir.core.rules.Policy.Subject;
import dev.weir.core.rules.Route;
import dev.weir.core.rules.Rules;
import dev.weir.core.rules.SharedKey;
import dev.weir.core.rules.Target;
import dev.weir.core.token.TokenKind;
import dev.weir.core.token.TokenText;
import dev.weir.core.vault.Injection;
import dev.weir.core.vault.KeyField;
import dev.weir.testkit.Bytes;
import dev.weir.testkit.capture.RecordedCall;
import dev.weir.testkit.wire.Answer;
import dev.weir.testkit.wire.RawClient;
import dev.weir.testkit.wire.Received;
import dev.weir.testkit.wire.ScriptedProvider;
import dev.weir.testkit.wire.Scripts;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** A relay with people, keys, routes and policies, as tools meet it. */
class RulesOnTheWireTest {

    private static final String TOKEN = RulesBench.TOKEN;
    private static final String EXPIRED =
            TokenText.make(TokenKind.PERSONAL, new Random(5)).reveal();
    private static final String PROVIDER_KEY = RulesBench.PROVIDER_KEY;
    private static final String SECOND_KEY = "sk-ant-second-0123456789";

    private final ScriptedProvider provider = ScriptedProvider.start();
    private final ScriptedProvider other = ScriptedProvider.start();
    private final List<Route> routes = new ArrayList<>();
    private final List<Policy> policies = new ArrayList<>();
    private final List<SharedKey> keys = new ArrayList<>();
    private final List<Rules.NamedRedaction> redactions = new ArrayList<>();
    private long heldBytes = 1 << 20;
    private Metering metering = Metering.NONE;
    private @Nullable RelayRig rig;

    RulesOnTheWireTest() throws Exception {
        keys.add(key("k1", "anthropic", 1000));
        provider.always(Scripts.json(200, "{\"ok\":1}"));
    }

    @AfterEach
    void stop() {
        if (rig != null) {
            rig.close();
        }
        other.close();
    }

    @ParameterizedTest
    @CsvSource({
        "x-api-key: TOKEN",
        "Authorization: Bearer TOKEN",
        "x-goog-api-key: TOKEN",
        "api-key: TOKEN"
    })
    void aTokenOpensTheProxyWhereverAToolPutsIt(String field) throws Exception {
        Answer answer = post("/v1/messages", field.replace("TOKEN", TOKEN) + "\r\n", "{}");
        assertThat(answer.status()).isEqualTo(200);
        Received received = provider.received().getFirst();
        assertThat(received.head().headers().first("x-api-key")).isEqualTo(PROVIDER_KEY);
        assertThat(received.head().raw().text()).doesNotContain("weir_");
        RecordedCall call = rig().recorder.awaitOne(RelayRig.SOON);
        assertThat(call.opening().gateway().user()).isEqualTo("ada");
        assertThat(call.opening().gateway().organisation()).isEqualTo("acme");
        assertThat(call.opening().gateway().key()).isEqualTo("k1");
        assertThat(call.opening().changes())
                .contains(new Change(Change.Kind.REQUEST_FIELD_REPLACED, "x-api-key"));
        assertThat(call.opening().request().headers().toString())
                .doesNotContain(TOKEN)
                .doesNotContain(PROVIDER_KEY);
        assertThat(call.over().end()).isEqualTo(EndReason.COMPLETE);
        assertThat(rig().recorder.violations()).isEmpty();
    }

    @Test
    void withoutATokenNothingGoesOutAndNothingIsOnRecord() throws Exception {
        Answer missing = post("/v1/messages", "x-api-key: sk-ant-own\r\n", "{}");
        assertThat(missing.status()).isEqualTo(401);
        assertThat(missing.weirError()).isEqualTo("missing_key");
        Answer unsound = post("/v1/messages", "x-api-key: weir_pat_nonsense\r\n", "{}");
        assertThat(unsound.weirError()).isEqualTo("invalid_key");
        Answer expired = post("/v1/messages", "x-api-key: " + EXPIRED + "\r\n", "{}");
        assertThat(expired.weirError()).isEqualTo("expired_key");
        assertThat(expired.body().text()).contains("weir login");
        assertThat(provider.received()).isEmpty();
        assertThat(rig().recorder.calls()).isEmpty();
    }

    @Test
    void aRouteChangesOnlyTheBytesOfTheModel() throws Exception {
        routes.add(RulesBench.routeTo("claude-sonnet-specialized", "claude-sonnet-4-6"));
        String body =
                "{\"messages\": [{\"content\":\"claude-sonnet-specialized\"}],"
                        + "  \"model\"  : \"claude-sonnet-specialized\" ,\"x\":1.50}";
        Answer answer = post("/v1/messages", RulesBench.auth(), body);
        assertThat(answer.status()).isEqualTo(200);
        String sent =
                body.replace(
                        "\"model\"  : \"claude-sonnet-specialized\"",
                        "\"model\"  : \"claude-sonnet-4-6\"");
        Received received = provider.received().getFirst();
        assertThat(received.body()).isEqualTo(Bytes.of(sent));
        assertThat(received.head().headers().first("content-length"))
                .isEqualTo(Integer.toString(sent.length()));
        RecordedCall call = rig().recorder.awaitOne(RelayRig.SOON);
        assertThat(call.requestBody()).isEqualTo(Bytes.of(body));
        assertThat(call.opening().gateway().route()).isEqualTo("claude-sonnet-specialized");
        assertThat(call.opening().gateway().sentModel()).isEqualTo("claude-sonnet-4-6");
        Edit edit = call.opening().gateway().edits().getFirst();
        assertThat(
                        body.substring(0, (int) edit.offset())
                                + edit.replacement()
                                + body.substring((int) edit.offset() + edit.length()))
                .isEqualTo(sent);
    }

    @Test
    void aModelAtTheEndOfALargeBodyIsFoundAndReplaced() throws Exception {
        routes.add(RulesBench.routeTo("long", "claude-opus-4-5"));
        String body = "{\"m\":\"" + "y".repeat(700_000) + "\",\"model\":\"long\"}";
        assertThat(post("/v1/messages", RulesBench.auth(), body).status()).isEqualTo(200);
        assertThat(provider.received().getFirst().body())
                .isEqualTo(Bytes.of(body.replace("\"long\"", "\"claude-opus-4-5\"")));
    }

    @Test
    void moreThanThereIsRoomForIsTurnedAway() throws Exception {
        heldBytes = 100_000;
        routes.add(RulesBench.routeTo("long", "claude-opus-4-5"));
        String body = "{\"m\":\"" + "y".repeat(700_000) + "\",\"model\":\"long\"}";
        assertThat(post("/v1/messages", RulesBench.auth(), body).weirError())
                .isEqualTo("overloaded");
        assertThat(provider.received()).isEmpty();
        RecordedCall call = rig().recorder.awaitOne(RelayRig.SOON);
        assertThat(call.over().end()).isEqualTo(EndReason.REFUSED_LIMIT);
    }

    @Test
    void aModelNamedTwiceIsRefusedAlsoWhereTheSecondComesLate() throws Exception {
        routes.add(RulesBench.routeTo("a", "b"));
        Answer early = post("/v1/messages", RulesBench.auth(), "{\"model\":\"a\",\"model\":\"c\"}");
        assertThat(early.weirError()).isEqualTo("bad_request");
        String late = "{\"model\":\"a\",\"x\":\"" + "z".repeat(300_000) + "\",\"model\":\"c\"}";
        assertThat(post("/v1/messages", RulesBench.auth(), late).weirError())
                .isEqualTo("bad_request");
        for (Received received : provider.received()) {
            assertThat(received.body().length()).isLessThan(late.length());
        }
    }

    @Test
    void aDeniedModelIsRefusedInTheShapeOfTheDialectAndOnRecord() throws Exception {
        policies.add(
                RulesBench.deny("no-opus", Policy.Mode.ENFORCE, Subject.MODELS, "claude-opus-*"));
        Answer answer = post("/v1/messages", RulesBench.auth(), "{\"model\":\"claude-opus-4-5\"}");
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.weirError()).isEqualTo("model_not_allowed");
        assertThat(answer.body().text()).contains("permission_error").contains("no-opus");
        RecordedCall call = rig().recorder.awaitOne(RelayRig.SOON);
        assertThat(call.over().end()).isEqualTo(EndReason.REFUSED_POLICY);
        assertThat(call.opening().gateway().rulings().getFirst().effect()).isEqualTo("refused");
        assertThat(call.requestBody().text()).contains("claude-opus-4-5");
        assertThat(provider.received()).isEmpty();
    }

    @Test
    void aWarningIsInAHeaderAndADryRunOnlyOnRecord() throws Exception {
        policies.add(RulesBench.deny("warns", Policy.Mode.WARN, Subject.MODELS, "*"));
        policies.add(RulesBench.deny("tries", Policy.Mode.DRY_RUN, Subject.MODELS, "*"));
        Answer answer = post("/v1/messages", RulesBench.auth(), "{\"model\":\"claude-opus-4-5\"}");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.head().headers().all("x-weir-warning"))
                .singleElement()
                .asString()
                .startsWith("warns: ");
        RecordedCall call = rig().recorder.awaitOne(RelayRig.SOON);
        assertThat(call.opening().gateway().rulings()).hasSize(2);
    }

    @Test
    void aKeyThatTheProviderRefusesIsFollowedByTheNext() throws Exception {
        keys.add(key("k2", "anthropic", 1));
        provider.next(Scripts.answer(429, "retry-after: 7\r\n", Bytes.of("{\"slow\":1}")));
        Answer answer = post("/v1/messages", RulesBench.auth(), "{\"model\":\"m\"}");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(provider.received()).hasSize(2);
        List<String> sent = new ArrayList<>();
        for (Received received : provider.received()) {
            sent.add(String.valueOf(received.head().headers().first("x-api-key")));
            assertThat(received.body()).isEqualTo(Bytes.of("{\"model\":\"m\"}"));
        }
        assertThat(sent).containsExactlyInAnyOrder(PROVIDER_KEY, SECOND_KEY);
        RecordedCall call = rig().recorder.awaitOne(RelayRig.SOON);
        assertThat(call.over().changes())
                .anyMatch(
                        change ->
                                change.kind() == Change.Kind.FELL_BACK
                                        && change.name().endsWith(": 429"));
        assertThat(call.over().attempts()).isEqualTo(2);
        GatewayFacts went = Objects.requireNonNull(call.over().gateway());
        assertThat(went.key()).isNotEqualTo(call.opening().gateway().key());
        assertThat(went.keyName()).isEqualTo("name of " + went.key());
        assertThat(went.tokenName()).isEqualTo(call.opening().gateway().tokenName()).isNotNull();
        assertThat(call.response()).isNotNull();
        String cooling = sent.getFirst();
        post("/v1/messages", RulesBench.auth(), "{\"model\":\"m\"}");
        assertThat(provider.received().get(2).head().headers().first("x-api-key"))
                .isNotEqualTo(cooling);
    }

    @Test
    void theLastRefusalOfAProviderPassesUntouched() throws Exception {
        provider.always(Scripts.answer(429, "retry-after: 7\r\n", Bytes.of("{\"slow\":1}")));
        Answer answer = post("/v1/messages", RulesBench.auth(), "{\"model\":\"m\"}");
        assertThat(answer.status()).isEqualTo(429);
        assertThat(answer.weirError()).isEmpty();
        assertThat(answer.head().headers().first("retry-after")).isEqualTo("7");
        assertThat(answer.body()).isEqualTo(Bytes.of("{\"slow\":1}"));
    }

    @Test
    void whereOnePlaceBreaksTheFallbackServesWithItsOwnModel() throws Exception {
        fallback();
        String body = "{\"model\":\"safe\",\"pad\":\"" + "p".repeat(200_000) + "\"}";
        Answer answer = post("/v1/messages", RulesBench.auth(), body);
        assertThat(answer.body()).isEqualTo(Bytes.of("{\"from\":\"second\"}"));
        Received received = other.received().getFirst();
        assertThat(received.head().target()).isEqualTo("/prefix/v1/messages");
        assertThat(received.body()).isEqualTo(Bytes.of(body.replace("safe", "second-model")));
        RecordedCall call = rig().recorder.awaitOne(RelayRig.SOON);
        assertThat(call.over().went()).isNotNull();
        GatewayFacts facts = Objects.requireNonNull(call.over().gateway());
        assertThat(facts.sentModel()).isEqualTo("second-model");
        assertThat(facts.key()).isEqualTo("k9");
    }

    @Test
    void aClientThatWaitsToBeToldGoesOnIsTold() throws Exception {
        routes.add(RulesBench.routeTo("a", "b"));
        try (RawClient client = rig().client()) {
            String body = "{\"model\":\"a\"}";
            client.send(
                    "POST /v1/messages HTTP/1.1\r\nHost: localhost:"
                            + rig().relay.address().getPort()
                            + "\r\n"
                            + RulesBench.auth()
                            + "Expect: 100-continue\r\nContent-Length: "
                            + body.length()
                            + "\r\n\r\n");
            assertThat(client.head().status()).isEqualTo(100);
            client.send(body);
            assertThat(client.answer().status()).isEqualTo(200);
        }
        assertThat(provider.received().getFirst().body()).isEqualTo(Bytes.of("{\"model\":\"b\"}"));
    }

    @Test
    void whoLeavesBeforeTheDecisionIsOnRecord() throws Exception {
        routes.add(RulesBench.routeTo("a", "b"));
        try (RawClient client = rig().client()) {
            client.send(
                    "POST /v1/messages HTTP/1.1\r\nHost: localhost:"
                            + rig().relay.address().getPort()
                            + "\r\n"
                            + RulesBench.auth()
                            + "Content-Length: 100\r\n\r\n{\"half\":");
            Thread.sleep(100);
        }
        RecordedCall call = rig().recorder.awaitOne(RelayRig.SOON);
        assertThat(call.over().end()).isEqualTo(EndReason.CLIENT_CANCEL);
        assertThat(call.requestBody()).isEqualTo(Bytes.of("{\"half\":"));
        assertThat(rig().recorder.violations()).isEmpty();
    }

    @Test
    void anEncodedBodyThatARuleMustReadIsRefused() throws Exception {
        routes.add(RulesBench.routeTo("a", "b"));
        Answer answer =
                post("/v1/messages", RulesBench.auth() + "content-encoding: zstd\r\n", "xxxx");
        assertThat(answer.weirError()).isEqualTo("unsupported_encoding");
    }

    @Test
    void aListOfModelsIsTheCallersRoutesWhereThereAreSome() throws Exception {
        assertThat(get("/v1/models").body()).isEqualTo(Bytes.of("{\"ok\":1}"));
        stop();
        rig = null;
        routes.add(RulesBench.routeTo("specialized", "claude-opus-4-5"));
        routes.add(RulesBench.routeTo("claude-*", "claude-opus-4-5"));
        Answer answer = get("/v1/models");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().text())
                .contains("\"specialized\"")
                .contains("has_more")
                .doesNotContain("claude-*");
        assertThat(rig().recorder.awaitOne(RelayRig.SOON).over().end())
                .isEqualTo(EndReason.COMPLETE);
    }

    private Answer get(String path) throws Exception {
        try (RawClient client = rig().client()) {
            client.send(
                    "GET "
                            + path
                            + " HTTP/1.1\r\nHost: localhost:"
                            + rig().relay.address().getPort()
                            + "\r\nanthropic-version: 2023-06-01\r\n"
                            + RulesBench.auth()
                            + "\r\n");
            return client.answer();
        }
    }

    @Test
    void aLimitThatAnswersLaterHoldsTheCallAndTheBodyMeanwhile() throws Exception {
        CopyOnWriteArrayList<Metering.Order> orders = new CopyOnWriteArrayList<>();
        CopyOnWriteArrayList<Boolean> ends = new CopyOnWriteArrayList<>();
        metering =
                (order, reply) -> {
                    orders.add(order);
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        LockSupport.parkNanos(200_000_000);
                                        reply.granted(counting(ends));
                                    });
                };
        String body = "{\"model\":\"m\",\"x\":\"" + "q".repeat(300_000) + "\"}";
        Answer answer = post("/v1/messages", RulesBench.auth(), body);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.headers().first("x-ratelimit-limit-requests")).isEqualTo("60");
        assertThat(provider.received().getFirst().body()).isEqualTo(Bytes.of(body));
        assertThat(orders.getFirst().caller().user()).isEqualTo("ada");
        RecordedCall call = rig().recorder.awaitOne(RelayRig.SOON);
        assertThat(call.over().end()).isEqualTo(EndReason.COMPLETE);
        assertThat(ends).containsExactly(true);
        assertThat(rig().metrics.get("weir.in.flight").gauge().value()).isZero();
    }

    @Test
    void whatALimitDeniesIsATooManyRequestsOfWeirs() throws Exception {
        metering =
                (_, reply) ->
                        reply.denied(
                                new Refusal(
                                        ErrorCode.RATE_LIMITED,
                                        "the limit 'l' of user ada is reached",
                                        17,
                                        Headers.of("x-ratelimit-remaining-requests", "0")),
                                new Ruling("limit:l", 0, "refused", "reached"));
        Answer answer = post("/v1/messages", RulesBench.auth(), "{}");
        assertThat(answer.status()).isEqualTo(429);
        assertThat(answer.weirError()).isEqualTo("rate_limited");
        assertThat(answer.headers().all("retry-after")).containsExactly("17");
        assertThat(answer.headers().first("x-ratelimit-remaining-requests")).isEqualTo("0");
        assertThat(answer.body().text()).contains("rate_limit_error");
        RecordedCall call = rig().recorder.awaitOne(RelayRig.SOON);
        assertThat(call.over().end()).isEqualTo(EndReason.REFUSED_LIMIT);
        assertThat(call.opening().gateway().rulings().getFirst().rule()).isEqualTo("limit:l");
    }

    @Test
    void whereACallFallsBackItsReservationGoesAndTheNextPlaceIsCounted() throws Exception {
        fallback();
        CopyOnWriteArrayList<Metering.Order> orders = new CopyOnWriteArrayList<>();
        CopyOnWriteArrayList<Boolean> first = new CopyOnWriteArrayList<>();
        CopyOnWriteArrayList<Boolean> second = new CopyOnWriteArrayList<>();
        metering =
                (order, reply) -> {
                    orders.add(order);
                    List<Boolean> ends = order.sending() == 1 ? first : second;
                    Thread.ofVirtual().start(() -> reply.granted(counting(ends)));
                };
        Answer answer = post("/v1/messages", RulesBench.auth(), "{\"model\":\"safe\"}");
        assertThat(answer.body()).isEqualTo(Bytes.of("{\"from\":\"second\"}"));
        assertThat(answer.headers().all("x-ratelimit-limit-requests")).containsExactly("60");
        rig().recorder.awaitOne(RelayRig.SOON);
        assertThat(orders).extracting(Metering.Order::key).containsExactly("k1", "k9");
        assertThat(orders)
                .extracting(Metering.Order::model)
                .containsExactly("first-model", "second-model");
        assertThat(orders).extracting(Metering.Order::sending).containsExactly(1, 2);
        assertThat(first).containsExactly(false);
        assertThat(second).containsExactly(true);
    }

    @Test
    void aLimitOfThePlaceThatACallFallsBackToHolds() throws Exception {
        fallback();
        CopyOnWriteArrayList<Boolean> ends = new CopyOnWriteArrayList<>();
        metering =
                (order, reply) -> {
                    if (order.sending() == 1) {
                        reply.granted(counting(ends));
                    } else {
                        reply.denied(
                                new Refusal(
                                        ErrorCode.RATE_LIMITED,
                                        "k9 has no more",
                                        17,
                                        Headers.EMPTY),
                                new Ruling("limit:l", 0, "refused", "reached"));
                    }
                };
        Answer answer = post("/v1/messages", RulesBench.auth(), "{\"model\":\"safe\"}");
        assertThat(answer.status()).isEqualTo(429);
        assertThat(answer.body().text()).contains("k9 has no more");
        RecordedCall call = rig().recorder.awaitOne(RelayRig.SOON);
        assertThat(call.over().end()).isEqualTo(EndReason.REFUSED_LIMIT);
        assertThat(ends).containsExactly(false);
        assertThat(other.received()).isEmpty();
        assertThat(rig().metrics.get("weir.in.flight").gauge().value()).isZero();
    }

    @Test
    void aRouteHasItsOwnPatience() throws Exception {
        routes.add(route("quick", Duration.ofMillis(300), null));
        provider.always(Scripts.silence());
        long before = System.nanoTime();
        Answer answer = post("/v1/messages", RulesBench.auth(), "{\"model\":\"quick\"}");
        assertThat(answer.status()).isEqualTo(504);
        assertThat(answer.body().text()).contains("300 ms");
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(20));
        RecordedCall call = rig().recorder.awaitOne(RelayRig.SOON);
        assertThat(call.over().end()).isEqualTo(EndReason.FIRST_BYTE_TIMEOUT);
    }

    @Test
    void anAnswerOfARouteMayStandStillForAsLongAsTheRouteSays() throws Exception {
        routes.add(route("quick", null, Duration.ofMillis(300)));
        provider.always(Scripts.stall("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"));
        try {
            post("/v1/messages", RulesBench.auth(), "{\"model\":\"quick\"}");
        } catch (IOException e) {
            // The answer was cut, as it must be.
        }
        RecordedCall call = rig().recorder.awaitOne(RelayRig.SOON);
        assertThat(call.over().end()).isEqualTo(EndReason.UPSTREAM_IDLE_TIMEOUT);
    }

    private static Route route(String name, @Nullable Duration firstByte, @Nullable Duration idle) {
        return new Route(
                "r",
                "acme",
                name,
                Audience.EVERYONE,
                null,
                Set.of(),
                false,
                List.of(new Target("anthropic", "m", null, "", 1)),
                List.of(),
                CaptureMode.FULL,
                firstByte,
                idle);
    }

    /** A route whose first place always breaks, and whose second does not. */
    private void fallback() {
        keys.add(key("k9", "second", 1));
        routes.add(
                new Route(
                        "r",
                        "acme",
                        "safe",
                        Audience.EVERYONE,
                        null,
                        Set.of(),
                        false,
                        List.of(new Target("anthropic", "first-model", null, "", 1)),
                        List.of(new Target("second", "second-model", null, "/prefix", 1)),
                        CaptureMode.FULL,
                        null,
                        null));
        provider.always(Scripts.resetAtOnce());
        other.always(Scripts.json(200, "{\"from\":\"second\"}"));
    }

    private static Metering.Meter counting(List<Boolean> ends) {
        return new Metering.Meter() {
            @Override
            public Headers fields() {
                return Headers.of("x-ratelimit-limit-requests", "60");
            }

            @Override
            public List<Ruling> rulings() {
                return List.of();
            }

            @Override
            public boolean readsAnswer() {
                return true;
            }

            @Override
            public void answer(ResponseHead head) {}

            @Override
            public void answer(ByteBuffer piece) {}

            @Override
            public void end(boolean sent, boolean whole, Consumer<JsonObject> measured) {
                ends.add(sent && whole);
                Thread.ofVirtual().start(() -> measured.accept(JsonObject.EMPTY));
            }
        };
    }

    @Test
    void aPolicyOnToolsReadsTheWholeBody() throws Exception {
        policies.add(RulesBench.deny("no-bash", Policy.Mode.ENFORCE, Subject.TOOLS, "Bash"));
        String fine = "{\"model\":\"m\",\"tools\":[{\"name\":\"Read\"}]}";
        assertThat(post("/v1/messages", RulesBench.auth(), fine).status()).isEqualTo(200);
        Answer answer = post("/v1/messages", RulesBench.auth(), fine.replace("Read", "Bash"));
        assertThat(answer.weirError()).isEqualTo("policy_refused");
    }

    // ---- what the tests are made of ----

    private RelayRig rig() throws IOException {
        RelayRig made = rig;
        if (made == null) {
            made = new RelayRig(provider, access(), other.url());
            rig = made;
        }
        return made;
    }

    private Answer post(String target, String fields, String body) throws Exception {
        try (RawClient client = rig().client()) {
            client.post(target, fields, body);
            return client.answer();
        }
    }

    private Access access() {
        Rules rules =
                RulesBench.rules(
                        new Providers(
                                List.of(
                                        provider("anthropic", provider.url(), Dialect.ANTHROPIC),
                                        provider("second", other.url(), Dialect.ANTHROPIC))),
                        Map.of(
                                TOKEN,
                                RulesBench.grant(CaptureMode.FULL, null),
                                EXPIRED,
                                RulesBench.grant(CaptureMode.FULL, Instant.EPOCH)),
                        routes,
                        policies,
                        keys,
                        redactions);
        return RulesBench.access(rules, this::injection, metering, heldBytes);
    }

    private Injection injection(String id) {
        return RulesBench.injection(
                id,
                id.equals("k9") ? other.url() : provider.url(),
                KeyField.X_API_KEY,
                id.equals("k1") ? PROVIDER_KEY : SECOND_KEY);
    }

    private static Provider provider(String name, String url, Dialect dialect) {
        return new Provider(name, Origin.parse(url), dialect, CaptureMode.FULL, false);
    }

    private static SharedKey key(String id, String provider, int weight) {
        return new SharedKey(
                id, "acme", "name of " + id, provider, Audience.EVERYONE, null, weight);
    }
}
