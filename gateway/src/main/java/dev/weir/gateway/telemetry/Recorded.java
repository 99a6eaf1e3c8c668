package dev.weir.gateway.telemetry;

import dev.weir.core.exchange.ExchangeId;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Exchanges that were recorded on the wire and whose meaning is not known yet. What was imported is
 * not among them, and what is derived again is not any more. Thread-safe.
 */
final class Recorded {

    private final int most;
    private final Set<ExchangeId> waiting = new LinkedHashSet<>();

    Recorded(int most) {
        this.most = most;
    }

    /** False where another one had to be forgotten for it. */
    synchronized boolean add(ExchangeId id) {
        waiting.add(id);
        if (waiting.size() <= most) {
            return true;
        }
        Iterator<ExchangeId> oldest = waiting.iterator();
        oldest.next();
        oldest.remove();
        return false;
    }

    /** True the first time it is asked for one that is waiting. */
    synchronized boolean take(ExchangeId id) {
        return waiting.remove(id);
    }

    synchronized int size() {
        return waiting.size();
    }
}
