package dev.weir.gateway.reading;

import org.jspecify.annotations.Nullable;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/** The lengths of time for which sums are kept, in UTC. The numbers are in the file. */
enum Grain {
    /** All time, period 0. */
    EVER(0),
    /** A calendar month; the period is twelve times the year, and the month from 0. */
    MONTH(1),
    /** A day; the period is its number since 1970. */
    DAY(2);

    private static final LocalDate LATEST = LocalDate.of(9999, 1, 1);

    private static final List<Grain> VALUES = List.of(values());

    private final int number;

    Grain(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    static List<Grain> all() {
        return VALUES;
    }

    /** The period in which a day lies. */
    long period(LocalDate day) {
        return switch (this) {
            case EVER -> 0;
            case MONTH -> day.getYear() * 12L + day.getMonthValue() - 1;
            case DAY -> day.toEpochDay();
        };
    }

    /**
     * Some periods of one grain.
     *
     * @param until the first that does not count
     */
    record Span(Grain grain, long from, long until) {}

    /**
     * The fewest spans that make up the days between two.
     *
     * @param from the first day, null for the first there is
     * @param until the first day that does not count, null for none
     */
    static List<Span> spans(@Nullable LocalDate from, @Nullable LocalDate until) {
        if (from == null && until == null) {
            return List.of(new Span(EVER, 0, 1));
        }
        LocalDate begin = from == null ? LocalDate.EPOCH : from;
        LocalDate end = until == null ? LATEST : until;
        LocalDate months =
                begin.getDayOfMonth() == 1 ? begin : begin.plusMonths(1).withDayOfMonth(1);
        LocalDate monthsEnd = end.withDayOfMonth(1);
        if (!months.isBefore(monthsEnd)) {
            return List.of(days(from, until));
        }
        List<Span> spans = new ArrayList<>();
        add(spans, new Span(DAY, begin.toEpochDay(), months.toEpochDay()));
        add(spans, new Span(MONTH, MONTH.period(months), MONTH.period(monthsEnd)));
        add(spans, new Span(DAY, monthsEnd.toEpochDay(), end.toEpochDay()));
        return spans;
    }

    /** The days between two, day by day. */
    static Span days(@Nullable LocalDate from, @Nullable LocalDate until) {
        return new Span(
                DAY,
                from == null ? 0 : from.toEpochDay(),
                (until == null ? LATEST : until).toEpochDay());
    }

    private static void add(List<Span> spans, Span span) {
        if (span.from() < span.until()) {
            spans.add(span);
        }
    }
}
