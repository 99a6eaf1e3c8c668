package dev.weir.core.search;

import org.jspecify.annotations.Nullable;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads times. A time is the span that its text names: a date is a day, {@code 14:05} a minute.
 * Texts without an offset are in the given zone.
 */
final class Times {

    private static final Pattern DATE =
            Pattern.compile(
                    "([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2})(?:[Tt]([0-9]{2}):([0-9]{2})"
                            + "(?::([0-9]{2})(?:\\.([0-9]{1,9}))?)?([Zz]|[+-][0-9]{2}:[0-9]{2})?)?)?)?");

    private static final Pattern AGO = Pattern.compile("-?([0-9]{1,9})([smhdw])");

    /**
     * A span.
     *
     * @param start the first instant of it
     * @param end the first instant after it; equal to the start for a point in time
     */
    record Span(Instant start, Instant end) {
        boolean isPoint() {
            return start.equals(end);
        }
    }

    private final Instant now;
    private final ZoneId zone;

    Times(Instant now, ZoneId zone) {
        this.now = now;
        this.zone = zone;
    }

    /** The span that a text names; null where it names none. */
    @Nullable Span read(String text) {
        try {
            Span span =
                    switch (text) {
                        case "now" -> new Span(now, now);
                        case "today" -> day(now.atZone(zone).toLocalDate());
                        case "yesterday" -> day(now.atZone(zone).toLocalDate().minusDays(1));
                        default -> written(text);
                    };
            boolean writable =
                    span != null
                            && !span.start().isBefore(Value.Time.FIRST)
                            && !span.end().isAfter(Value.Time.LAST);
            return writable ? span : null;
        } catch (DateTimeException | ArithmeticException _) {
            return null;
        }
    }

    private Span day(LocalDate date) {
        return days(date, date.plusDays(1));
    }

    private Span days(LocalDate first, LocalDate next) {
        return new Span(first.atStartOfDay(zone).toInstant(), next.atStartOfDay(zone).toInstant());
    }

    private @Nullable Span written(String text) {
        Matcher ago = AGO.matcher(text);
        if (ago.matches()) {
            long count = Long.parseLong(ago.group(1));
            Instant then = now.minusSeconds(Math.multiplyExact(count, seconds(ago.group(2))));
            return new Span(then, then);
        }
        Matcher date = DATE.matcher(text);
        if (!date.matches()) {
            return null;
        }
        int year = Integer.parseInt(date.group(1));
        if (date.group(2) == null) {
            return days(LocalDate.of(year, 1, 1), LocalDate.of(year + 1, 1, 1));
        }
        LocalDate first = LocalDate.of(year, Integer.parseInt(date.group(2)), 1);
        if (date.group(3) == null) {
            return days(first, first.plusMonths(1));
        }
        LocalDate day = LocalDate.of(year, first.getMonth(), Integer.parseInt(date.group(3)));
        return date.group(4) == null ? day(day) : timeOfDay(day, date);
    }

    private Span timeOfDay(LocalDate day, Matcher date) {
        String second = date.group(6);
        String fraction = date.group(7);
        String offset = date.group(8);
        LocalDateTime time =
                day.atTime(
                        Integer.parseInt(date.group(4)),
                        Integer.parseInt(date.group(5)),
                        second == null ? 0 : Integer.parseInt(second),
                        fraction == null
                                ? 0
                                : Integer.parseInt((fraction + ZEROS).substring(0, 9)));
        Instant start =
                offset == null
                        ? time.atZone(zone).toInstant()
                        : time.toInstant(ZoneOffset.of(offset.toUpperCase(java.util.Locale.ROOT)));
        Duration length = second == null ? Duration.ofMinutes(1) : Duration.ofSeconds(1);
        if (fraction != null) {
            long nanos = 1;
            for (int digits = fraction.length(); digits < 9; digits++) {
                nanos *= 10;
            }
            length = Duration.ofNanos(nanos);
        }
        return new Span(start, start.plus(length));
    }

    private static final String ZEROS = "000000000";

    private static long seconds(String unit) {
        return switch (unit) {
            case "s" -> 1;
            case "m" -> 60;
            case "h" -> 3_600;
            case "d" -> 86_400;
            default -> 604_800;
        };
    }
}
