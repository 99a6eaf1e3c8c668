package dev.weir.gateway.metering;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.capture.CaptureMode;
import dev.weir.core.dialect.Dialect;
import dev.weir.core.dialect.ErrorCode;
import dev.weir.core.dialect.Refusal;
import dev.weir.core.exchange.ExchangeIds;
import dev.weir.core.exchange.GatewayFacts.Ruling;
import dev.weir.core.exchange.Headers;
import dev.weir.core.exchange.ResponseHead;
import dev.weir.core.json.JsonObject;
import dev.weir.core.limit.InMemoryLedger;
import dev.weir.core.limit.LimitRule;
import dev.weir.core.limit.LimitRules;
import dev.weir.core.limit.Quantity;
import dev.weir.core.limit.Subject;
import dev.weir.core.limit.Warning;
import dev.weir.core.limit.WhenUnpriced;
import dev.weir.core.limit.Window;
import dev.weir.core.metering.Metering;
import dev.weir.core.metering.Metering.Meter;
import dev.weir.core.metering.Metering.Order;
import dev.weir.core.people.Role;
import dev.weir.core.pricing.PriceOverrides;
import dev.weir.core.pricing.PriceTable;
import dev.weir.core.pricing.Pricing;
import dev.weir.core.token.Caller;
import dev.weir.core.token.Grant;
import dev.weir.core.token.Scope;
import dev.weir.core.token.TokenKind;
import dev.weir.gateway.limits.LocalLimiter;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;

class MetersTest {

    private static final String ANSWER =
            """
            {"id":"msg_1","type":"message","role":"assistant","model":"claude-sonnet-4-5",
            "content":[{"type":"text","text":"hi"}],"stop_reason":"end_turn",
            "usage":{"input_tokens":100,"output_tokens":50,"cache_read_input_tokens":0,"cache_creation_input_tokens":0}}
            """;

    @TempDir Path directory;
    private final ExchangeIds ids = new ExchangeIds(new Random(1));
    private final List<Warning> warnings = new CopyOnWriteArrayList<>();
    private @Nullable LocalLimiter limiter;
    private @Nullable Meters meters;

    @BeforeEach
    void start() throws IOException {
        SimpleMeterRegistry metrics = new SimpleMeterRegistry();
        LocalLimiter made =
                LocalLimiter.start(
                        LocalLimiter.Setup.of(
                                new InMemoryLedger(), directory.resolve("limits.open")),
                        metrics);
        limiter = made;
        meters =
                new Meters(
                        made,
                        new Pricing(PriceTable.builtIn(), PriceOverrides.NONE),
                        Instant::now,
                        warnings::add,
                        subject ->
                                subject.kind() == Subject.Kind.USER
                                        ? subject.id() + "@acme.example"
                                        : null,
                        metrics);
    }

    @AfterEach
    void stop() throws IOException {
        meters().close();
        limiter().close();
    }

    private Meters meters() {
        return java.util.Objects.requireNonNull(meters);
    }

    private LocalLimiter limiter() {
        return java.util.Objects.requireNonNull(limiter);
    }

    @Test
    void whatAnAnswerSaysCountsAndNotTheEstimate() throws Exception {
        publish(rule(Quantity.TOKENS, "30000"));
        // The estimate alone is 1,500 and 16,384 tokens and more; three of them would not fit.
        for (int i = 0; i < 20; i++) {
            run(granted(order(true)), ANSWER, Headers.EMPTY, true);
        }
        limiter().flush();
        assertThat(granted(order(true)).fields().first("x-ratelimit-limit-tokens"))
                .isEqualTo("30000");
    }

    @Test
    void aCapThatIsUsedUpRefusesAndSaysWhose() throws Exception {
        publish(rule(Quantity.SPEND, "0.30"));
        Meter first = granted(order(true));
        Denied second = denied(order(true));
        assertThat(second.refusal().code()).isEqualTo(ErrorCode.BUDGET_EXCEEDED);
        assertThat(second.refusal().message()).contains("'cap'");
        assertThat(second.refusal().retryAfter()).isPositive();
        assertThat(second.ruling().rule()).isEqualTo("limit:cap");
        run(first, ANSWER, Headers.EMPTY, true);
        granted(order(true));
    }

    @Test
    void aUserIsCalledByTheNameThatPeopleKnow() throws Exception {
        LimitRule cap =
                new LimitRule(
                        "acme",
                        "lim_1",
                        "cap",
                        Subject.Kind.USER,
                        null,
                        Quantity.REQUESTS,
                        BigDecimal.ONE,
                        new Window.Calendar(Window.Unit.MONTH, ZoneOffset.UTC),
                        List.of(),
                        LimitRule.Mode.ENFORCE,
                        WhenUnpriced.Plain.REFUSE,
                        false);
        publish(cap);
        granted(order(true));
        Denied denied = denied(order(true));
        assertThat(denied.refusal().message())
                .startsWith("The limit 'cap' of user ada@acme.example allows 1 request");
        assertThat(denied.ruling().reason()).isEqualTo(denied.refusal().message());
    }

