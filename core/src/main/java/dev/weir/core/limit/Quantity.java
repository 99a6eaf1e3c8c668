package dev.weir.core.limit;

import java.util.Locale;

/** What a limit counts: a closed list. */
public enum Quantity {
    /** Calls that were let through. */
    REQUESTS("requests"),
    /** Input and output tokens together, as the provider states them. */
    TOKENS("tokens"),
    /** Calls under way at the same time. */
    CONCURRENT("concurrent calls"),
    /** Money, in nano-dollars. */
    SPEND("of spend");

    private final String title;

    Quantity(String title) {
        this.title = title;
    }

    /** The word in configuration and in {@code x-ratelimit-*} fields. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What messages call it. */
    public String title() {
        return title;
    }

    /** Reads a word; throws {@link IllegalArgumentException} that names it. */
    public static Quantity parse(String word) {
        return Words.parse(Quantity.class, word, "quantity");
    }
}
