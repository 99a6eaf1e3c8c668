package dev.weir.core.limit;

import java.time.Instant;
import java.util.List;

/**
 * A call's estimate that waits for its real figures after the process that sent it was killed.
 *
 * @param exchange its name within the organisation
 * @param subjects for whom it was
 * @param estimate what it counts as until then
 * @param at when it was reserved: what period it belongs to
 * @param expires when it stops counting
 * @param lapsed whether it has stopped; it can still be settled
 */
public record Reservation(
        String organisation,
        String exchange,
        List<Subject> subjects,
        Tally estimate,
        Instant at,
        Instant expires,
        boolean lapsed) {

    public Reservation {
        subjects = List.copyOf(subjects);
    }

    public Reservation withLapsed() {
        return new Reservation(organisation, exchange, subjects, estimate, at, expires, true);
    }
}
