package dev.weir.core.exchange;

import java.util.random.RandomGenerator;

/**
 * Makes ids that rise, also within a millisecond and when the clock steps back. Not thread-safe:
 * one per event loop; the random part keeps the ids of several loops apart.
 */
public final class ExchangeIds {

    private static final int SEQUENCE_LIMIT = 1 << 12;

    private final RandomGenerator random;
    private long lastMillis;
    private int sequence;

    public ExchangeIds(RandomGenerator random) {
        this.random = random;
    }

    /** The next id for a call received at the given Unix time in milliseconds. */
    public ExchangeId next(long unixMillis) {
        if (unixMillis > lastMillis) {
            lastMillis = unixMillis;
            sequence = 0;
        } else if (++sequence == SEQUENCE_LIMIT) {
            lastMillis++;
            sequence = 0;
        }
        long high = lastMillis << 16 | 0x7000L | sequence;
        long low = random.nextLong() >>> 2 | 0x8000_0000_0000_0000L;
        return new ExchangeId(high, low);
    }
}
