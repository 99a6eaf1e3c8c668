package dev.weir.gateway.archive;

import dev.weir.core.archive.ArchiveIntake;
import dev.weir.core.archive.Incoming;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What was put in and waits for the writer. Bounded by number and by bytes; one that is larger than
 * all of that gets in alone.
 */
final class IntakeQueue implements ArchiveIntake {

    private static final int MOST = 256;
    private static final long MOST_BYTES = 64L << 20;

    /** How long after the last one more is expected at any moment. */
    private static final long LIVELY_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** All guarded by this. */
    private final Deque<TakenIn> waiting = new ArrayDeque<>();

    private long bytes;
    private long lastPut = System.nanoTime() - LIVELY_NANOS;
    private boolean closed;

    @Override
    public synchronized Receipt put(Incoming incoming) throws IOException, InterruptedException {
        TakenIn taken = new TakenIn(incoming);
        while (!closed && isFull(taken)) {
            wait();
        }
        add(taken);
        return taken;
    }

    @Override
    public synchronized @Nullable Receipt offer(Incoming incoming, Duration atMost)
            throws IOException, InterruptedException {
        TakenIn taken = new TakenIn(incoming);
        long deadline = System.nanoTime() + atMost.toNanos();
        while (!closed && isFull(taken)) {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return null;
            }
            wait(left);
        }
        add(taken);
        return taken;
    }

    private void add(TakenIn taken) throws IOException {
        if (closed) {
            throw new IOException("the archive is being closed");
        }
        waiting.add(taken);
        bytes += taken.bytes();
        lastPut = System.nanoTime();
        notifyAll();
    }

    private boolean isFull(TakenIn next) {
        return waiting.size() >= MOST || !waiting.isEmpty() && bytes + next.bytes() > MOST_BYTES;
    }

    /** True where something waits, or is likely to at any moment. */
    synchronized boolean isLively() {
        return !waiting.isEmpty() || System.nanoTime() - lastPut < LIVELY_NANOS;
    }

    /** The oldest ones, at most that many and that many bytes; waits for the first. */
    synchronized List<TakenIn> take(int atMost, Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (waiting.isEmpty()) {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return List.of();
            }
            wait(left);
        }
        List<TakenIn> taken = new ArrayList<>();
        while (taken.size() < atMost && !waiting.isEmpty()) {
            TakenIn next = waiting.remove();
            bytes -= next.bytes();
            taken.add(next);
        }
        notifyAll();
        return taken;
    }

    /** Takes nothing more, and fails what waits. */
    synchronized void close() {
        closed = true;
        waiting.forEach(TakenIn::closed);
        waiting.clear();
        notifyAll();
    }
}
