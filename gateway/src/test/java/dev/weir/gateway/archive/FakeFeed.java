package dev.weir.gateway.archive;

import dev.weir.gateway.spool.SpoolFeed;
import dev.weir.gateway.spool.SpooledExchange;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** A spool in memory. */
final class FakeFeed implements SpoolFeed {

    private final Deque<SpooledExchange> waiting = new ArrayDeque<>();
    private long put;
    private long acknowledged;

    synchronized void put(SpooledExchange exchange) {
        waiting.add(exchange);
        put++;
        notifyAll();
    }

    synchronized long acknowledged() {
        return acknowledged;
    }

    @Override
    public synchronized List<SpooledExchange> take(int atMost, Duration timeout)
            throws InterruptedException {
        long end = System.nanoTime() + Math.min(50_000_000, timeout.toNanos());
        while (waiting.isEmpty() && System.nanoTime() < end) {
            wait(10);
        }
        List<SpooledExchange> taken = new ArrayList<>();
        while (taken.size() < atMost && !waiting.isEmpty()) {
            taken.add(waiting.remove());
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
