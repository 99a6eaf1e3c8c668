package dev.weir.bench.archive;

import dev.weir.gateway.spool.SpoolFeed;
import dev.weir.gateway.spool.SpooledExchange;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** A spool in memory that holds a few exchanges; whoever puts one waits for room. */
public final class MemoryFeed implements SpoolFeed {

    private final BlockingQueue<SpooledExchange> waiting;
    private long put;
    private long acknowledged;

    public MemoryFeed(int most) {
        waiting = new ArrayBlockingQueue<>(most);
    }

    public void put(SpooledExchange exchange) throws InterruptedException {
        synchronized (this) {
            put++;
        }
        waiting.put(exchange);
    }

    /** Puts all at once, so that they are taken together; waits for no room. */
    public void putAll(List<? extends SpooledExchange> exchanges) {
        synchronized (this) {
            put += exchanges.size();
        }
        synchronized (waiting) {
            waiting.addAll(exchanges);
        }
    }

    @Override
    public List<SpooledExchange> take(int atMost, Duration timeout) throws InterruptedException {
        SpooledExchange first = waiting.poll(timeout.toNanos(), TimeUnit.NANOSECONDS);
        if (first == null) {
            return List.of();
        }
        List<SpooledExchange> taken = new ArrayList<>();
        taken.add(first);
        synchronized (waiting) {
            waiting.drainTo(taken, atMost - 1);
        }
        return taken;
    }

    @Override
    public synchronized void acknowledge(List<SpooledExchange> done) {
        acknowledged += done.size();
        notifyAll();
    }

    @Override
    public synchronized boolean settle(Duration atMost) throws InterruptedException {
        long target = put;
        long end = System.nanoTime() + atMost.toNanos();
        while (acknowledged < target) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }
}
