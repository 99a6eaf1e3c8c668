package dev.weir.core.vault;

import java.util.Locale;

/** What there is of a key for a call. */
public sealed interface Credential {

    /** A key that can be used. */
    record Ready(Injection injection) implements Credential {}

    /** A key that cannot: the call is refused, as {@code key_unavailable}. */
    record Unavailable(Reason reason) implements Credential {}

    /** Why a key cannot be used: a closed list. */
    enum Reason {
        /** There is no such key in that organisation. */
        UNKNOWN,
        /** Somebody switched it off. */
        DISABLED,
        /** Its row cannot be opened: damaged, moved, or sealed under a lost key. */
        UNDECRYPTABLE;

        /** The word in messages and metrics. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
