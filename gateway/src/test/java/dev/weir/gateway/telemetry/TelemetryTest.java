package dev.weir.gateway.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.capture.CaptureMode;
import dev.weir.core.exchange.EndReason;
import dev.weir.core.otel.names.Semconv;
import dev.weir.gateway.telemetry.TelemetryOptions.Export;
import dev.weir.gateway.telemetry.TelemetryOptions.Protocol;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;

/** What a receiver of the official messages gets, over HTTP and gRPC. */
@SuppressWarnings("NullAway.Init")
class TelemetryTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

    private final Calls calls = new Calls();
    private final PrometheusMeterRegistry meters =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private OtlpReceiver receiver;

    @BeforeEach
    void start() throws Exception {
        receiver = OtlpReceiver.start();
    }

    @AfterEach
    void stop() {
        receiver.close();
    }

    private Telemetry telemetry(Semconv semconv, Protocol protocol, boolean content) {
        return telemetry(
                semconv,
                protocol,
                protocol == Protocol.GRPC ? receiver.grpcUrl() : receiver.httpUrl(),
                content);
    }

    private Telemetry telemetry(
            Semconv semconv, Protocol protocol, String endpoint, boolean content) {
        Telemetry telemetry =
                new Telemetry(
                        new TelemetryOptions(
                                semconv,
                                new Export(
                                        endpoint,
                                        protocol,
                                        Map.of("authorization", "Bearer abc"),
                                        true,
                                        content,
                                        true,
                                        "my-weir",
                                        Duration.ofMinutes(5))),
                        calls.archive(),
                        "9.9",
                        "http://127.0.0.1:4142",
                        meters);
        telemetry.start();
        return telemetry;
    }

    private static void tell(Telemetry telemetry, Calls.Told told) {
        telemetry.recorded(told.exchange().id());
        telemetry.derived(told.exchange(), told.meaning());
    }

    private static String text(Span span, String name) {
        return OtlpReceiver.attribute(span.getAttributesList(), name);
    }

    private double dropped(Drop reason) {
        return meters.counter("weir.otel.dropped", "reason", reason.word()).count();
    }

    @ParameterizedTest
    @EnumSource(Protocol.class)
    void aCallIsASpanBelowItsCallersAndItsMetrics(Protocol protocol) throws Exception {
        Calls.Told told =
                calls.call(
                        "traceparent", "00-" + TRACE + "-00f067aa0ba902b7-01",
                        "tracestate", "rojo=00f067aa0ba902b7,congo=t61rcWkgMzE",
                        "user-agent", "claude-cli/2.1.219 (external, cli)",
                        "x-claude-code-session-id", "5f1c");
        try (Telemetry telemetry = telemetry(Semconv.NEW, protocol, false)) {
            tell(telemetry, told);
            assertThat(receiver.await(1, SOON)).hasSize(1);
        }
        Span span = receiver.spans().getFirst();
        HexFormat hex = HexFormat.of();
        assertThat(hex.formatHex(span.getTraceId().toByteArray())).isEqualTo(TRACE);
        assertThat(hex.formatHex(span.getParentSpanId().toByteArray()))
                .isEqualTo("00f067aa0ba902b7");
        assertThat(hex.formatHex(span.getSpanId().toByteArray()))
                .isEqualTo(told.exchange().id().toString().replace("-", "").substring(16));
        assertThat(span.getTraceState()).isEqualTo("rojo=00f067aa0ba902b7,congo=t61rcWkgMzE");
        assertThat(span.getFlags()).isEqualTo(0x301);
        assertThat(span.getName()).isEqualTo("chat claude-sonnet-4-5");
        assertThat(span.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_CLIENT);
        assertThat(span.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_UNSET);
        assertThat(span.getStartTimeUnixNano())
                .isEqualTo(Calls.START.getEpochSecond() * 1_000_000_000L + Calls.START.getNano());
        assertThat(span.getEndTimeUnixNano() - span.getStartTimeUnixNano())
                .isEqualTo(2_000_000_000L);
        assertThat(text(span, "gen_ai.usage.input_tokens")).isEqualTo("46");
        assertThat(text(span, "gen_ai.usage.cache_write.input_tokens")).isEqualTo("6");
        assertThat(text(span, "weir.usage.cache_write_1h.input_tokens")).isEqualTo("2");
        assertThat(text(span, "gen_ai.conversation.id")).isEqualTo("5f1c");
        assertThat(text(span, "session.id")).isEqualTo("5f1c");
        assertThat(text(span, "user.id")).isEqualTo("ann");
        assertThat(text(span, "weir.tag.team")).isEqualTo("green");
        assertThat(text(span, "weir.client.version")).isEqualTo("2.1.219");
        assertThat(text(span, "gen_ai.request.top_k")).isEqualTo("40");
        assertThat(Double.parseDouble(text(span, "weir.cost.usd"))).isPositive();
        assertThat(text(span, "gen_ai.input.messages")).isEmpty();
        assertThat(receiver.traces().getFirst().toString())
                .doesNotContain("How many?", "Be brief", "sheep");
        assertThat(receiver.credentials()).containsOnly("Bearer abc");
        assertThat(
                        OtlpReceiver.attribute(
                                receiver.traces()
                                        .getFirst()
                                        .getResourceSpans(0)
                                        .getResource()
                                        .getAttributesList(),
                                "service.name"))
                .isEqualTo("my-weir");
        assertThat(receiver.metrics().stream().map(Metric::getName))
                .contains(
                        "gen_ai.client.inference.duration",
                        "gen_ai.client.inference.time_to_first_chunk",
                        "gen_ai.client.inference.time_per_output_chunk",
                        "gen_ai.client.inference.usage.input_tokens",
                        "weir.cost")
                .doesNotContain("gen_ai.client.token.usage");
        Metric input = metric("gen_ai.client.inference.usage.input_tokens");
        NumberDataPoint point = input.getSum().getDataPoints(0);
        assertThat(point.getAsInt()).isEqualTo(46);
        assertThat(OtlpReceiver.attribute(point.getAttributesList(), "gen_ai.token.modality"))
                .isEqualTo("unknown");
        Metric chunks = metric("gen_ai.client.inference.time_per_output_chunk");
        assertThat(chunks.getHistogram().getDataPoints(0).getCount()).isEqualTo(2);
        assertThat(chunks.getHistogram().getDataPoints(0).getExplicitBoundsList())
                .startsWith(0.01, 0.02)
                .hasSize(14);
    }

    private Metric metric(String name) {
        return receiver.metrics().stream()
                .filter(metric -> metric.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void contentGoesAlongOnlyWhereAskedForAndCapturedInFull() throws Exception {
        try (Telemetry telemetry = telemetry(Semconv.V1_41, Protocol.HTTP, true)) {
            tell(telemetry, calls.call());
            tell(
                    telemetry,
                    calls.call(
                            new CaptureMode.Preview(100_000),
                            EndReason.COMPLETE,
                            200,
                            Calls.REQUEST,
                            Calls.ANSWER));
            assertThat(receiver.await(2, SOON)).hasSize(2);
        }
        Span full = receiver.spans().getFirst();
        assertThat(text(full, "gen_ai.system_instructions"))
                .isEqualTo("[{\"type\":\"text\",\"content\":\"Be brief.\"}]");
        assertThat(text(full, "gen_ai.input.messages"))
                .isEqualTo(
                        "[{\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"content\":\"How many?\"}]}]");
        assertThat(text(full, "gen_ai.output.messages"))
                .isEqualTo(
                        "[{\"role\":\"assistant\",\"parts\":[{\"type\":\"text\",\"content\":\"Let me see.\"},"
                                + "{\"type\":\"tool_call\",\"id\":\"t1\",\"name\":\"count\","
                                + "\"arguments\":{\"of\":\"sheep\"}}],\"finish_reason\":\"tool_call\"}]");
        assertThat(text(full, "gen_ai.tool.definitions"))
                .isEqualTo("[{\"type\":\"function\",\"name\":\"count\"}]");
        assertThat(text(full, "gen_ai.request.top_k")).isEqualTo("40.0");
        assertThat(text(full, "gen_ai.usage.cache_creation.input_tokens")).isEqualTo("6");
        assertThat(text(full, "gen_ai.usage.cache_write.input_tokens")).isEmpty();
        assertThat(receiver.traces().getFirst().getResourceSpans(0).getScopeSpans(0).getSchemaUrl())
                .isEqualTo("https://opentelemetry.io/schemas/1.41.0");
        assertThat(text(receiver.spans().getLast(), "gen_ai.input.messages")).isEmpty();
        assertThat(receiver.metrics().stream().map(Metric::getName))
                .contains("gen_ai.client.operation.duration", "gen_ai.client.token.usage")
                .doesNotContain("gen_ai.client.inference.duration");
    }

    @Test
    void withoutACallersTraceTheTraceIsTheExchangeItself() throws Exception {
        Calls.Told told =
                calls.call("traceparent", "00-" + "0".repeat(32) + "-00f067aa0ba902b7-01");
        try (Telemetry telemetry = telemetry(Semconv.NEW, Protocol.HTTP, false)) {
            tell(telemetry, told);
            receiver.await(1, SOON);
        }
        Span span = receiver.spans().getFirst();
        assertThat(HexFormat.of().formatHex(span.getTraceId().toByteArray()))
                .isEqualTo(told.exchange().id().toString().replace("-", ""));
        assertThat(span.getParentSpanId().isEmpty()).isTrue();
        assertThat(text(span, "weir.exchange.url"))
                .isEqualTo("http://127.0.0.1:4142/api/v1/exchanges/" + told.exchange().id());
    }

    @Test
    void anErrorAndAnEarlyEndAreOnTheSpan() throws Exception {
        try (Telemetry telemetry = telemetry(Semconv.NEW, Protocol.HTTP, false)) {
            tell(
                    telemetry,
                    calls.call(
                            CaptureMode.FULL,
                            EndReason.COMPLETE,
                            429,
                            Calls.REQUEST,
                            "{\"type\":\"error\",\"error\":{\"type\":\"rate_limit_error\",\"message\":\"slow\"}}"));
            tell(
                    telemetry,
                    calls.call(
                            CaptureMode.FULL,
                            EndReason.UPSTREAM_RESET,
                            200,
                            Calls.REQUEST,
                            Calls.ANSWER));
            tell(
                    telemetry,
                    calls.call(
                            CaptureMode.FULL,
                            EndReason.CLIENT_CANCEL,
                            200,
                            Calls.REQUEST,
                            Calls.ANSWER));
            assertThat(receiver.await(3, SOON)).hasSize(3);
        }
        Span refused = receiver.spans().getFirst();
        assertThat(refused.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_ERROR);
        assertThat(refused.getStatus().getMessage()).isEmpty();
        assertThat(text(refused, "error.type")).isEqualTo("rate_limit_error");
        Span broken = receiver.spans().get(1);
        assertThat(text(broken, "error.type")).isEqualTo("weir.upstream_reset");
        assertThat(text(broken, "weir.ended_early")).isEqualTo("upstream");
        Span cancelled = receiver.spans().get(2);
        assertThat(cancelled.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_UNSET);
        assertThat(text(cancelled, "weir.ended_early")).isEqualTo("client");
    }

    @Test
    void whatDidNotPassOnTheWireAndWhatIsDerivedAgainIsNotTold() throws Exception {
        Calls.Told imported = calls.call();
        Calls.Told passed = calls.call();
        try (Telemetry telemetry = telemetry(Semconv.NEW, Protocol.HTTP, false)) {
            telemetry.derived(imported.exchange(), imported.meaning());
            tell(telemetry, passed);
            telemetry.derived(passed.exchange(), passed.meaning());
        }
        assertThat(receiver.spans()).hasSize(1);
        assertThat(text(receiver.spans().getFirst(), "weir.exchange.id"))
                .isEqualTo(passed.exchange().id().toString());
        assertThat(meters.counter("weir.otel.spans").count()).isEqualTo(1);
    }

    /** Prints what a call costs; where the machine is busy the figures say little. */
    @Test
    @Tag("slow")
    void aCallCostsMicroseconds() throws Exception {
        int rounds = 20_000;
        Calls.Told told = calls.call("user-agent", "claude-cli/2.1.219 (external, cli)");
        try (Telemetry telemetry = telemetry(Semconv.NEW, Protocol.HTTP, true)) {
            for (int round = 0; round < 4; round++) {
                double before = meters.counter("weir.otel.spans").count();
                double full = dropped(Drop.QUEUE_FULL);
                long begun = System.nanoTime();
                for (int i = 0; i < rounds; i++) {
                    tell(telemetry, told);
                }
                double made = (System.nanoTime() - begun) / 1e3 / rounds;
                double taken = rounds - (dropped(Drop.QUEUE_FULL) - full);
                while (meters.counter("weir.otel.spans").count() - before < taken) {
                    Thread.sleep(5);
                }
                double whole = (System.nanoTime() - begun) / 1e3 / taken;
                System.getLogger("weir.test")
                        .log(
                                System.Logger.Level.INFO,
                                "made in {0} us, sent and taken in {1} us a call, {2} taken",
                                made,
                                whole,
                                taken);
                assertThat(made).isLessThan(5_000);
            }
        }
    }

    @Test
    void whatIsNotTakenIsDroppedAndCountedAndTheNextIsSent() throws Exception {
        receiver.answer(400);
        try (Telemetry telemetry = telemetry(Semconv.NEW, Protocol.HTTP, false)) {
            tell(telemetry, calls.call());
            long until = System.nanoTime() + SOON.toNanos();
            while (dropped(Drop.EXPORT_FAILED) < 1 && System.nanoTime() < until) {
                Thread.sleep(10);
            }
            assertThat(dropped(Drop.EXPORT_FAILED)).isEqualTo(1);
            receiver.answer(200);
            tell(telemetry, calls.call());
            assertThat(receiver.await(1, SOON)).hasSize(1);
        }
    }

    @Test
    void aReceiverThatIsNotThereHoldsNobodyUp() {
        Telemetry telemetry = telemetry(Semconv.NEW, Protocol.HTTP, "http://127.0.0.1:1", false);
        Calls.Told told = calls.call();
        long begun = System.nanoTime();
        int all = 10_000;
        for (int i = 0; i < all; i++) {
            tell(telemetry, told);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(20));
        begun = System.nanoTime();
        telemetry.close();
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(15));
        assertThat(dropped(Drop.QUEUE_FULL) + dropped(Drop.EXPORT_FAILED) + dropped(Drop.STOPPED))
                .isBetween(all - 512.0, (double) all);
        assertThat(dropped(Drop.QUEUE_FULL)).isPositive();
    }

    @Test
    void prometheusHasTheSameAndItsSeriesAreBounded() {
        try (Telemetry telemetry =
                new Telemetry(TelemetryOptions.STANDARD, calls.archive(), "9.9", "", meters)) {
            telemetry.start();
            for (int i = 0; i < 300; i++) {
                String model = "\"model\":\"made-up-" + i + "\"";
                tell(
                        telemetry,
                        calls.call(
                                CaptureMode.FULL,
                                EndReason.COMPLETE,
                                200,
                                Calls.REQUEST.replace("\"model\":\"claude-sonnet-4-5\"", model),
                                Calls.ANSWER));
            }
        }
        String text = meters.scrape();
        assertThat(text)
                .contains("gen_ai_client_inference_duration_seconds_bucket{")
                .contains("gen_ai_client_inference_usage_input_tokens_total{")
                .contains("gen_ai_request_model=\"made-up-99\"")
                .contains("gen_ai_request_model=\"other\"")
                .doesNotContain("made-up-100\"")
                .contains("le=\"81.92\"");
        assertThat(receiver.spans()).isEmpty();
    }
}
