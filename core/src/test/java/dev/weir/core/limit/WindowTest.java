package dev.weir.core.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.core.limit.Window.Calendar;
import dev.weir.core.limit.Window.Period;
import dev.weir.core.limit.Window.Unit;

import org.junit.jupiter.api.Test;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Random;

class WindowTest {

    private static final List<Unit> UNITS = List.of(Unit.values());
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    /** Half hours, changes at midnight, a change that crosses midnight, a day that never was. */
    private static final List<String> ZONES =
            List.of(
                    "UTC",
                    "Europe/Berlin",
                    "America/New_York",
                    "America/Sao_Paulo",
                    "America/St_Johns",
                    "America/Havana",
                    "Asia/Kathmandu",
                    "Australia/Lord_Howe",
                    "Pacific/Apia",
                    "Pacific/Kiritimati",
                    "Africa/Cairo",
                    "+05:45");

    @Test
    void everyMomentIsInExactlyOnePeriodAndPeriodsFollowEachOther() {
        Random random = new Random(7);
        long from = Instant.parse("1990-01-01T00:00:00Z").getEpochSecond();
        long to = Instant.parse("2040-01-01T00:00:00Z").getEpochSecond();
        for (int i = 0; i < 20_000; i++) {
            Calendar calendar =
                    new Calendar(
                            UNITS.get(random.nextInt(UNITS.size())),
                            ZoneId.of(ZONES.get(random.nextInt(ZONES.size()))));
            holds(calendar, Instant.ofEpochSecond(random.nextLong(from, to)));
        }
    }

    @Test
    void thatHoldsAroundEveryChangeOfClocks() {
        for (String zone : ZONES) {
            ZoneId id = ZoneId.of(zone);
            Instant at = Instant.parse("1990-01-01T00:00:00Z");
            Instant end = Instant.parse("2030-01-01T00:00:00Z");
            for (var change = id.getRules().nextTransition(at);
                    change != null && change.getInstant().isBefore(end);
                    change = id.getRules().nextTransition(change.getInstant())) {
                for (Unit unit : Unit.values()) {
                    for (int minutes : new int[] {-121, -61, -1, 0, 1, 59, 61, 121}) {
                        holds(
                                new Calendar(unit, id),
                                change.getInstant().plus(Duration.ofMinutes(minutes)));
                    }
                }
            }
        }
    }

    private static void holds(Calendar calendar, Instant moment) {
        Period period = calendar.at(moment);
        assertThat(period.contains(moment)).as("%s at %s", calendar, moment).isTrue();
        assertThat(calendar.at(period.start())).as("%s first", calendar).isEqualTo(period);
        assertThat(calendar.at(period.end().minusNanos(1))).isEqualTo(period);
        Period next = calendar.at(period.end());
        assertThat(next.start()).as("%s after %s", calendar, period).isEqualTo(period.end());
        assertThat(period.start().getEpochSecond() % Tally.QUARTER.toSeconds()).isZero();
    }

    @Test
    void aDayHas23Or25HoursWhereClocksChange() {
        Calendar day = new Calendar(Unit.DAY, BERLIN);
        assertThat(length(day.at(Instant.parse("2026-03-29T10:00:00Z")))).isEqualTo(23);
        assertThat(length(day.at(Instant.parse("2026-10-25T10:00:00Z")))).isEqualTo(25);
        assertThat(length(day.at(Instant.parse("2026-07-01T10:00:00Z")))).isEqualTo(24);
    }

    private static long length(Period period) {
        return Duration.between(period.start(), period.end()).toHours();
    }

    @Test
    void aWeekStartsOnMondayAndAMonthOnTheFirst() {
        Period week = new Calendar(Unit.WEEK, BERLIN).at(Instant.parse("2026-11-22T22:59:59Z"));
        ZonedDateTime monday = week.start().atZone(BERLIN);
        assertThat(monday.getDayOfWeek()).isEqualTo(DayOfWeek.MONDAY);
        assertThat(monday).isEqualTo(ZonedDateTime.of(2026, 11, 16, 0, 0, 0, 0, BERLIN));
        assertThat(week.end()).isEqualTo(Instant.parse("2026-11-22T23:00:00Z"));

        Period february =
                new Calendar(Unit.MONTH, BERLIN).at(Instant.parse("2028-02-29T22:59:59Z"));
        assertThat(february.start()).isEqualTo(Instant.parse("2028-01-31T23:00:00Z"));
        assertThat(february.end()).isEqualTo(Instant.parse("2028-02-29T23:00:00Z"));
    }

    @Test
    void theMidnightThatComesTwiceBeginsOneDayOnly() {
        Calendar day = new Calendar(Unit.DAY, ZoneId.of("America/St_Johns"));
        // 2010-11-07 00:01 local: back to 2010-11-06 23:01.
        Instant change = Instant.parse("2010-11-07T02:31:00Z");
        Period before = day.at(change.minusSeconds(30));
        Period after = day.at(change.plusSeconds(30));
        assertThat(after).isEqualTo(before);
    }

    @Test
    void anOffsetThatCutsAQuarterOfAnHourIsRefused() {
        assertThatThrownBy(() -> new Calendar(Unit.DAY, ZoneId.of("+05:17")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("+05:17");
    }
}
