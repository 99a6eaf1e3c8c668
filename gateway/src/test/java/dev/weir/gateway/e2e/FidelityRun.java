package dev.weir.gateway.e2e;

import dev.weir.core.access.HeaderRules;
import dev.weir.core.access.HeaderRules.Treatment;
import dev.weir.core.exchange.Headers;
import dev.weir.testkit.Bytes;
import dev.weir.testkit.corpus.Framer;
import dev.weir.testkit.corpus.RecordedExchange;
import dev.weir.testkit.corpus.RecordedProvider;
import dev.weir.testkit.wire.Answer;
import dev.weir.testkit.wire.Ended;
import dev.weir.testkit.wire.RawClient;
import dev.weir.testkit.wire.Received;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Sends recorded requests through a Weir to a provider that serves the recorded answers, and lists
 * every difference on the wire, in either direction, and in the record afterwards.
 */
final class FidelityRun {

    private static final int LANES = 8;
    private static final int MOST_SHOWN = 50;

    /** What the archive has to give back for one exchange. */
    private record Expected(
            String request, long requestLength, String response, long responseLength, int status) {}

    private final RunningWeir weir;
    private final RecordedProvider provider;
    private final String providerHost;
    private final Map<String, Expected> expected = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<String> differences = new ConcurrentLinkedQueue<>();
    private final AtomicLong exchanges = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();

    FidelityRun(RunningWeir weir, RecordedProvider provider, String providerHost) {
        this.weir = weir;
        this.provider = provider;
        this.providerHost = providerHost;
    }

    long exchanges() {
        return exchanges.get();
    }

    long bytes() {
        return bytes.get();
    }

    /** What differed so far, the first fifty. */
    List<String> differences() {
        return differences.stream().limit(MOST_SHOWN).toList();
    }

    /** One line for the log of a build. */
    String summary(String what) {
        return "fidelity %s: %d exchanges, %.1f MB of bodies, %d differences"
                .formatted(what, exchanges.get(), bytes.get() / 1e6, differences.size());
    }

    /** One after the other over a kept connection. */
    void sequential(String prefix, Stream<RecordedExchange> recorded) throws Exception {
        try (Lane lane = new Lane(prefix, 1)) {
            var all = recorded.iterator();
            while (all.hasNext()) {
                lane.send(all.next());
            }
        }
    }

    /**
     * By eight clients at once. Equal requests go to the same client, so that their answers keep
     * their order.
     */
    void parallel(String prefix, List<RecordedExchange> recorded) throws Exception {
        List<CompletableFuture<@Nullable Void>> lanes = new ArrayList<>();
        for (int i = 0; i < LANES; i++) {
            int number = i;
            CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
            lanes.add(done);
            Thread.ofVirtual()
                    .start(
                            () -> {
                                try (Lane lane = new Lane(prefix, number)) {
                                    for (RecordedExchange one : recorded) {
                                        if (laneOf(one) == number) {
                                            lane.send(one);
                                        }
                                    }
                                    done.complete(null);
                                } catch (Throwable e) {
                                    done.completeExceptionally(e);
                                }
                            });
        }
        for (CompletableFuture<@Nullable Void> lane : lanes) {
            lane.get(10, TimeUnit.MINUTES);
        }
    }

    private static int laneOf(RecordedExchange one) {
        int hash =
                31 * one.request().target().hashCode()
                        + one.request().body().hashCode()
                        + one.request().method().hashCode();
        return Math.floorMod(hash, LANES);
    }

    /** One client: a kept connection, opened again where an answer ended it. */
    private final class Lane implements AutoCloseable {

        private final String prefix;
        private final Framer framer;
        private @Nullable RawClient client;

        Lane(String prefix, long seed) {
            this.prefix = prefix;
            this.framer = new Framer(new Random(seed));
        }

        void send(RecordedExchange one) throws Exception {
            String name = prefix + one.id();
            Framer.Framed answer = framer.response(one.response());
            CompletableFuture<Received> arrival = provider.announce(one.request(), answer);
            Framer.Framed request =
                    framer.request(
                            one.request(),
                            "/" + one.provider() + one.request().target(),
                            Headers.of(
                                    "Host",
                                    "localhost:" + weir.proxyPort(),
                                    "x-weir-tag",
                                    "case=" + name));
            RawClient open = client == null ? RawClient.connect(weir.proxyPort()) : client;
            client = open;
            try {
                for (Bytes piece : request.pieces()) {
                    open.send(piece);
                }
                Answer got = open.answer();
                if (got.headers().hasToken("connection", "close") || got.ended() != Ended.WHOLE) {
                    close();
                }
                compareAnswer(name, one.response(), got);
            } catch (IOException e) {
                differ(name, "the exchange failed: " + e);
                close();
            }
            if (arrival.isDone()) {
                compareRequest(name, one, request, arrival.get());
            } else {
                provider.forget(one.request());
                differ(name, "the request did not arrive as sent");
            }
            exchanges.incrementAndGet();
            bytes.addAndGet(one.bytes());
            expected.put(
                    name,
                    new Expected(
                            one.request().body().sha256(),
                            one.request().body().length(),
                            one.response().body().sha256(),
                            one.response().body().length(),
                            one.response().status()));
        }

