package dev.weir.gateway.limits;

import dev.weir.core.limit.Ledger.Booking;
import dev.weir.core.limit.Ledger.Name;
import dev.weir.core.limit.Reservation;
import dev.weir.core.limit.Subject;
import dev.weir.core.limit.Tally;
import dev.weir.core.limit.Window;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What one organisation's book has counted and the ledger does not know yet. Sums, not calls, so
 * that it grows with subjects and time, not with calls, while the ledger fails.
 */
final class Pending {

    /** The most sums that wait: a day of a failing ledger with about a thousand subjects. */
    static final int MOST = 100_000;

    private record Row(Subject subject, long quarter) {}

    private final String organisation;
    private final Map<Row, Tally> sums = new HashMap<>();
    final List<Name> ended = new ArrayList<>();
    final List<Integer> slots = new ArrayList<>();
    final List<Reservation> kept = new ArrayList<>();
    final List<Name> dropped = new ArrayList<>();

    Pending(String organisation) {
        this.organisation = organisation;
    }

    /** Adds a call's figures; false where there is no room for all of its sums. */
    boolean add(List<Subject> subjects, long quarter, Tally tally) {
        if (sums.size() + subjects.size() > MOST) {
            return false;
        }
        for (int i = 0; i < subjects.size(); i++) {
            sums.merge(new Row(subjects.get(i), quarter), tally, Tally::plus);
        }
        return true;
    }

    /** A call that has ended and whose figures are in, or that never was. */
    void end(OpenPermit permit) {
        if (permit.slot >= 0) {
            ended.add(new Name(permit.want.organisation(), permit.want.exchange()));
            slots.add(permit.slot);
            permit.slot = OpenFile.NONE;
        }
    }

    boolean isEmpty() {
        return sums.isEmpty() && slots.isEmpty() && kept.isEmpty() && dropped.isEmpty();
    }

    int size() {
        return sums.size() + slots.size() + kept.size() + dropped.size();
    }

    List<Booking> bookings() {
        List<Booking> all = new ArrayList<>(sums.size());
        sums.forEach(
                (row, tally) ->
                        all.add(new Booking(organisation, row.subject(), row.quarter(), tally)));
        return all;
    }

    /** What waits of one kind of subject and period, by subject. */
    Map<String, Tally> of(Subject.Kind kind, Window.Period period) {
        long from = Tally.quarter(period.start());
        long to = Tally.quarter(period.end());
        Map<String, Tally> of = new HashMap<>();
        sums.forEach(
                (row, tally) -> {
                    if (row.subject().kind() == kind
                            && row.quarter() >= from
                            && row.quarter() < to) {
                        of.merge(row.subject().id(), tally, Tally::plus);
                    }
                });
        return of;
    }
}
