package dev.weir.core.limit;

import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A ledger that lasts as long as the object, for tests and for trying things out. */
public final class InMemoryLedger implements Ledger {

    private record Row(String organisation, Subject subject, long quarter) {}

    private final Map<Row, Tally> rows = new HashMap<>();
    private final Map<Name, Reservation> reservations = new LinkedHashMap<>();
    private Set<Name> ended = Set.of();
    private long last;

    @Override
    public synchronized void write(Batch batch) {
        if (batch.number() <= last) {
            return;
        }
        for (Booking booking : batch.bookings()) {
            rows.merge(
                    new Row(booking.organisation(), booking.subject(), booking.quarter()),
                    booking.tally(),
                    Tally::plus);
        }
        ended = Set.copyOf(batch.ended());
        for (Reservation each : batch.kept()) {
            reservations.put(new Name(each.organisation(), each.exchange()), each);
        }
        batch.dropped().forEach(reservations::remove);
        last = batch.number();
    }

    @Override
    public synchronized long last() {
        return last;
    }

    @Override
    public synchronized Set<Name> ended() {
        return ended;
    }

    @Override
    public synchronized Map<String, Tally> used(
            String organisation, Subject.Kind kind, Window.Period period) {
        long from = Tally.quarter(period.start());
        long to = Tally.quarter(period.end());
        Map<String, Tally> used = new HashMap<>();
        rows.forEach(
                (row, tally) -> {
                    if (row.organisation().equals(organisation)
                            && row.subject().kind() == kind
                            && row.quarter() >= from
                            && row.quarter() < to) {
                        used.merge(row.subject().id(), tally, Tally::plus);
                    }
                });
        return used;
    }

    @Override
    public synchronized List<Reservation> kept(String organisation) {
        return reservations.values().stream()
                .filter(each -> each.organisation().equals(organisation))
                .toList();
    }

    @Override
    public synchronized Set<String> organisations() {
        Set<String> all = new LinkedHashSet<>();
        rows.keySet().forEach(row -> all.add(row.organisation()));
        reservations.keySet().forEach(name -> all.add(name.organisation()));
        return all;
    }

    @Override
    public synchronized void forget(Instant before) {
        rows.keySet().removeIf(row -> row.quarter() < Tally.quarter(before));
        reservations.values().removeIf(each -> each.at().isBefore(before));
    }

    @Override
    public void close() {}
}
