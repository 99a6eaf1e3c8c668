package dev.weir.core.exchange;

import java.util.Locale;

/** How far an exchange had come when it ended. */
public enum EndPhase {
    /** Before or while the request was taken from the client. */
    REQUEST,
    /** While a connection to the provider was made. */
    CONNECT,
    /** After the request went out, before the final response head. */
    HEADERS,
    /** In the response body or at its end. */
    BODY;

    /** The word on record and in the API. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
