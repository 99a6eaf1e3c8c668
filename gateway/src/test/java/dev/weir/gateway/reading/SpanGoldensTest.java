package dev.weir.gateway.reading;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.capture.CaptureMode;
import dev.weir.core.derived.Derivation;
import dev.weir.core.derived.DerivedListener.Meaning;
import dev.weir.core.exchange.BodyFacts;
import dev.weir.core.exchange.ClientFacts;
import dev.weir.core.exchange.EndPhase;
import dev.weir.core.exchange.EndReason;
import dev.weir.core.exchange.Exchange;
import dev.weir.core.exchange.Headers;
import dev.weir.core.exchange.RequestHead;
import dev.weir.core.exchange.ResponseHead;
import dev.weir.core.exchange.Timeline;
import dev.weir.core.exchange.UpstreamFacts;
import dev.weir.core.json.Json;
import dev.weir.core.json.JsonReader;
import dev.weir.core.otel.AttributeValue;
import dev.weir.core.otel.CallMetrics;
import dev.weir.core.otel.CallSpans;
import dev.weir.core.otel.SpanValue;
import dev.weir.core.otel.names.Attribute;
import dev.weir.core.otel.names.Semconv;
import dev.weir.core.pricing.PriceOverrides;
import dev.weir.core.pricing.PriceTable;
import dev.weir.core.pricing.Pricing;
import dev.weir.core.reading.Source;
import dev.weir.core.session.InMemorySessionMemory;
import dev.weir.core.session.Stitcher;
import dev.weir.testkit.archive.Recorded;
import dev.weir.testkit.corpus.Corpus;
import dev.weir.testkit.corpus.RecordedExchange;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The spans and measurements of chosen recorded exchanges of every dialect, in both versions of the
 * names, are as they were. {@code -Dweir.goldens=write} writes them anew, to be looked at.
 */
class SpanGoldensTest {

    private static final String FOLDER = "gateway/src/test/resources/otel/goldens";
    private static final Instant START = Instant.parse("2026-11-20T10:00:00Z");

    /** Prices are made anew often; how they are worked out is tested elsewhere. */
    private static final Set<String> MOVING =
            Set.of("weir.cost.price_table", "weir.cost.usd", "weir.cost.cache_saved_usd");

    private final Pricing pricing = new Pricing(PriceTable.builtIn(), PriceOverrides.NONE);

    @Test
    void spansOfChosenExchangesAreAsTheyWere() {
        List<String> chosen =
                Goldens.read(Goldens.file(FOLDER + "/chosen.txt"))
                        .lines()
                        .filter(line -> !line.isBlank() && !line.startsWith("#"))
                        .map(line -> line.split(" ", 2)[0])
                        .toList();
        Map<String, String> made = new LinkedHashMap<>();
        try (Stream<RecordedExchange> all = Corpus.recorded().exchanges()) {
            all.filter(exchange -> chosen.contains(exchange.id()))
                    .forEach(exchange -> made.put(exchange.id(), text(exchange)));
        }
        assertThat(new TreeSet<>(made.keySet())).isEqualTo(new TreeSet<>(chosen));
        made.forEach(
                (id, text) -> {
                    Path file = Goldens.file(FOLDER + "/" + id + ".txt");
                    if (Goldens.writing()) {
                        Goldens.write(file, text);
                    } else {
                        assertThat(text).as(id).isEqualTo(Goldens.read(file));
                    }
                });
    }

    @Test
    void everyRecordedExchangeHasASpanOrNoneAndItsMessagesAreJson() {
        CallSpans spans = new CallSpans(Semconv.NEW, true, "");
        CallMetrics metrics = new CallMetrics(Semconv.NEW);
        int[] counts = new int[2];
        try (Stream<RecordedExchange> all = Corpus.recorded().exchanges()) {
            all.forEach(
                    recorded -> {
                        Exchange exchange = exchange(recorded);
                        Meaning meaning = meaning(recorded, exchange);
                        SpanValue span = spans.of(exchange, meaning);
                        assertThat(metrics.of(exchange, meaning, List.of()).isEmpty())
                                .isEqualTo(span == null);
                        counts[span == null ? 1 : 0]++;
                        if (span != null) {
                            wellFormed(span);
                        }
                    });
        }
        assertThat(counts[0]).isGreaterThan(counts[1]);
    }