        @Override
        public void close() {
            RawClient open = client;
            client = null;
            if (open != null) {
                open.close();
            }
        }
    }

    private void differ(String name, String what) {
        differences.add(name + ": " + what);
    }

    private void same(String name, String what, Object expectedValue, Object got) {
        if (!expectedValue.equals(got)) {
            differ(name, what + " expected " + expectedValue + " but was " + got);
        }
    }

    private void compareRequest(
            String name, RecordedExchange one, Framer.Framed sent, Received got) {
        RecordedExchange.Request request = one.request();
        same(name, "sha-256 of the request", request.body().sha256(), got.body().sha256());
        same(name, "target", request.target(), got.head().target());
        same(
                name,
                "request fields",
                passing(request.headers(), HeaderRules::request),
                listed(got.head().headers(), HeaderRules::request, Treatment.FRAMING));
        same(name, "request trailers", pairs(request.trailers()), pairs(got.trailers()));
        same(name, "host", List.of(providerHost), got.head().headers().all("host"));
        boolean chunked = sent.pieces().getFirst().latin1().contains("\r\ntransfer-encoding:");
        same(name, "chunked request", chunked, got.head().headers().contains("transfer-encoding"));
    }

    private void compareAnswer(String name, RecordedExchange.Response response, Answer got) {
        same(name, "status", response.status(), got.status());
        same(name, "end", Ended.WHOLE, got.ended());
        same(name, "body of the answer", response.body(), got.body());
        same(name, "reason", "Recorded", got.head().reason());
        List<String> fields = listed(got.headers(), HeaderRules::response, Treatment.FRAMING);
        fields.removeIf(field -> field.startsWith("connection: "));
        same(name, "answer fields", passing(response.headers(), HeaderRules::response), fields);
        same(name, "answer trailers", pairs(response.trailers()), pairs(got.trailers()));
        List<String> length = response.headers().all("content-length");
        if (!length.isEmpty()) {
            same(name, "content-length", length, got.headers().all("content-length"));
        }
    }

    /** The fields that the other side has to see, in order. */
    private static List<String> passing(
            Headers headers, Function<String, @Nullable Treatment> rules) {
        List<String> passing = new ArrayList<>();
        headers.forEach(
                (field, value) -> {
                    Treatment treatment = rules.apply(field);
                    if (treatment == null || treatment == Treatment.CREDENTIAL) {
                        passing.add(field + ": " + value);
                    }
                });
        return passing;
    }

    private static List<String> listed(
            Headers headers, Function<String, @Nullable Treatment> rules, Treatment without) {
        List<String> listed = new ArrayList<>();
        headers.forEach(
                (field, value) -> {
                    if (rules.apply(field) != without) {
                        listed.add(field + ": " + value);
                    }
                });
        return listed;
    }

    private static List<String> pairs(Headers headers) {
        List<String> pairs = new ArrayList<>();
        headers.forEach((field, value) -> pairs.add(field + ": " + value));
        return pairs;
    }

    /** Compares everything the archive gives back with what passed. */
    void compareRecords() throws Exception {
        try (Console console = weir.console()) {
            Map<String, JsonNode> records = new HashMap<>();
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            do {
                for (JsonNode record : console.allExchanges()) {
                    for (JsonNode tag : record.path("tags")) {
                        if (tag.asString().startsWith("case=")) {
                            records.put(tag.asString().substring(5), record);
                        }
                    }
                }
            } while (!records.keySet().containsAll(expected.keySet())
                    && System.nanoTime() < deadline);
            for (Map.Entry<String, Expected> one : expected.entrySet()) {
                JsonNode record = records.get(one.getKey());
                if (record == null) {
                    differ(one.getKey(), "not on record");
                } else {
                    compareRecord(console, one.getKey(), one.getValue(), record);
                }
            }
        }
    }

    private void compareRecord(Console console, String name, Expected one, JsonNode record)
            throws Exception {
        same(name, "outcome on record", "complete", record.path("outcome").asString());
        same(name, "status on record", one.status, record.path("status").asInt());
        same(name, "losses on record", 0, record.path("losses").size());
        same(
                name,
                "request length on record",
                one.requestLength,
                record.path("requestBytes").asLong());
        same(
                name,
                "answer length on record",
                one.responseLength,
                record.path("responseBytes").asLong());
        String id = Console.id(record);
        same(name, "request on record", one.request, console.body(id, "request").sha256());
        same(name, "answer on record", one.response, console.body(id, "response").sha256());
    }
}