    @Test
    void whatWasNeverSentIsGivenBack() throws Exception {
        publish(rule(Quantity.CONCURRENT, "1"));
        Meter first = granted(order(true));
        assertThat(denied(order(true)).refusal().code()).isEqualTo(ErrorCode.RATE_LIMITED);
        end(first, false, false);
        end(granted(order(true)), false, false);
    }

    @Test
    void aCompressedStreamIsRead() throws Exception {
        publish(rule(Quantity.TOKENS, "100000"));
        String stream =
                """
                event: message_start
                data: {"type":"message_start","message":{"id":"m","type":"message","role":"assistant","model":"claude-sonnet-4-5","content":[],"usage":{"input_tokens":10,"output_tokens":1}}}

                event: message_delta
                data: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":7}}

                event: message_stop
                data: {"type":"message_stop"}

                """;
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
            out.write(stream.getBytes(StandardCharsets.UTF_8));
        }
        Meter meter = granted(order(false));
        meter.answer(
                head(Headers.of("content-type", "text/event-stream", "content-encoding", "gzip")));
        byte[] bytes = zipped.toByteArray();
        meter.answer(ByteBuffer.wrap(bytes, 0, 20));
        meter.answer(ByteBuffer.wrap(bytes, 20, bytes.length - 20));
        JsonObject read = end(meter, true, true);
        assertThat(read.text("model")).isEqualTo("claude-sonnet-4-5");
        assertThat(read.object("counts").integer("input_tokens")).isEqualTo(10);
        assertThat(read.object("counts").integer("output_tokens")).isEqualTo(7);
        assertThat(read.write()).doesNotContain("assistant");
    }

    /** What a provider states at the beginning of a stream is not what a caller has taken of it. */
    @Test
    void whoLeavesAStreamEarlyHasUsedWhatCame() throws Exception {
        publish(rule(Quantity.TOKENS, "100000"));
        JsonObject read = cut(says("word ".repeat(3_000)), false);
        assertThat(read.object("counts").integer("output_tokens")).isEqualTo(1);
        assertThat(used()).isEqualTo(10 + 15_000 / 3);
    }

    @Test
    void aStreamThatEndsWithoutItsLastEventIsNoWholeOne() throws Exception {
        publish(rule(Quantity.TOKENS, "100000"));
        cut(says("word ".repeat(3_000)), true);
        assertThat(used()).isEqualTo(10 + 15_000 / 3);
    }

    @Test
    void whoLeavesWhileNobodySeesWhatIsThoughtHasUsedTheEstimatesOutput() throws Exception {
        publish(rule(Quantity.TOKENS, "100000"));
        cut(START + THINKS, false);
        assertThat(used()).isEqualTo(10 + 10_000);
    }

    @Test
    void whoLeavesBeforeAnythingCameHasUsedWhatWasStated() throws Exception {
        publish(rule(Quantity.TOKENS, "100000"));
        cut(START, false);
        assertThat(used()).isEqualTo(11);
    }

    @Test
    void eachAnswerThatIsAskedForIsReserved() throws Exception {
        publish(rule(Quantity.TOKENS, "1000000"));
        assertThat(reserved(order(true, "claude-sonnet-4-5", 10_000, 8)))
                .isEqualTo(1_000 + 1_500 + 8 * 10_000);
    }

    /** The table has no more than 64,000 tokens of output for this model. */
    @Test
    void whereNoMostIsStatedTheModelsIsReserved() throws Exception {
        publish(rule(Quantity.TOKENS, "1000000"));
        assertThat(reserved(order(true, "claude-sonnet-4-5", 0, 1)))
                .isEqualTo(1_000 + 1_500 + 64_000);
        assertThat(reserved(order(true, "claude-sonnet-4-5", 900_000, 1)))
                .isEqualTo(1_000 + 1_500 + 64_000);
        assertThat(reserved(order(true, "a-model-of-ours", 0, 1)))
                .isEqualTo(1_000 + 1_500 + 16_384);
    }

    @Test
    void softLevelsAreToldOnce() throws Exception {
        publish(rule(Quantity.REQUESTS, "10"));
        for (int i = 0; i < 9; i++) {
            run(granted(order(true)), ANSWER, Headers.EMPTY, true);
        }
        assertThat(warnings).hasSize(1);
        assertThat(warnings.getFirst().level()).isEqualTo(80);
    }

    @Test
    void withoutLimitsAndWithBodiesKeptNothingIsRead() {
        meters().publish(Map.of("acme", List.of()));
        assertThat(granted(order(true)).readsAnswer()).isFalse();
        assertThat(granted(order(false)).readsAnswer()).isTrue();
    }

    // ---- what the tests are made of ----

    private static final String START =
            """
            event: message_start
            data: {"type":"message_start","message":{"id":"m","type":"message","role":"assistant","model":"claude-sonnet-4-5","content":[],"usage":{"input_tokens":10,"output_tokens":1}}}

            """;

    private static final String THINKS =
            """
            event: content_block_start
            data: {"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}

            """;

    private static String says(String text) {
        return START
                + "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":0,"
                + "\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\n"
                + "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,"
                + "\"delta\":{\"type\":\"text_delta\",\"text\":\""
                + text
                + "\"}}\n\n";
    }

    /** A stream that breaks off. */
    private JsonObject cut(String stream, boolean whole) throws Exception {
        Meter meter = granted(order(false));
        meter.answer(head(Headers.of("content-type", "text/event-stream")));
        meter.answer(ByteBuffer.wrap(stream.getBytes(StandardCharsets.UTF_8)));
        return end(meter, true, whole);
    }

    /** Tokens that are used, of 100,000. */
    private long used() throws Exception {
        Meter probe = granted(order(true));
        long left = remaining(probe) + 1_000 + 1_500 + 10_000;
        end(probe, false, false);
        return 100_000 - left;
    }

    /** Tokens that are reserved for a call, of a million. */
    private long reserved(Order order) throws Exception {
        Meter meter = granted(order);
        long left = remaining(meter);
        end(meter, false, false);
        return 1_000_000 - left;
    }

    private static long remaining(Meter meter) {
        return Long.parseLong(String.valueOf(meter.fields().first("x-ratelimit-remaining-tokens")));
    }

    private void publish(LimitRule rule) {
        limiter().publish(LimitRules.only("acme", List.of(rule)));
        meters().publish(Map.of("acme", List.of(rule)));
    }

    private static LimitRule rule(Quantity quantity, String amount) {
        return new LimitRule(
                "acme",
                "lim_1",
                "cap",
                Subject.Kind.ORGANISATION,
                null,
                quantity,
                new BigDecimal(amount),
                quantity == Quantity.CONCURRENT
                        ? Window.Now.NOW
                        : new Window.Calendar(Window.Unit.MONTH, ZoneOffset.UTC),
                quantity == Quantity.CONCURRENT ? List.of() : List.of(80),
                LimitRule.Mode.ENFORCE,
                WhenUnpriced.Plain.REFUSE,
                false);
    }

    private record Denied(Refusal refusal, Ruling ruling) {}

    private Meter granted(Order order) {
        List<Meter> granted = new ArrayList<>();
        meters().enter(
                        order,
                        new Metering.Reply() {
                            @Override
                            public void granted(Meter meter) {
                                granted.add(meter);
                            }

                            @Override
                            public void denied(Refusal refusal, Ruling ruling) {
                                throw new AssertionError(refusal.message());
                            }
                        });
        return granted.getFirst();
    }

    private Denied denied(Order order) {
        List<Denied> denied = new ArrayList<>();
        meters().enter(
                        order,
                        new Metering.Reply() {
                            @Override
                            public void granted(Meter meter) {
                                throw new AssertionError("granted");
                            }

                            @Override
                            public void denied(Refusal refusal, Ruling ruling) {
                                denied.add(new Denied(refusal, ruling));
                            }
                        });
        return denied.getFirst();
    }

    private static void run(Meter meter, String answer, Headers fields, boolean whole)
            throws Exception {
        meter.answer(head(fields));
        meter.answer(ByteBuffer.wrap(answer.getBytes(StandardCharsets.UTF_8)));
        end(meter, true, whole);
    }

    private static JsonObject end(Meter meter, boolean sent, boolean whole) throws Exception {
        CompletableFuture<JsonObject> measured = new CompletableFuture<>();
        meter.end(sent, whole, measured::complete);
        return measured.get(10, TimeUnit.SECONDS);
    }

    private static ResponseHead head(Headers fields) {
        return new ResponseHead(200, "OK", "HTTP/1.1", fields);
    }

    private Order order(boolean keepsBodies) {
        return order(keepsBodies, "claude-sonnet-4-5", 10_000, 1);
    }

    private Order order(boolean keepsBodies, String model, long maxTokens, int answers) {
        return new Order(
                ids.next(1_000_000),
                new Caller(
                        "acme",
                        "ada",
                        Role.MEMBER,
                        Set.of(),
                        new Grant(
                                "tok_1",
                                "acme",
                                TokenKind.PERSONAL,
                                "ada",
                                null,
                                "t",
                                "abcd",
                                Scope.ALL,
                                CaptureMode.FULL,
                                Instant.EPOCH,
                                null,
                                null,
                                null)),
                null,
                "key_1",
                "anthropic",
                "api.anthropic.com",
                Dialect.ANTHROPIC,
                "POST",
                "/v1/messages",
                model,
                3_000,
                maxTokens,
                answers,
                keepsBodies,
                1);
    }
}