    private static void wellFormed(SpanValue span) {
        assertThat(span.name()).startsWith(span.text(Attribute.OPERATION_NAME));
        assertThat(span.attributes()).containsKey("gen_ai.provider.name");
        assertThat(span.size()).isLessThan(3 << 20);
        span.attributes()
                .forEach(
                        (name, value) -> {
                            if (value instanceof AttributeValue.Structured(Json json)) {
                                assertThat(JsonReader.read(json.write()).value())
                                        .as(name)
                                        .isEqualTo(json);
                            }
                        });
    }

    private String text(RecordedExchange recorded) {
        Exchange exchange = exchange(recorded);
        Meaning meaning = meaning(recorded, exchange);
        StringBuilder text = new StringBuilder();
        for (Semconv semconv : Semconv.values()) {
            text.append("== ").append(semconv.word()).append('\n');
            SpanValue span = new CallSpans(semconv, true, "").of(exchange, meaning);
            if (span == null) {
                text.append("no span\n");
                continue;
            }
            text.append(span.name()).append(span.failed() ? " ERROR " : " ");
            text.append(span.message().lines().findFirst().orElse("")).append('\n');
            span.attributes()
                    .forEach(
                            (name, value) -> {
                                if (!MOVING.contains(name) && !name.startsWith("weir.session.")) {
                                    text.append("  ").append(name).append(" = ");
                                    text.append(shortened(value.text())).append('\n');
                                }
                            });
            for (CallMetrics.Point point :
                    new CallMetrics(semconv).of(exchange, meaning, List.of())) {
                String name = point.metric().in(semconv);
                if (name != null && !name.equals("weir.cost")) {
                    List<String> extra = new ArrayList<>();
                    point.dimensions()
                            .forEach(
                                    (key, value) -> {
                                        if (key.contains("token") || key.contains("error")) {
                                            extra.add(value.text());
                                        }
                                    });
                    text.append("  # ").append(name).append(extra).append(" = ");
                    text.append(point.values()).append('\n');
                }
            }
        }
        return text.toString();
    }

    private static String shortened(String text) {
        String line = text.replace("\n", "\\n");
        return line.length() <= 700 ? line : line.substring(0, 700) + "... " + line.length();
    }

    private Meaning meaning(RecordedExchange recorded, Exchange exchange) {
        Derivation derivation =
                new Derivation(pricing, new Stitcher(new InMemorySessionMemory(10)));
        Source source = Sources.of(recorded);
        return derivation.of(exchange, source.request(), source.response()).meaning();
    }

    static Exchange exchange(RecordedExchange recorded) {
        Source source = Sources.of(recorded);
        RecordedExchange.Request request = recorded.request();
        RecordedExchange.Response response = recorded.response();
        String host = request.host();
        boolean stream = recorded.tags().contains("sse");
        boolean cut = recorded.tags().contains("truncated-stream");
        int asked = request.body().length();
        int answered = response.body().length();
        return new Exchange(
                Recorded.id(START.toEpochMilli(), 0, recorded.id().hashCode() * 0x1234_5678_9ABCL),
                START,
                new ClientFacts("127.0.0.1:40000", null),
                "provider",
                recorded.provider(),
                source.dialect(),
                new RequestHead(request.method(), request.target(), "HTTP/1.1", request.headers()),
                request.path(),
                new UpstreamFacts(
                        "https://" + (host == null ? "provider.example" : host) + ":443",
                        request.path(),
                        null,
                        "HTTP/1.1",
                        null,
                        false,
                        1),
                new ResponseHead(response.status(), "", "HTTP/1.1", response.headers()),
                Headers.EMPTY,
                Headers.EMPTY,
                new BodyFacts(asked, asked, 0),
                new BodyFacts(answered, answered, 0),
                new Timeline(
                        1_000,
                        2_000,
                        300_000_000,
                        stream ? 400_000_000 : Timeline.NEVER,
                        1_900_000_000L,
                        2_000_000_000L),
                cut ? EndReason.UPSTREAM_SHORT : EndReason.COMPLETE,
                EndPhase.BODY,
                null,
                CaptureMode.FULL,
                Set.of(),
                List.of(),
                List.of(),
                null,
                stream);
    }
}
