package dev.weir.core.diff;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;

/**
 * What differs between two requests, or two answers.
 *
 * @param method what was compared
 * @param reason why the calls could not be compared as such, for people; empty where they could
 * @param relation what became of the conversation; null for answers, and where the bodies are
 *     compared as they are
 * @param bytes where the bodies part
 * @param samePrefix messages at the start that are the same in both, marks aside
 * @param breaksAt what differs first in the order in which providers cache: {@code tools}, {@code
 *     system}, or a message of the second call such as {@code messages[4]}; null where the first
 *     call is all there at the start of the second one
 * @param sections what differs, part by part; parts that neither call has are left out
 * @param left changes that were found and not listed
 */
public record Difference(
        Method method,
        String reason,
        @Nullable Relation relation,
        BytesDiff bytes,
        int samePrefix,
        @Nullable String breaksAt,
        List<Section> sections,
        int left) {

    public Difference {
        sections = List.copyOf(sections);
    }

    /** What was compared: a closed list. */
    public enum Method {
        /** The calls as they were read. */
        TURN,
        /** The bodies as JSON. */
        JSON,
        /** The bodies as text. */
        TEXT,
        /** The bodies as bytes. */
        BYTES;

        /** The word in the API. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What became of the conversation from the first request to the second: a closed list. */
    public enum Relation {
        SAME,
        /** The second one goes on from the first. */
        APPENDED,
        /** The first one goes on from the second. */
        SHORTENED,
        /** The second one goes on from a summary. */
        COMPACTED,
        /** Messages were changed, removed, added or moved before the end. */
        EDITED,
        /** No message is in both. */
        UNRELATED;

        /** The word in the API. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * True where both say the same. The bodies may still differ in what has no meaning: the order
     * of members, white space, how characters are escaped.
     */
    public boolean same() {
        return left == 0
                && (method != Method.BYTES || bytes.same())
                && sections.stream()
                        .flatMap(section -> section.changes().stream())
                        .allMatch(change -> change.kind() == Change.Kind.REORDERED);
    }
}
