package dev.weir.core.exchange;

import java.util.Locale;

/**
 * How an exchange came out, in one of five words: a closed list. An answer of any status that
 * arrived whole is {@link #COMPLETE}; the status says what the provider thought of the request.
 */
public enum Outcome {
    COMPLETE,
    CLIENT_DISCONNECT,
    UPSTREAM_FAILED,
    REFUSED,
    INTERRUPTED;

    /** The word on record, in the API and in metrics. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
