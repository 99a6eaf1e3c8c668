package dev.weir.core.limit;

import org.jspecify.annotations.Nullable;

import java.util.Locale;

/**
 * One thing that has limits of its own within its organisation.
 *
 * @param id its identifier, 1 to 64 characters; never a secret
 */
public record Subject(Kind kind, String id) {

    /** The most characters of an identifier. */
    public static final int LONGEST = 64;

    /** What can have limits: a closed list; words of it are on record. */
    public enum Kind {
        /** A virtual key. */
        KEY("key"),
        USER("user"),
        TEAM("team"),
        ORGANISATION("organisation"),
        ROUTE("route"),
        /** A provider's key that Weir keeps and sends. */
        CREDENTIAL("upstream credential");

        private final String title;

        Kind(String title) {
            this.title = title;
        }

        /** The word in configuration and tables. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** What messages call it. */
        public String title() {
            return title;
        }

        /** Reads a word; throws {@link IllegalArgumentException} that names it. */
        public static Kind parse(String word) {
            return Words.parse(Kind.class, word, "kind of subject");
        }
    }

    public Subject {
        check(kind, id);
    }

    /** Throws {@link IllegalArgumentException} where an identifier is empty or too long. */
    static void check(Kind kind, @Nullable String id) {
        if (id != null && (id.isEmpty() || id.length() > LONGEST)) {
            throw new IllegalArgumentException(
                    "the id of a "
                            + kind.title()
                            + " has "
                            + id.length()
                            + " characters, not 1 to 64");
        }
    }
}
