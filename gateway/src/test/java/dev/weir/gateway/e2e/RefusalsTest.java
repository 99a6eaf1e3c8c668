package dev.weir.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.dialect.ErrorCode;
import dev.weir.core.token.TokenKind;
import dev.weir.core.token.TokenText;
import dev.weir.gateway.e2e.Sdk.Got;
import dev.weir.gateway.e2e.Sdk.Wish;
import dev.weir.testkit.wire.Answer;
import dev.weir.testkit.wire.Call;
import dev.weir.testkit.wire.RawClient;
import dev.weir.testkit.wire.ScriptedProvider;
import dev.weir.testkit.wire.Scripts;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Every refusal of a gateway that a program can run into, brought about for real, as the program's
 * client shows it: its own typed exception, the message with what is to be done, never a token, and
 * an end of its retries soon.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RefusalsTest {

    /** What no client of these brings about by itself, and who looks at it. */
    private static final Map<ErrorCode, String> ELSEWHERE = new EnumMap<>(ErrorCode.class);

    static {
        ELSEWHERE.put(ErrorCode.METHOD_NOT_ALLOWED, "CONNECT and TRACE: HttpSurfaceTest");
        ELSEWHERE.put(ErrorCode.REQUEST_TIMEOUT, "half a body: ClientAccidentTest");
        ELSEWHERE.put(ErrorCode.UPSTREAM_IDLE_TIMEOUT, "a stuck upload: UpstreamAccidentTest");
        ELSEWHERE.put(ErrorCode.CAPTURE_UNAVAILABLE, "a full disk: FullDiskTest");
        ELSEWHERE.put(ErrorCode.LIMITS_UNAVAILABLE, "a ledger that fails: LocalLimiterTest");
        ELSEWHERE.put(ErrorCode.STORE_UNAVAILABLE, "kept for stores behind a network");
        ELSEWHERE.put(ErrorCode.INTERNAL, "a defect");
        ELSEWHERE.put(ErrorCode.DRAINING, "a Weir that stops: DrainTest");
    }

    /**
     * One way to be refused.
     *
     * @param base the path in front of the dialect's own, {@code *} for the dialect's provider
     * @param model null for the usual one
     * @param says part of the message
     */
    private record Situation(
            ErrorCode code,
            String base,
            String token,
            String model,
            String text,
            String tool,
            Map<String, String> fields,
            String says) {

        Situation(ErrorCode code, String token, String says) {
            this(code, "*", token, "", "hello", "", Map.of(), says);
        }

        Situation at(String other) {
            return new Situation(code, other, token, model, text, tool, fields, says);
        }

        Situation model(String other) {
            return new Situation(code, base, token, other, text, tool, fields, says);
        }

        Situation text(String other) {
            return new Situation(code, base, token, model, other, tool, fields, says);
        }

        Situation tool(String other) {
            return new Situation(code, base, token, model, text, other, fields, says);
        }

        Situation field(String name, String value) {
            Map<String, String> more = new HashMap<>(fields);
            more.put(name, value);
            return new Situation(code, base, token, model, text, tool, more, says);
        }
    }

    private final SecureRandom random = new SecureRandom();
    private final ScriptedProvider plain = start();
    private final List<Situation> situations = new ArrayList<>();
    private GatewayRig rig;

    /** Calls under way as long as the test runs. */
    private final List<RawClient> underWay = new ArrayList<>();

    @BeforeAll
    void gateway(@TempDir Path directory) throws Exception {
        // Speaks no TLS.
        plain.always(Scripts.closeAtOnce());
        Settings settings =
                Settings.in(directory.resolve("data"))
                        .set("timeouts.first_byte", "1s")
                        .set("timeouts.connect", "1s")
                        .set("timeouts.idle", "10m")
                        .set("access.held_bytes", "1MiB")
                        .set("limits.request_body", "4MiB")
                        .provider("dead", "http://127.0.0.1:1")
                        .provider("untrusted", "https://localhost:" + plain.port())
                        .provider("keyless", "http://127.0.0.1:2");
        rig = new GatewayRig(settings);
        rig.provider.always(RefusalsTest::serve);
        rig.acme.key("untrusted", "untrusted", "sk-untrusted-0123456789");
        rig.acme.key("dead", "dead", "sk-dead-0123456789");
        describe(rig.acme);
    }

    private static ScriptedProvider start() {
        try {
            return ScriptedProvider.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterAll
    void stop() {
        underWay.forEach(RawClient::close);
        plain.close();
        rig.close();
    }

    /** Answers well, or badly where the request asks for that. */
    private static void serve(Call call) throws IOException, InterruptedException {
        String text = call.body().rest().text();
        if (text.contains("please: reset")) {
            call.reset();
        } else if (text.contains("please: malformed")) {
            call.send("HTTP/1.1 banana\r\n\r\n");
            call.close();
        } else if (text.contains("please: silence")) {
            call.awaitEnd(Duration.ofSeconds(30));
        } else {
            PlainAnswers.serve(call);
        }
    }

    private void describe(Organisation acme) throws Exception {
        for (String name :
                List.of("ann", "narrow", "small", "rated", "slow", "twice", "poor", "unpriced")) {
            acme.user(name, "member");
        }
        acme.user("eve", "auditor");
        acme.document(
                "policies", "no previews", Map.of("deny", Map.of("models", List.of("*preview*"))));
        acme.document("policies", "no shell", Map.of("deny", Map.of("tools", List.of("Shell"))));
        acme.document(
                "policies",
                "small only",
                Map.of("max_request_bytes", 3000, "for", only(acme, "small")));
        acme.document(
                "policies",
                "not there",
                Map.of("deny", Map.of("providers", List.of("*")), "for", only(acme, "narrow")));
        acme.document(
                "policies",
                "not these paths",
                Map.of(
                        "deny",
                        Map.of("paths", List.of("/v1", "/v1beta", "/api")),
                        "for",
                        only(acme, "twice")));
        acme.document(
                "limits", "plenty", Map.of("subject", "key", "amount", 100_000, "per", "minute"));
        limit(acme, "hourly", "rated", Map.of("quantity", "requests", "amount", 1, "per", "hour"));
        limit(acme, "one at once", "slow", Map.of("quantity", "concurrent", "amount", 1));
        limit(
                acme,
                "pocket money",
                "poor",
                Map.of(
                        "quantity",
                        "spend",
                        "amount",
                        "0.000001",
                        "per",
                        "month",
                        "unpriced",
                        "15"));
        limit(
                acme,
                "known prices",
                "unpriced",
                Map.of("quantity", "spend", "amount", 5, "per", "month"));

        String ann = acme.token("ann");
        people(acme, ann);
        rules(acme, ann);
        provider(ann);
        wire(ann);
    }

    private static Map<String, Object> only(Organisation acme, String user) throws Exception {
        return Map.of("users", List.of(acme.idOf(user)));
    }

    private static void limit(
            Organisation acme, String name, String user, Map<String, Object> members)
            throws Exception {
        Map<String, Object> spec = new HashMap<>(members);
        spec.put("subject", "user");
        spec.put("of", acme.idOf(user));
        acme.document("limits", name, spec);
    }

    private void people(Organisation acme, String ann) throws Exception {
        add(new Situation(ErrorCode.MISSING_KEY, "sk-something-else", "weir login"));
        String unknown = TokenText.make(TokenKind.PERSONAL, random).reveal();
        add(new Situation(ErrorCode.INVALID_KEY, unknown, "token"));
        char last = ann.charAt(ann.length() - 1);
        add(
                new Situation(
                        ErrorCode.INVALID_KEY,
                        ann.substring(0, ann.length() - 1) + (last == 'a' ? 'b' : 'a'),
                        "token"));
        var revoked = acme.grant("ann", Map.of("capture", "metadata"));
        acme.delete("tokens/" + revoked.path("id").asString());
        add(new Situation(ErrorCode.REVOKED_KEY, revoked.path("token").asString(), "revoked"));
        String expiring =
                acme.token("ann", Map.of("expires_at", Instant.now().plusMillis(1_500).toString()));
        add(new Situation(ErrorCode.EXPIRED_KEY, expiring, "expired at"));
        add(new Situation(ErrorCode.ROUTE_FORBIDDEN, acme.token("eve"), "auditor"));
        add(
                new Situation(
                        ErrorCode.ROUTE_FORBIDDEN,
                        acme.token("ann", Map.of("scope", Map.of("paths", List.of("/v1/files")))),
                        "only be used for the paths /v1/files"));
        add(
                new Situation(
                        ErrorCode.MODEL_NOT_ALLOWED,
                        acme.token("ann", Map.of("scope", Map.of("models", List.of("haiku*")))),
                        "only be used for the models haiku*"));
        Thread.sleep(1_600);
    }

    private void rules(Organisation acme, String ann) throws Exception {
        add(
                new Situation(ErrorCode.MODEL_NOT_ALLOWED, ann, "(policy 'no previews')")
                        .model("big-preview-9"));
        add(new Situation(ErrorCode.POLICY_REFUSED, ann, "(policy 'no shell')").tool("Shell"));
        add(new Situation(ErrorCode.POLICY_REFUSED, acme.token("narrow"), "(policy 'not there')"));
        add(
                new Situation(
                        ErrorCode.POLICY_REFUSED,
                        acme.token("twice"),
                        "(policy 'not these paths')"));
        add(
                new Situation(
                                ErrorCode.BODY_TOO_LARGE,
                                acme.token("small"),
                                "(policy 'small only')")
                        .text("x".repeat(4_000)));
        add(
                new Situation(ErrorCode.BODY_TOO_LARGE, ann, "limits.request_body")
                        .text("x".repeat(5 << 20)));
        String rated = acme.token("rated");
        try (RawClient client = rig.connect()) {
            client.post(
                    "/ollama/api/chat",
                    "Authorization: Bearer " + rated + "\r\n",
                    "{\"model\":\"llama3.2\"}");
            assertThat(client.answer().status()).isEqualTo(200);
        }
        add(new Situation(ErrorCode.RATE_LIMITED, rated, "allows 1 requests per hour"));
        String slow = acme.token("slow");
        RawClient waiting = rig.connect();
        underWay.add(waiting);
        waiting.post(
                "/ollama/api/chat",
                "Authorization: Bearer " + slow + "\r\n",
                "{\"model\":\"llama3.2\",\"text\":\"please: wait\"}");
        assertThat(waiting.head().status()).isEqualTo(200);
        add(new Situation(ErrorCode.RATE_LIMITED, slow, "Try again when one has ended"));
        add(new Situation(ErrorCode.BUDGET_EXCEEDED, acme.token("poor"), "starts anew at"));
        add(
                new Situation(ErrorCode.MODEL_NOT_ALLOWED, acme.token("unpriced"), "no known price")
                        .model("nobody-knows-1"));
        acme.document("routes", "nokey", Map.of("provider", "keyless"));
        add(new Situation(ErrorCode.KEY_UNAVAILABLE, ann, "no key").model("nokey"));
    }

    private void provider(String ann) {
        add(new Situation(ErrorCode.UPSTREAM_UNREACHABLE, ann, "127.0.0.1").at("dead"));
        add(new Situation(ErrorCode.UPSTREAM_TLS, ann, "").at("untrusted"));
        add(new Situation(ErrorCode.UPSTREAM_RESET, ann, "").text("please: reset"));
        add(new Situation(ErrorCode.UPSTREAM_MALFORMED, ann, "").text("please: malformed"));
        add(new Situation(ErrorCode.UPSTREAM_FIRST_BYTE_TIMEOUT, ann, "").text("please: silence"));
    }

    private void wire(String ann) {
        add(new Situation(ErrorCode.ROUTE_NOT_FOUND, ann, "").at("nowhere"));
        add(new Situation(ErrorCode.BAD_REQUEST, ann, "").at("openai/a;b"));
        add(new Situation(ErrorCode.URI_TOO_LONG, ann, "").at("x".repeat(17_000)));
        add(new Situation(ErrorCode.WRONG_DOOR, ann, "").at("CONSOLE"));
        add(
                new Situation(ErrorCode.OVERLOADED, ann, "wait for a decision")
                        .text("x".repeat(2 << 20)));
        add(
                new Situation(ErrorCode.UNSUPPORTED_ENCODING, ann, "content-encoding")
                        .field("content-encoding", "compress"));
        add(new Situation(ErrorCode.HOST_FORBIDDEN, ann, "").field("Host", "evil.example"));
        add(
                new Situation(ErrorCode.ORIGIN_FORBIDDEN, ann, "")
                        .field("Origin", "https://evil.example"));
        add(
                new Situation(ErrorCode.UPSTREAM_FORBIDDEN, ann, "")
                        .field("X-Forward-URL", "http://10.0.0.1/v1/messages"));
        add(new Situation(ErrorCode.HEADER_TOO_LARGE, ann, "").field("x-a", "y".repeat(40_000)));
        add(new Situation(ErrorCode.EXPECTATION_FAILED, ann, "").field("Expect", "miracles"));
        add(upgrade(ErrorCode.WEBSOCKET_UNAVAILABLE, ann, "websocket"));
    }

    private static Situation upgrade(ErrorCode code, String token, String to) {
        return new Situation(code, token, "").field("Connection", "Upgrade").field("Upgrade", to);
    }

    private void add(Situation situation) {
        situations.add(situation);
    }

    private String base(Situation situation, Sdk sdk) {
        return switch (situation.base()) {
            case "*" -> rig.base(sdk.word());
            case "CONSOLE" -> "http://localhost:" + rig.weir.consolePort() + "/" + sdk.word();
            default -> rig.base(situation.base());
        };
    }

    private static Wish wish(Situation situation, Sdk sdk) {
        return new Wish(
                situation.model().isEmpty() ? sdk.model : situation.model(),
                situation.text(),
                situation.tool(),
                situation.fields());
    }

    @Test
    void everyErrorOfTheListIsBroughtAboutHereOrNamedAsSomebodyElses() {
        Set<ErrorCode> missing = EnumSet.allOf(ErrorCode.class);
        situations.forEach(situation -> missing.remove(situation.code()));
        assertThat(missing).isEqualTo(ELSEWHERE.keySet());
    }

    @ParameterizedTest
    @EnumSource
    void whatTheGatewayRefusesIsTheClientsOwnException(Sdk sdk) throws Exception {
        for (Situation situation : situations) {
            if (!situation.fields().isEmpty() && !sdk.sendsFields()) {
                continue;
            }
            if (!situation.tool().isEmpty() && sdk == Sdk.OLLAMA) {
                ollama(situation);
                continue;
            }
            double before = refusals(situation.code());
            try (Sdk.Session client = sdk.open(base(situation, sdk), situation.token(), 0)) {
                Got got = client.ask(wish(situation, sdk));
                String what = situation.code() + " " + situation.says() + ": " + got;
                assertThat(got.type()).as(what).isEqualTo(sdk.typeOf(situation.code().status()));
                if (situation.code() != ErrorCode.WRONG_DOOR) {
                    assertThat(refusals(situation.code())).as(what).isGreaterThan(before);
                }
                if (sdk == Sdk.OLLAMA) {
                    // The client hides status and message of most errors, so both are looked at.
                    ollama(situation);
                } else {
                    assertThat(got.status()).as(what).isEqualTo(situation.code().status());
                    assertThat(got.message())
                            .as(what)
                            .contains(situation.says())
                            .hasSizeGreaterThan(10);
                }
                assertThat(got.message()).as(what).doesNotContain(situation.token());
            }
        }
    }

    private void ollama(Situation situation) throws Exception {
        URI url = URI.create(base(situation, Sdk.OLLAMA) + "/api/chat");
        try (RawClient client = RawClient.connect(url.getPort())) {
            Wish wish = wish(situation, Sdk.OLLAMA);
            client.post(
                    url.getRawPath(),
                    "Authorization: Bearer " + situation.token() + "\r\n",
                    "{\"model\":\""
                            + wish.model()
                            + "\",\"messages\":[{\"role\":\"user\",\"content\":\""
                            + wish.text()
                            + "\"}],\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\""
                            + wish.tool()
                            + "\"}}]}");
            Answer answer = client.answer();
            assertThat(answer.weirError()).isEqualTo(situation.code().word());
            assertThat(answer.status()).isEqualTo(situation.code().status());
            assertThat(answer.body().text())
                    // Of a head that is too large not even the path is known.
                    .startsWith(url.getRawPath().length() > 16_000 ? "{" : "{\"error\":\"")
                    .contains(situation.says())
                    .doesNotContain(situation.token());
        }
    }

    /** What is not going to be different in a minute is not asked again and again. */
    @ParameterizedTest
    @EnumSource(names = {"ANTHROPIC", "OPENAI"})
    void aClientWithItsUsualRetriesEndsAtOnceWhereWaitingDoesNotHelp(Sdk sdk) throws Exception {
        for (Situation situation : situations) {
            switch (situation.code()) {
                case MISSING_KEY,
                        REVOKED_KEY,
                        EXPIRED_KEY,
                        MODEL_NOT_ALLOWED,
                        ROUTE_FORBIDDEN,
                        POLICY_REFUSED,
                        BODY_TOO_LARGE,
                        BUDGET_EXCEEDED,
                        KEY_UNAVAILABLE -> {}
                case RATE_LIMITED -> {
                    if (!situation.says().contains("hour")) {
                        continue;
                    }
                }
                default -> {
                    continue;
                }
            }
            double before = refusals(situation.code());
            try (Sdk.Session client = sdk.open(base(situation, sdk), situation.token(), -1)) {
                Got got = client.ask(wish(situation, sdk));
                assertThat(got.type()).isEqualTo(sdk.typeOf(situation.code().status()));
            }
            assertThat(refusals(situation.code()) - before)
                    .as("requests for " + situation.code() + " " + situation.says())
                    .isEqualTo(1);
        }
    }

    private double refusals(ErrorCode code) throws Exception {
        return rig.acme.metric("weir_errors_total", "code=\"" + code.word() + "\"");
    }

    /** A limit that is free again in a moment is waited for by the client itself. */
    @ParameterizedTest
    @EnumSource(names = {"ANTHROPIC", "OPENAI"})
    void aClientWaitsAsLongAsItIsToldAndThenGoesOn(Sdk sdk) throws Exception {
        String user = "steady-" + sdk.word();
        rig.acme.user(user, "member");
        limit(rig.acme, user, user, Map.of("quantity", "requests", "amount", 1, "per", "second"));
        try (Sdk.Session client = sdk.open(rig.base(sdk.word()), rig.acme.token(user), -1)) {
            Wish wish = new Wish(sdk.model, "hello", "", Map.of());
            double before = refusals(ErrorCode.RATE_LIMITED);
            for (int i = 0; i < 50 && refusals(ErrorCode.RATE_LIMITED) == before; i++) {
                assertThat(client.ask(wish).type()).isEmpty();
            }
            assertThat(refusals(ErrorCode.RATE_LIMITED)).isGreaterThan(before);
        }
    }
}
