package dev.weir.testkit.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.limit.Ledger;
import dev.weir.core.limit.Ledger.Batch;
import dev.weir.core.limit.Ledger.Booking;
import dev.weir.core.limit.Ledger.Name;
import dev.weir.core.limit.Reservation;
import dev.weir.core.limit.Subject;
import dev.weir.core.limit.Tally;
import dev.weir.core.limit.Window;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** What every ledger does. A ledger's test extends this and makes one. */
public abstract class LedgerContract {

    private static final Instant T0 = Instant.parse("2026-11-01T00:00:00Z");
    private static final Subject KEY = new Subject(Subject.Kind.KEY, "k1");
    private static final Subject TEAM = new Subject(Subject.Kind.TEAM, "k1");

    /** The ledger under test, empty at first; the same one throughout a test. */
    protected abstract Ledger ledger() throws IOException;

    /** The same ledger as another process would open it afterwards. */
    protected abstract Ledger reopened() throws IOException;

    private static Batch batch(long number, Booking... bookings) {
        return new Batch(number, List.of(bookings), List.of(), List.of(), List.of());
    }

    private static Booking booking(String organisation, Subject subject, Instant at, Tally tally) {
        return new Booking(organisation, subject, Tally.quarter(at), tally);
    }

    private static Window.Period period(long fromQuarters, long toQuarters) {
        return new Window.Period(
                T0.plus(Tally.QUARTER.multipliedBy(fromQuarters)),
                T0.plus(Tally.QUARTER.multipliedBy(toQuarters)));
    }

    private static Reservation reservation(String organisation, String exchange) {
        return new Reservation(
                organisation,
                exchange,
                List.of(KEY, new Subject(Subject.Kind.USER, "u: 1\n2:é")),
                new Tally(1, 2, 3, 4, 5),
                T0,
                T0.plusSeconds(60),
                false);
    }

    @Test
    void whatIsBookedIsSummedBySubjectWithinThePeriodOnly() throws IOException {
        Ledger ledger = ledger();
        assertThat(ledger.last()).isZero();
        ledger.write(
                batch(
                        1,
                        booking("a", KEY, T0, Tally.priced(10, 100)),
                        booking("a", KEY, T0.plusSeconds(899), Tally.unpriced(5)),
                        booking("a", KEY, T0.plusSeconds(900), Tally.priced(1, 1)),
                        booking("a", TEAM, T0, Tally.priced(7, 7)),
                        booking("b", KEY, T0, Tally.priced(9, 9))));
        assertThat(ledger.used("a", Subject.Kind.KEY, period(0, 1)))
                .isEqualTo(Map.of("k1", new Tally(2, 15, 100, 1, 5)));
        assertThat(ledger.used("a", Subject.Kind.KEY, period(1, 2)))
                .isEqualTo(Map.of("k1", Tally.priced(1, 1)));
        assertThat(ledger.used("a", Subject.Kind.TEAM, period(0, 9)))
                .isEqualTo(Map.of("k1", Tally.priced(7, 7)));
        assertThat(ledger.used("a", Subject.Kind.USER, period(0, 9))).isEmpty();
        assertThat(ledger.used("b", Subject.Kind.KEY, period(0, 9)))
                .isEqualTo(Map.of("k1", Tally.priced(9, 9)));
        assertThat(ledger.organisations()).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void aBatchThatIsWrittenAlreadyHasNoEffect() throws IOException {
        Ledger ledger = ledger();
        Batch batch = batch(3, booking("a", KEY, T0, Tally.priced(10, 100)));
        ledger.write(batch);
        ledger.write(batch);
        ledger.write(batch(2, booking("a", KEY, T0, Tally.priced(10, 100))));
        assertThat(ledger.last()).isEqualTo(3);
        assertThat(reopened().used("a", Subject.Kind.KEY, period(0, 1)))
                .isEqualTo(Map.of("k1", Tally.priced(10, 100)));
        assertThat(reopened().last()).isEqualTo(3);
    }

    @Test
    void reservationsAreKeptAsTheyAreUntilDropped() throws IOException {
        Ledger ledger = ledger();
        Reservation one = reservation("a", "x1");
        Reservation other = reservation("b", "x1");
        ledger.write(new Batch(1, List.of(), List.of(), List.of(one, other), List.of()));
        assertThat(reopened().kept("a")).containsExactly(one);
        assertThat(ledger.organisations()).containsExactlyInAnyOrder("a", "b");

        Ledger later = reopened();
        later.write(new Batch(2, List.of(), List.of(), List.of(one.withLapsed()), List.of()));
        assertThat(later.kept("a")).containsExactly(one.withLapsed());
        later.write(new Batch(3, List.of(), List.of(), List.of(), List.of(new Name("a", "x1"))));
        assertThat(later.kept("a")).isEmpty();
        assertThat(later.kept("b")).containsExactly(other);
    }

    @Test
    void theNamesOfTheLastBatchAreRememberedAndNoEarlierOnes() throws IOException {
        Ledger ledger = ledger();
        ledger.write(new Batch(1, List.of(), List.of(new Name("a", "x1")), List.of(), List.of()));
        assertThat(reopened().ended()).containsExactly(new Name("a", "x1"));
        reopened()
                .write(
                        new Batch(
                                2,
                                List.of(),
                                List.of(new Name("a", "x2"), new Name("b", "x2")),
                                List.of(),
                                List.of()));
        assertThat(reopened().ended())
                .containsExactlyInAnyOrder(new Name("a", "x2"), new Name("b", "x2"));
    }

    @Test
    void whatIsOldIsForgotten() throws IOException {
        Ledger ledger = ledger();
        ledger.write(
                new Batch(
                        1,
                        List.of(
                                booking("a", KEY, T0, Tally.priced(1, 1)),
                                booking("a", KEY, T0.plusSeconds(900), Tally.priced(2, 2))),
                        List.of(),
                        List.of(reservation("a", "x1")),
                        List.of()));
        ledger.forget(T0.plusSeconds(900));
        assertThat(ledger.used("a", Subject.Kind.KEY, period(0, 9)))
                .isEqualTo(Map.of("k1", Tally.priced(2, 2)));
        assertThat(ledger.kept("a")).isEmpty();
    }

    @Test
    void manyRandomBatchesSumUp() throws IOException {
        Random random = new Random(11);
        Map<String, Tally> expected = new HashMap<>();
        Ledger ledger = ledger();
        for (int number = 1; number <= 20; number++) {
            List<Booking> bookings = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                Subject subject = new Subject(Subject.Kind.KEY, "k" + random.nextInt(5));
                Tally tally =
                        random.nextBoolean()
                                ? Tally.priced(random.nextInt(1_000), random.nextLong(1L << 50))
                                : Tally.unpriced(random.nextInt(1_000));
                bookings.add(booking("a", subject, T0.plusSeconds(random.nextInt(9_000)), tally));
                expected.merge(subject.id(), tally, Tally::plus);
            }
            ledger.write(batch(number, bookings.toArray(Booking[]::new)));
        }
        assertThat(reopened().used("a", Subject.Kind.KEY, period(0, 10))).isEqualTo(expected);
    }
}
