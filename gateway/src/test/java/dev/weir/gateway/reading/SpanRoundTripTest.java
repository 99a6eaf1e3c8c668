package dev.weir.gateway.reading;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.access.Providers;
import dev.weir.core.archive.InMemoryArchive;
import dev.weir.core.archive.Query;
import dev.weir.core.capture.CaptureMode;
import dev.weir.core.derived.Derivation;
import dev.weir.core.derived.DerivedListener.Meaning;
import dev.weir.core.exchange.Exchange;
import dev.weir.core.exchange.Side;
import dev.weir.core.json.Json;
import dev.weir.core.json.JsonObject;
import dev.weir.core.json.JsonReader;
import dev.weir.core.json.JsonString;
import dev.weir.core.otel.CallSpans;
import dev.weir.core.otel.OtlpJson;
import dev.weir.core.otel.SpanValue;
import dev.weir.core.otel.names.Semconv;
import dev.weir.core.pricing.PriceOverrides;
import dev.weir.core.pricing.PriceTable;
import dev.weir.core.pricing.Pricing;
import dev.weir.core.reading.Choice;
import dev.weir.core.reading.Endpoint;
import dev.weir.core.reading.Message;
import dev.weir.core.reading.Part;
import dev.weir.core.reading.Reason;
import dev.weir.core.reading.Source;
import dev.weir.core.reading.StopReason;
import dev.weir.core.reading.Turn;
import dev.weir.core.session.InMemorySessionMemory;
import dev.weir.core.session.Stitcher;
import dev.weir.core.usage.Unit;
import dev.weir.gateway.intake.otlp.OtlpFormat;
import dev.weir.gateway.intake.otlp.SpanIntake;
import dev.weir.testkit.corpus.Corpus;
import dev.weir.testkit.corpus.RecordedExchange;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** What Weir sends out as spans means the same when it comes in again. */
class SpanRoundTripTest {

    /** Units that have no attribute: they are not in spans. */
    private static final Set<Unit> CARRIED =
            Set.of(
                    Unit.INPUT_TOKENS,
                    Unit.OUTPUT_TOKENS,
                    Unit.CACHE_READ_TOKENS,
                    Unit.CACHE_WRITE_TOKENS,
                    Unit.CACHE_WRITE_5M_TOKENS,
                    Unit.CACHE_WRITE_1H_TOKENS,
                    Unit.OUTPUT_REASONING_TOKENS);

    private final Pricing pricing = new Pricing(PriceTable.builtIn(), PriceOverrides.NONE);
    private final List<String> faults = new ArrayList<>();
    private int compared;

    @Test
    void usageModelsMessagesAndFinishReasonsComeBack() {
        comesBack(Semconv.NEW);
    }

    @Test
    @Tag("slow")
    void theyComeBackUnderTheirOlderNamesToo() {
        comesBack(Semconv.V1_41);
    }

    private void comesBack(Semconv semconv) {
        CallSpans spans = new CallSpans(semconv, true, "");
        try (Stream<RecordedExchange> all = Corpus.recorded().exchanges()) {
            all.forEach(recorded -> there(recorded, spans));
        }
        assertThat(faults).isEmpty();
        assertThat(compared).isGreaterThan(300);
    }

