package dev.weir.core.pricing;

import dev.weir.core.usage.Unit;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * The prices of a model for a span of time.
 *
 * @param from the first day (UTC) they hold; null for ever since
 * @param window the hours of the day they hold; null for all
 * @param prices by unit
 */
public record Rates(@Nullable LocalDate from, @Nullable Window window, Map<Unit, Rate> prices) {

    /**
     * Hours of a day in UTC.
     *
     * @param start the first moment inside
     * @param end the first moment outside; before {@code start} the window spans midnight
     */
    public record Window(LocalTime start, LocalTime end) {
        boolean holds(LocalTime time) {
            boolean started = !time.isBefore(start);
            boolean before = time.isBefore(end);
            return start.isBefore(end) ? started && before : started || before;
        }
    }

    public Rates {
        EnumMap<Unit, Rate> copy = new EnumMap<>(Unit.class);
        copy.putAll(prices);
        prices = Collections.unmodifiableMap(copy);
    }

    /** Whether they hold at a moment. */
    boolean holds(Instant at) {
        OffsetDateTime moment = at.atOffset(ZoneOffset.UTC);
        return (from == null || !moment.toLocalDate().isBefore(from))
                && (window == null || window.holds(moment.toLocalTime()));
    }
}
