package dev.weir.core.limit;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;
import java.util.Locale;

/** Over which time an amount holds. */
public sealed interface Window {

    /** What messages say after the amount, e.g. {@code per minute}. */
    String title();

    /**
     * A rate: a bucket that holds the amount and is filled evenly, all of it in one length. So the
     * amount may come at once after a pause.
     */
    enum Rate implements Window {
        SECOND(Duration.ofSeconds(1)),
        MINUTE(Duration.ofMinutes(1)),
        HOUR(Duration.ofHours(1));

        private final Duration length;

        Rate(Duration length) {
            this.length = length;
        }

        public Duration length() {
            return length;
        }

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        @Override
        public String title() {
            return "per " + word();
        }
    }

    /** No window: what is under way now. Only for {@link Quantity#CONCURRENT}. */
    enum Now implements Window {
        NOW;

        @Override
        public String title() {
            return "at once";
        }
    }

    /** The units of calendars. A week starts on Monday. */
    enum Unit {
        DAY,
        WEEK,
        MONTH;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        LocalDate first(LocalDate date) {
            return switch (this) {
                case DAY -> date;
                case WEEK -> date.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
                case MONTH -> date.withDayOfMonth(1);
            };
        }

        LocalDate next(LocalDate first) {
            return switch (this) {
                case DAY -> first.plusDays(1);
                case WEEK -> first.plusWeeks(1);
                case MONTH -> first.plusMonths(1);
            };
        }
    }

    /**
     * The day, week or month of a time zone. Where clocks change, a day has 23 or 25 hours.
     *
     * @param zone a region, or an offset in whole quarters of an hour
     */
    record Calendar(Unit unit, ZoneId zone) implements Window {

        public Calendar {
            if (zone.normalized() instanceof ZoneOffset offset
                    && offset.getTotalSeconds() % Tally.QUARTER.toSeconds() != 0) {
                throw new IllegalArgumentException(
                        "the offset " + zone + " is not in whole quarters of an hour");
            }
        }

        @Override
        public String title() {
            return "per calendar " + unit.word() + " (" + zone + ")";
        }

        /** The period that a moment is in. Each moment is in exactly one. */
        public Period at(Instant moment) {
            LocalDate first = unit.first(moment.atZone(zone).toLocalDate());
            Period period = from(first);
            if (moment.isBefore(period.end())) {
                return period;
            }
            // Clocks that were put back just after midnight: the old date comes again, but its
            // period has ended.
            return from(unit.next(first));
        }

        private Period from(LocalDate first) {
            return new Period(
                    first.atStartOfDay(zone).toInstant(),
                    unit.next(first).atStartOfDay(zone).toInstant());
        }
    }

    /**
     * A span of time.
     *
     * @param start the first moment inside
     * @param end the first moment after it
     */
    record Period(Instant start, Instant end) {
        public boolean contains(Instant moment) {
            return !moment.isBefore(start) && moment.isBefore(end);
        }
    }
}
