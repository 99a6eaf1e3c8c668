package dev.weir.core.json;

/**
 * What a reader takes before it gives up.
 *
 * @param bytes of one text
 * @param depth levels of objects and arrays
 * @param values values in one text, members and elements together
 */
public record JsonLimits(int bytes, int depth, int values) {

    /** 256 MiB, 500 levels, four million values. */
    public static final JsonLimits USUAL = new JsonLimits(256 << 20, 500, 4_000_000);

    public JsonLimits {
        if (bytes < 1 || depth < 1 || values < 1) {
            throw new IllegalArgumentException("limits must be at least 1");
        }
    }
}
