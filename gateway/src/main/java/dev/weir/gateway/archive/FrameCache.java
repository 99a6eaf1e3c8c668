package dev.weir.gateway.archive;

import org.jspecify.annotations.Nullable;

import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;

/**
 * Decompressed frames that were read lately, bounded in bytes. Thread-safe. The one longest unused
 * goes first.
 */
final class FrameCache {

    private final long budget;
    private final TreeMap<Long, Frame> byFirst = new TreeMap<>();
    private final Map<Long, Frame> byUse = new java.util.LinkedHashMap<>(64, 0.75f, true);
    private long weight;

    FrameCache(long budget) {
        this.budget = budget;
    }

    /** The frame that holds a block, or null. */
    synchronized @Nullable Frame find(long id) {
        Map.Entry<Long, Frame> floor = byFirst.floorEntry(id);
        if (floor == null || !floor.getValue().holds(id)) {
            return null;
        }
        byUse.get(floor.getKey());
        return floor.getValue();
    }

    synchronized void keep(Frame frame) {
        Frame before = byFirst.put(frame.first(), frame);
        if (before != null) {
            weight -= before.weight();
        }
        byUse.put(frame.first(), frame);
        weight += frame.weight();
        Iterator<Map.Entry<Long, Frame>> oldest = byUse.entrySet().iterator();
        while (weight > budget && oldest.hasNext()) {
            Map.Entry<Long, Frame> leaving = oldest.next();
            weight -= leaving.getValue().weight();
            byFirst.remove(leaving.getKey());
            oldest.remove();
        }
    }

    synchronized long weight() {
        return weight;
    }

    synchronized void clear() {
        byFirst.clear();
        byUse.clear();
        weight = 0;
    }
}
