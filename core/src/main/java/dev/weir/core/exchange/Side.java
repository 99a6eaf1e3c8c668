package dev.weir.core.exchange;

import java.util.Locale;

/** Which of an exchange's two bodies. */
public enum Side {
    REQUEST,
    RESPONSE;

    /** The word used in URLs and on record. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
