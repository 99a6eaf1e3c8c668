package dev.weir.core.exchange;

/**
 * What is known of a body besides its bytes.
 *
 * @param length bytes that passed
 * @param kept bytes of it that are on record, from the first one on: all, a preview, or none
 * @param crc32c checksum over the kept bytes
 */
public record BodyFacts(long length, long kept, int crc32c) {

    public static final BodyFacts EMPTY = new BodyFacts(0, 0, 0);

    public BodyFacts {
        if (kept < 0 || kept > length) {
            throw new IllegalArgumentException("kept " + kept + " of " + length + " bytes");
        }
    }

    /** True where every byte that passed is on record. */
    public boolean whole() {
        return kept == length;
    }
}
