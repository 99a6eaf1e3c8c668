package dev.weir.gateway.relay;

import dev.weir.core.capture.Loss;
import dev.weir.core.dialect.ErrorCode;
import dev.weir.core.exchange.EndReason;
import dev.weir.core.redaction.Kind;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** The relay's counters. Made once; counting takes no lock and allocates nothing. */
final class RelayMetrics {

    final AtomicInteger inFlight = new AtomicInteger();
    final AtomicInteger connections = new AtomicInteger();

    final Counter requestBytes;
    final Counter responseBytes;
    final Counter retries;
    final Counter fallbacks;
    final Counter heldBack;
    final Counter desync;
    final Counter cancelled;
    final Counter slowClients;
    final Counter unrecorded;
    final Counter captureOff;
    final Counter malformedHeads;
    final Counter shedForHeap;
    final Counter shedForNumber;
    final Counter keyEchoes;
    final Counter cutByUpstream;
    final Counter cutByClient;
    final Counter cutByWeir;

    private final MeterRegistry registry;
    private final Map<EndReason, Counter> ends;
    private final Map<ErrorCode, Counter> errors;
    private final Map<UpstreamFault.Kind, Counter> faults;
    private final Map<Loss, Counter> gaps;

    RelayMetrics(MeterRegistry registry) {
        requestBytes =
                counter(
                        registry,
                        "weir.request.bytes",
                        "Bytes of request bodies taken from clients");
        responseBytes =
                counter(
                        registry,
                        "weir.response.bytes",
                        "Bytes of response bodies taken from providers");
        retries =
                counter(
                        registry,
                        "weir.upstream.retries",
                        "Requests sent again after a dead pooled connection");
        fallbacks =
                counter(
                        registry,
                        "weir.upstream.fallbacks",
                        "Requests sent to the next place, since the one before could not take them");
        heldBack =
                counter(
                        registry,
                        "weir.capture.waits",
                        "Times an event loop held traffic back while room to record in was made");
        desync =
                counter(
                        registry,
                        "weir.upstream.desync",
                        "Provider connections that sent more than was asked for");
        cancelled = counter(registry, "weir.cancelled", "Exchanges whose client went away");
        slowClients =
                counter(
                        registry,
                        "weir.slow.clients",
                        "Exchanges broken off since the client stopped reading");
        unrecorded =
                counter(
                        registry,
                        "weir.capture.unrecorded",
                        "Exchanges that passed and are not on record");
        captureOff =
                counter(
                        registry,
                        "weir.capture.off",
                        "Exchanges not recorded because the capture mode is off");
        malformedHeads =
                counter(
                        registry,
                        "weir.malformed.heads",
                        "Refusals without so much as a request line, which are not on record");
        keyEchoes =
                counter(
                        registry,
                        "weir.key.echoes",
                        "Answers in which a provider said the key that Weir had sent it");
        shedForHeap = shed(registry, "heap");
        shedForNumber = shed(registry, "in_flight");
        cutByUpstream = cut(registry, "upstream");
        cutByClient = cut(registry, "client");
        cutByWeir = cut(registry, "weir");
        ends =
                byEnum(
                        EndReason.class,
                        end ->
                                Counter.builder("weir.exchanges")
                                        .description("Exchanges by how they ended")
                                        .tag("outcome", end.outcome().word())
                                        .tag("end_reason", end.word())
                                        .register(registry));
        errors =
                byEnum(
                        ErrorCode.class,
                        code ->
                                Counter.builder("weir.errors")
                                        .description("Answers that Weir made itself, by code")
                                        .tag("code", code.word())
                                        .register(registry));
        faults =
                byEnum(
                        UpstreamFault.Kind.class,
                        kind ->
                                Counter.builder("weir.upstream.errors")
                                        .description("Provider failures by cause")
                                        .tag("cause", kind.word())
                                        .register(registry));
        gaps =
                byEnum(
                        Loss.class,
                        loss ->
                                Counter.builder("weir.capture.gap")
                                        .description(
                                                "Exchanges that passed unrecorded or were refused for it, by reason")
                                        .tag("reason", loss.word())
                                        .register(registry));
        this.registry = registry;
        Gauge.builder("weir.in.flight", inFlight, AtomicInteger::get)
                .description("Exchanges under way")
                .register(registry);
        Gauge.builder("weir.client.connections", connections, AtomicInteger::get)
                .description("Open client connections")
                .register(registry);
    }

    /** Shows what the rules hold back. */
    void watch(Cooling cooling, HeldBytes held) {
        Gauge.builder("weir.upstream.cooling", cooling, Cooling::size)
                .description("Provider keys that are tried last since they have just failed")
                .register(registry);
        Gauge.builder("weir.held.bytes", held, HeldBytes::held)
                .description("Bytes of request bodies held in memory for rules and fallbacks")
                .baseUnit("bytes")
                .register(registry);
    }

    /** Counts what was replaced: custom kinds as one, since their names are anybody's. */
    void redacted(String where, Map<String, Long> counts) {
        counts.forEach(
                (kind, count) ->
                        Counter.builder("weir.redactions")
                                .description("Secrets and personal data replaced, by kind")
                                .tag("where", where)
                                .tag("kind", Kind.parse(kind) == null ? "custom" : kind)
                                .register(registry)
                                .increment(count));
    }

    void ended(EndReason end) {
        at(ends, end).increment();
    }

    void refused(ErrorCode code) {
        at(errors, code).increment();
    }

    void fault(UpstreamFault.Kind kind) {
        at(faults, kind).increment();
    }

    void gap(Loss loss) {
        at(gaps, loss).increment();
    }

    private static <K extends Enum<K>> Counter at(Map<K, Counter> counters, K key) {
        Counter counter = counters.get(key);
        if (counter == null) {
            throw new IllegalStateException("no counter for " + key);
        }
        return counter;
    }

    private static Counter counter(MeterRegistry registry, String name, String description) {
        return Counter.builder(name).description(description).register(registry);
    }

    private static Counter shed(MeterRegistry registry, String reason) {
        return Counter.builder("weir.shed")
                .description("Exchanges refused because there was too much already, by reason")
                .tag("reason", reason)
                .register(registry);
    }

    private static Counter cut(MeterRegistry registry, String who) {
        return Counter.builder("weir.streams.cut")
                .description("Answers that broke off, by who broke them")
                .tag("who", who)
                .register(registry);
    }

    private static <K extends Enum<K>> Map<K, Counter> byEnum(
            Class<K> type, Function<K, Counter> make) {
        Map<K, Counter> map = new EnumMap<>(type);
        Arrays.stream(type.getEnumConstants()).forEach(key -> map.put(key, make.apply(key)));
        return map;
    }
}
