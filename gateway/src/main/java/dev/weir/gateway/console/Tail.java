package dev.weir.gateway.console;

import dev.weir.core.archive.Archive;
import dev.weir.core.archive.Archive.Subscription;
import dev.weir.core.exchange.Exchange;
import dev.weir.core.exchange.Headers;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The live tail: server-sent events, one for each exchange that gets onto the archive. A reader
 * that is too slow never holds the archive up: what does not fit into its queue is dropped,
 * counted, and told to it as {@code event: dropped}.
 */
final class Tail {

    private static final String TYPE = "text/event-stream";

    private final Archive archive;
    private final HttpLimits limits;
    private final Counter dropped;
    private final Set<Reader> readers = ConcurrentHashMap.newKeySet();

    Tail(Archive archive, HttpLimits limits, MeterRegistry metrics) {
        this.archive = archive;
        this.limits = limits;
        this.dropped =
                Counter.builder("weir.tail.dropped")
                        .description("Exchanges that a slow live tail was not told of")
                        .register(metrics);
        metrics.gauge("weir.tail.readers", readers, Set::size);
    }

    void follow(Call call, Route.Asked asked) throws IOException, InterruptedException {
        Reader reader = new Reader(limits.tailQueue(), dropped);
        call.whenGone(reader::end);
        readers.add(reader);
        try (Subscription _ = archive.subscribe(reader::offer);
                ResponseStream out = call.stream(200, TYPE, Headers.EMPTY, -1)) {
            if (!call.isHead()) {
                out.write(": weir tail\n\n".getBytes(StandardCharsets.UTF_8));
                out.flush();
                pump(reader, out);
            }
            out.finish();
        } finally {
            readers.remove(reader);
        }
    }

    private void pump(Reader reader, ResponseStream out) throws IOException, InterruptedException {
        while (true) {
            Batch batch = reader.take(limits.keepAlive());
            for (Exchange exchange : batch.exchanges) {
                out.write(event("exchange", Json.bytes(json -> ExchangeJson.item(json, exchange))));
            }
            if (batch.dropped > 0) {
                byte[] data =
                        Json.bytes(
                                json ->
                                        json.writeStartObject()
                                                .writeNumberProperty("dropped", batch.dropped)
                                                .writeEndObject());
                out.write(event("dropped", data));
            }
            if (batch.ended) {
                return;
            }
            if (batch.exchanges.isEmpty() && batch.dropped == 0) {
                out.write(": keep-alive\n\n".getBytes(StandardCharsets.UTF_8));
            }
            out.flush();
        }
    }

    private static byte[] event(String name, byte[] data) {
        return ("event: " + name + "\ndata: " + new String(data, StandardCharsets.UTF_8) + "\n\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Ends all tails, cleanly. */
    void close() {
        readers.forEach(Reader::end);
    }

    private record Batch(List<Exchange> exchanges, long dropped, boolean ended) {}

    /** What waits for one tail. The archive's thread puts, the tail's own thread takes. */
    private static final class Reader {

        private final int limit;
        private final Counter counter;
        private final Deque<Exchange> queue = new ArrayDeque<>();
        private long missed;
        private boolean ended;

        Reader(int limit, Counter counter) {
            this.limit = limit;
            this.counter = counter;
        }

        synchronized void offer(Exchange exchange) {
            // Once something was missed, all is, until the reader has been told: order stays true.
            if (queue.size() < limit && missed == 0) {
                queue.add(exchange);
                notifyAll();
            } else {
                missed++;
                counter.increment();
            }
        }

        /** Waits for something to tell, or for the time to pass. */
        synchronized Batch take(Duration atMost) throws InterruptedException {
            long end = System.nanoTime() + atMost.toNanos();
            long left = atMost.toMillis();
            while (queue.isEmpty() && missed == 0 && !ended && left > 0) {
                wait(left);
                left = (end - System.nanoTime()) / 1_000_000;
            }
            Batch batch = new Batch(new ArrayList<>(queue), missed, ended);
            queue.clear();
            missed = 0;
            return batch;
        }

        synchronized void end() {
            ended = true;
            notifyAll();
        }
    }
}
