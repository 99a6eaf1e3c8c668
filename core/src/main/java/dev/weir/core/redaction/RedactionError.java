package dev.weir.core.redaction;

import java.util.Locale;

/** Rules that cannot be read, and which part of them is to blame. */
public final class RedactionError extends Exception {

    private static final long serialVersionUID = 1;

    private final Problem problem;
    private final String place;

    /** The closed list of what can be wrong. */
    public enum Problem {
        /** A value is of another type than expected. */
        WRONG_TYPE,
        /** A member that there is not. */
        UNKNOWN_MEMBER,
        /** A word that is neither a kind nor a group. */
        UNKNOWN_KIND,
        /** A word that is none of those expected there. */
        UNKNOWN_WORD,
        /** A custom pattern's name is missing, of the wrong form, or that of a kind. */
        BAD_NAME,
        /** Two custom patterns have one name. */
        DUPLICATE_NAME,
        /** A custom pattern cannot be read, or would match too little or too much. */
        BAD_PATTERN,
        /** More custom patterns than are taken. */
        TOO_MANY_PATTERNS,
        /** Nothing is looked for. */
        NOTHING_ON;

        /** The word in errors. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * @param place the member to blame, e.g. {@code custom[0].pattern}; empty for the whole
     * @param message what is wrong and what was expected, one sentence without a full stop
     */
    public RedactionError(Problem problem, String place, String message) {
        super((place.isEmpty() ? "" : place + ": ") + message, null, false, false);
        this.problem = problem;
        this.place = place;
    }

    public Problem problem() {
        return problem;
    }

    public String place() {
        return place;
    }
}
