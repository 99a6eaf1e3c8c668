package dev.weir.gateway.spool;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** Sorts the records of one writer by exchange. */
final class TrailAssembler {

    private final Map<Long, ExchangeTrail> open = new HashMap<>();

    /**
     * Adds a record.
     *
     * @return the exchange where this was its closing, else null
     */
    @Nullable ExchangeTrail add(
            SegmentFile segment, int offset, RecordType type, long number, int sequence) {
        ExchangeTrail trail;
        if (type == RecordType.OPENING) {
            trail = new ExchangeTrail();
            open.put(number, trail);
        } else {
            // Without an opening: acknowledged, and its first segment used for something else.
            trail = open.get(number);
        }
        if (trail == null) {
            return null;
        }
        trail.add(segment, offset, type, sequence);
        if (type != RecordType.CLOSING) {
            return null;
        }
        open.remove(number);
        return trail;
    }

    /** Exchanges whose closing has not come. */
    Collection<ExchangeTrail> open() {
        return open.values();
    }
}
