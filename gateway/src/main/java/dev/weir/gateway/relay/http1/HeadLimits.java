package dev.weir.gateway.relay.http1;

/**
 * How large a head may be, in bytes.
 *
 * @param startLine the first line
 * @param field one field, name and value
 * @param fields all fields together
 * @param count number of fields
 * @param trailers all trailer fields together
 */
public record HeadLimits(int startLine, int field, int fields, int count, int trailers) {

    /** For requests. */
    public static final HeadLimits CLIENT =
            new HeadLimits(16 << 10, 32 << 10, 64 << 10, 200, 8 << 10);

    /** For responses. */
    public static final HeadLimits UPSTREAM =
            new HeadLimits(16 << 10, 64 << 10, 64 << 10, 500, 8 << 10);

    /** The most bytes a whole head may take. */
    int head() {
        return startLine + fields + 4;
    }
}
