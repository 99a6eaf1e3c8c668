package dev.weir.core.audit;

import java.util.Locale;

/**
 * Something wrong with a log.
 *
 * @param kind what
 * @param seq where: the number of the entry, or of the first that is missing
 * @param upTo the last number concerned; {@code seq} where it is one entry
 */
public record AuditFault(Kind kind, long seq, long upTo) {

    /** What can be wrong: a closed list. */
    public enum Kind {
        /** The entry's members and its hash disagree: it was changed, or belongs elsewhere. */
        EDITED("an entry is not what was written"),
        /** The entry is whole in itself, but does not follow from the one before it. */
        UNCHAINED("an entry does not follow from the one before: written anew or inserted"),
        /** Numbers are missing inside the log. */
        MISSING("entries are missing"),
        /** The log ends before the end that was kept. */
        CUT("the end of the log is missing"),
        /** The entry at the end that was kept is another one: the log was written anew. */
        REWRITTEN("the log is another one than it was: written anew from some place on");

        private final String sentence;

        Kind(String sentence) {
            this.sentence = sentence;
        }

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** What it means, without a full stop. */
        public String sentence() {
            return sentence;
        }
    }

    /** For people, e.g. {@code entry 7: …} or {@code entries 7 to 9: …}. */
    @Override
    public String toString() {
        return (seq == upTo ? "entry " + seq : "entries " + seq + " to " + upTo)
                + ": "
                + kind.sentence();
    }
}
