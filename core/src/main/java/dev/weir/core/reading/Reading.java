package dev.weir.core.reading;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What could be made of one exchange.
 *
 * @param version of the reader that made it; a newer one may read more
 * @param endpoint what was asked for
 * @param status how much was read
 * @param streamed true where the answer came as a stream
 * @param turn the call; empty where nothing was read, and for batches
 * @param items the calls of a batch, in order; empty for other calls
 * @param findings what was not read or is odd, at most 100
 */
public record Reading(
        int version,
        Endpoint endpoint,
        Status status,
        boolean streamed,
        Turn turn,
        List<Item> items,
        List<Finding> findings) {

    /** Of an exchange that is not on record. */
    public static final Reading NOTHING =
            new Reading(0, Endpoint.OTHER, Status.NOT, false, Turn.EMPTY, List.of(), List.of());

    public Reading {
        items = List.copyOf(items);
        findings = List.copyOf(findings);
    }

    /** How much was read: a closed list. */
    public enum Status {
        /** Both bodies, whole. */
        FULL,
        /** Something is missing; the findings say what. */
        PARTLY,
        /** Nothing. */
        NOT;

        /** The word on record and in the API. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * One call of a batch.
     *
     * @param customId the caller's name for it, empty where there is none
     * @param turn the call: its request where the batch is made, its answer where it is fetched
     */
    public record Item(String customId, Turn turn) {}

    /** The reasons found, without the remarks. */
    public Set<Reason> reasons() {
        Set<Reason> reasons = EnumSet.noneOf(Reason.class);
        for (Finding finding : findings) {
            if (finding.reason().grave()) {
                reasons.add(finding.reason());
            }
        }
        return reasons;
    }
}
