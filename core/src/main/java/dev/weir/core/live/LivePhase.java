package dev.weir.core.live;

import java.util.Locale;

/** How far a call has come that is under way: a closed list. */
public enum LivePhase {
    /** The request is still coming in. */
    REQUEST,
    /** The request is whole, and nothing of the answer is there. */
    WAITING,
    /** The answer has begun. */
    ANSWERING,
    /** The answer is whole; the rest is Weir's. */
    ENDING;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