    private void there(RecordedExchange recorded, CallSpans spans) {
        Exchange exchange = SpanGoldensTest.exchange(recorded);
        Source source = Sources.of(recorded);
        Meaning before = meaning(exchange, source.request(), source.response());
        SpanValue span = spans.of(exchange, before);
        if (span == null
                || span.attributes().containsKey("weir.content.cut")
                || !isCall(before.reading().endpoint())) {
            return;
        }
        try {
            String fault = fault(before, again(OtlpJson.request(span, "weir", "0")));
            if (!fault.isEmpty()) {
                faults.add(recorded.id() + ": " + fault);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        compared++;
    }

    private static boolean isCall(Endpoint endpoint) {
        return endpoint != Endpoint.RESPONSES_FETCH
                && (endpoint.kind() == Endpoint.Kind.GENERATION
                        || endpoint.kind() == Endpoint.Kind.EMBEDDING);
    }

    private Meaning meaning(Exchange exchange, Source.Body request, Source.Body response) {
        return new Derivation(pricing, new Stitcher(new InMemorySessionMemory(10)))
                .of(exchange, request, response)
                .meaning();
    }

    private Meaning again(JsonObject sent) throws IOException {
        InMemoryArchive archive = new InMemoryArchive();
        SpanIntake intake =
                new SpanIntake(
                        archive,
                        new Providers(Providers.wellKnown().values()),
                        CaptureMode.FULL,
                        new SimpleMeterRegistry(),
                        Duration.ofSeconds(5));
        try {
            SpanIntake.Taken taken =
                    intake.take(OtlpFormat.JSON, sent.write().getBytes(StandardCharsets.UTF_8));
            assertThat(taken.stored()).as(sent.write()).isEqualTo(1);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        Exchange exchange = archive.list(Query.newest(1)).items().getFirst();
        byte[] body = archive.body(exchange.id(), Side.REQUEST).readAllBytes();
        return meaning(exchange, Source.Body.of(body, Source.State.WHOLE), Source.Body.NONE);
    }

    /** What is not the same; empty where all is. */
    private static String fault(Meaning before, Meaning after) {
        Turn then = before.reading().turn();
        Turn now = after.reading().turn();
        Map<String, List<@Nullable Object>> pairs = new LinkedHashMap<>();
        put(pairs, "provider", before.row().call().provider(), after.row().call().provider());
        put(
                pairs,
                "model",
                before.row().call().requestedModel(),
                after.row().call().requestedModel());
        put(pairs, "answered", then.response().model(), now.response().model());
        put(pairs, "id", orNull(then.response().id()), now.response().id());
        if (isPossible(before)) {
            put(pairs, "usage", carried(before), carried(after));
        }
        put(pairs, "stops", stops(then), stops(now).subList(0, stops(then).size()));
        put(pairs, "messages", words(then.request().messages()), words(now.request().messages()));
        if (before.reading().endpoint().kind() == Endpoint.Kind.GENERATION) {
            put(pairs, "answer", words(messages(then)), words(messages(now)));
        }
        put(pairs, "tools", before.row().tools(), after.row().tools());
        StringBuilder fault = new StringBuilder();
        pairs.forEach(
                (what, pair) -> {
                    String was = String.valueOf(pair.get(0));
                    String is = String.valueOf(pair.get(1));
                    if (!was.equals(is)) {
                        int at = Math.max(0, Arrays.mismatch(was.toCharArray(), is.toCharArray()));
                        fault.append(what).append(" was ").append(from(was, at));
                        fault.append(", is ").append(from(is, at)).append("; ");
                    }
                });
        return fault.toString();
    }

    /** A host that counts the cache beside the input is put right when its span comes in. */
    private static boolean isPossible(Meaning meaning) {
        return meaning.reading().findings().stream()
                .noneMatch(finding -> finding.reason() == Reason.IMPOSSIBLE_USAGE);
    }

    /** An empty text is not sent. */
    private static @Nullable String orNull(@Nullable String text) {
        return text == null || text.isEmpty() ? null : text;
    }

    private static String from(String text, int at) {
        int start = Math.max(0, at - 20);
        return text.substring(start, Math.min(text.length(), at + 60)).replace('\n', ' ');
    }

    private static void put(
            Map<String, List<@Nullable Object>> pairs,
            String what,
            @Nullable Object then,
            @Nullable Object now) {
        pairs.put(what, Arrays.asList(then, now));
    }

    /** Why each choice ended; a broken one is an error in the conventions. */
    private static List<StopReason> stops(Turn turn) {
        return turn.response().choices().stream()
                .map(choice -> orNull(choice.stopWord()) == null ? null : choice.stop())
                .map(stop -> stop == null ? StopReason.ERROR : stop)
                .toList();
    }

    private static Map<Unit, Long> carried(Meaning meaning) {
        Map<Unit, Long> counts = new EnumMap<>(Unit.class);
        boolean embedding = meaning.reading().turn().response().choices().isEmpty();
        meaning.row()
                .counts()
                .forEach(
                        (unit, count) -> {
                            if (CARRIED.contains(unit)
                                    && (!embedding || unit == Unit.INPUT_TOKENS)) {
                                counts.put(unit, count);
                            }
                        });
        return counts;
    }

    private static List<Message> messages(Turn turn) {
        return turn.response().choices().stream().map(Choice::message).toList();
    }

    /** Text that is JSON is sent as JSON. */
    private static String arguments(Part.ToolCall call) {
        Json given = call.arguments();
        Json meant =
                given instanceof JsonString text ? JsonReader.read(text.value()).value() : given;
        boolean none = given instanceof JsonString text && text.value().isBlank();
        return none ? "{}" : (meant == null ? given : meant).write();
    }

    /** The words, calls and results; media are compared by their kind. */
    private static List<String> words(List<Message> messages) {
        List<String> words = new ArrayList<>();
        for (Message message : messages) {
            for (Part part : message.parts()) {
                words(part, words);
            }
        }
        return words;
    }

    private static void words(Part part, List<String> words) {
        switch (part) {
            case Part.Text text -> {
                if (!text.text().isEmpty()) {
                    words.add(text.text());
                }
            }
            case Part.Thinking thinking -> {
                if (!thinking.text().isEmpty()) {
                    words.add("(" + thinking.text() + ")");
                }
            }
            case Part.ToolCall call -> words.add(call.name() + arguments(call));
            case Part.ToolResult result -> {
                words.add(result.callId() + (result.isError() ? " failed" : ""));
                result.parts().forEach(each -> words(each, words));
            }
            default -> {}
        }
    }
}
