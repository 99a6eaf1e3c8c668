package dev.weir.gateway.archive;

import dev.weir.core.exchange.ExchangeId;

/**
 * Row keys: an exchange's key is made of the time and the sequence in its id, so that rows lie in
 * the order of their ids and no index is needed to find one. Exchanges of several event loops may
 * share both; they take the next free of {@value #PLACES} places.
 */
final class Keys {

    static final int PLACES = 256;
    private static final int PLACE_BITS = 6;
    private static final int SEQUENCE_BITS = 12;
    private static final long LATEST_MILLIS = (1L << 44) - 1;

    private Keys() {}

    /** The first key that an exchange of this id can have. */
    static long base(ExchangeId id) {
        return ofMillis(id.millis()) | (id.high() & 0xFFF) << PLACE_BITS;
    }

    /** The lowest key of an exchange that began in this millisecond of Unix time. */
    static long ofMillis(long millis) {
        return Math.clamp(millis, 0, LATEST_MILLIS) << SEQUENCE_BITS + PLACE_BITS;
    }
}
