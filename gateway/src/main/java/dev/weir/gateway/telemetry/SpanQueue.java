package dev.weir.gateway.telemetry;

import dev.weir.core.otel.SpanValue;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Spans on their way out, on a thread of their own. A span that finds no place is dropped; one that
 * could not be sent, after the SDK's tries, too. Both are counted by reason. What goes wrong is
 * logged once when it begins, and once when it is over.
 */
final class SpanQueue implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger("weir.telemetry");

    private static final int MOST_SPANS = 8_192;
    private static final long MOST_CHARACTERS = 48L << 20;
    private static final int BATCH_SPANS = 512;

    /** Receivers take 4 MiB as a rule. */
    private static final long BATCH_CHARACTERS = 2L << 20;

    /** How long spans wait for others, so that few requests carry many. */
    private static final Duration GATHER = Duration.ofMillis(500);

    private static final Duration LONGEST_EXPORT = Duration.ofSeconds(60);

    private final SpanExporter exporter;
    private final Resource resource;
    private final InstrumentationScopeInfo scope;
    private final String place;
    private final Counter sent;
    private final Map<Drop, Counter> drops = new EnumMap<>(Drop.class);
    private final Thread thread;

    /** Guards what follows. */
    private final Object lock = new Object();

    private final Deque<SpanValue> waiting = new ArrayDeque<>();
    private long characters;
    private boolean stopping;

    /** For the queue's thread alone. */
    private boolean failing;

    SpanQueue(
            SpanExporter exporter,
            Resource resource,
            InstrumentationScopeInfo scope,
            String place,
            MeterRegistry meters) {
        this.exporter = exporter;
        this.resource = resource;
        this.scope = scope;
        this.place = place;
        sent = meters.counter("weir.otel.spans");
        for (Drop drop : Drop.values()) {
            drops.put(drop, meters.counter("weir.otel.dropped", "reason", drop.word()));
        }
        meters.gauge("weir.otel.waiting", this, SpanQueue::size);
        thread = Thread.ofPlatform().name("weir-otel").daemon().unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    private int size() {
        synchronized (lock) {
            return waiting.size();
        }
    }

    void offer(SpanValue span) {
        long size = span.size();
        synchronized (lock) {
            if (!stopping
                    && waiting.size() < MOST_SPANS
                    && (waiting.isEmpty() || characters + size <= MOST_CHARACTERS)) {
                waiting.add(span);
                characters += size;
                lock.notifyAll();
                return;
            }
        }
        drop(Drop.QUEUE_FULL, 1);
    }

    void drop(Drop reason, int spans) {
        Counter counter = drops.get(reason);
        if (counter != null && spans > 0) {
            counter.increment(spans);
        }
    }

    private void run() {
        try {
            for (List<SpanData> batch = next(); batch != null; batch = next()) {
                send(batch);
            }
        } catch (InterruptedException e) {
            LOG.log(System.Logger.Level.DEBUG, "stopped before everything was sent", e);
        }
    }

    /** The next spans, null where there are no more to come. */
    private @Nullable List<SpanData> next() throws InterruptedException {
        List<SpanValue> taken = new ArrayList<>();
        synchronized (lock) {
            while (waiting.isEmpty()) {
                if (stopping) {
                    return null;
                }
                lock.wait();
            }
            long until = System.nanoTime() + GATHER.toNanos();
            for (long left = GATHER.toNanos();
                    left > 0
                            && !stopping
                            && waiting.size() < BATCH_SPANS
                            && characters < BATCH_CHARACTERS;
                    left = until - System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(lock, left);
            }
            long size = 0;
            for (SpanValue span = waiting.peek();
                    span != null && taken.size() < BATCH_SPANS;
                    span = waiting.peek()) {
                long more = span.size();
                if (!taken.isEmpty() && size + more > BATCH_CHARACTERS) {
                    break;
                }
                taken.add(waiting.remove());
                size += more;
                characters -= more;
            }
        }
        List<SpanData> batch = new ArrayList<>(taken.size());
        for (SpanValue span : taken) {
            batch.add(new ExportedSpan(span, resource, scope));
        }
        return batch;
    }

    private void send(List<SpanData> batch) {
        boolean well;
        Throwable why = null;
        try {
            CompletableResultCode result = exporter.export(batch);
            result.join(LONGEST_EXPORT.toMillis(), TimeUnit.MILLISECONDS);
            well = result.isSuccess();
            why = result.getFailureThrowable();
        } catch (RuntimeException e) {
            well = false;
            why = e;
        }
        if (well) {
            sent.increment(batch.size());
        } else {
            drop(Drop.EXPORT_FAILED, batch.size());
        }
        if (failing == well) {
            failing = !well;
            LOG.log(
                    well ? System.Logger.Level.INFO : System.Logger.Level.WARNING,
                    well
                            ? place + " takes spans again"
                            : place
                                    + " takes no spans; they are dropped and counted until it does"
                                    + (why == null ? "" : ": " + why));
        }
    }

    /** Sends what is waiting, for five seconds at most. */
    @Override
    public void close() {
        synchronized (lock) {
            stopping = true;
            lock.notifyAll();
        }
        try {
            if (!thread.join(Duration.ofSeconds(5))) {
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        synchronized (lock) {
            drop(Drop.STOPPED, waiting.size());
            waiting.clear();
            characters = 0;
        }
        exporter.shutdown().join(1, TimeUnit.SECONDS);
    }
}
