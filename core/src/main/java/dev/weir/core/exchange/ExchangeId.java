package dev.weir.core.exchange;

import java.util.UUID;

/**
 * The name of one exchange: a version 7 UUID (RFC 9562), so that ids sort by the time they were
 * made.
 *
 * @param high the first 64 bits: 48 bits of Unix milliseconds, version, 12 bits of sequence
 * @param low the last 64 bits: variant and random bits
 */
public record ExchangeId(long high, long low) implements Comparable<ExchangeId> {

    public ExchangeId {
        if ((high & 0xF000L) != 0x7000L || (low >>> 62) != 2) {
            throw new IllegalArgumentException(
                    "not an exchange id: " + new UUID(high, low) + " (expected a version 7 UUID)");
        }
    }

    /**
     * Reads the canonical text form, in either case; throws {@link IllegalArgumentException} naming
     * the text where it is not one.
     */
    public static ExchangeId parse(String text) {
        UUID uuid;
        try {
            uuid = UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "not an exchange id: '" + text + "' (expected a version 7 UUID)", e);
        }
        if (!uuid.toString().equalsIgnoreCase(text)) {
            throw new IllegalArgumentException(
                    "not an exchange id: '" + text + "' (expected a version 7 UUID)");
        }
        return new ExchangeId(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits());
    }

    /** Unix time in milliseconds at which this id was made. */
    public long millis() {
        return high >>> 16;
    }

    @Override
    public int compareTo(ExchangeId other) {
        int byHigh = Long.compareUnsigned(high, other.high);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
    }

    @Override
    public String toString() {
        return new UUID(high, low).toString();
    }
}
