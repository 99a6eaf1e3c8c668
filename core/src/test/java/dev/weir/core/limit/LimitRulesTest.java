package dev.weir.core.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.core.limit.Subject.Kind;
import dev.weir.core.limit.Window.Calendar;
import dev.weir.core.limit.Window.Rate;
import dev.weir.core.limit.Window.Unit;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

class LimitRulesTest {

    private static final Calendar MONTH = new Calendar(Unit.MONTH, ZoneOffset.UTC);

    private static LimitRule rule(
            String id, Kind kind, @Nullable String of, Quantity quantity, String amount, Window w) {
        return LimitRule.of("org", id, kind, of, quantity, new BigDecimal(amount), w);
    }

    private static List<String> ids(LimitRules rules, Kind kind, String id) {
        return rules.of(new Subject(kind, id)).stream().map(each -> each.rule().id()).toList();
    }

    @Test
    void aVirtualKeyHasSixtyRequestsAMinuteUnlessARateOfItsOwnSaysOtherwise() {
        LimitRules none = LimitRules.of("org", List.of());
        assertThat(none.of(new Subject(Kind.KEY, "k")))
                .singleElement()
                .satisfies(
                        each -> {
                            assertThat(each.units()).isEqualTo(60);
                            assertThat(each.rule().window()).isEqualTo(Rate.MINUTE);
                        });
        assertThat(none.of(new Subject(Kind.USER, "u"))).isEmpty();

        LimitRules own =
                LimitRules.of(
                        "org",
                        List.of(
                                rule(
                                        "fast",
                                        Kind.KEY,
                                        "k1",
                                        Quantity.REQUESTS,
                                        "50",
                                        Rate.SECOND)));
        assertThat(ids(own, Kind.KEY, "k1")).containsExactly("fast");
        assertThat(ids(own, Kind.KEY, "k2")).containsExactly("default");

        LimitRules all =
                LimitRules.of(
                        "org",
                        List.of(rule("all", Kind.KEY, null, Quantity.REQUESTS, "5", Rate.HOUR)));
        assertThat(ids(all, Kind.KEY, "k2")).containsExactly("all");
    }

    @Test
    void aRuleForOneTakesThePlaceOfTheSameRuleForEachAndOfNoOther() {
        LimitRules rules =
                LimitRules.of(
                        "org",
                        List.of(
                                rule("each", Kind.TEAM, null, Quantity.SPEND, "10", MONTH),
                                rule("calls", Kind.TEAM, null, Quantity.REQUESTS, "9", MONTH),
                                rule("one", Kind.TEAM, "t1", Quantity.SPEND, "100", MONTH)));
        assertThat(ids(rules, Kind.TEAM, "t1")).containsExactly("one", "calls");
        assertThat(ids(rules, Kind.TEAM, "t2")).containsExactly("each", "calls");
        assertThat(rules.calendars(Kind.TEAM)).containsExactly(MONTH);
        assertThat(rules.calendars(Kind.USER)).isEmpty();
    }

    @Test
    void whatDoesNotFitIsRefusedByName() {
        assertThatThrownBy(() -> rule("r", Kind.KEY, null, Quantity.SPEND, "1", Rate.MINUTE))
                .hasMessageContaining("'r'")
                .hasMessageContaining("spend");
        assertThatThrownBy(() -> rule("r", Kind.KEY, null, Quantity.CONCURRENT, "1", MONTH))
                .hasMessageContaining("concurrent");
        assertThatThrownBy(() -> rule("r", Kind.KEY, null, Quantity.REQUESTS, "1.5", MONTH))
                .hasMessageContaining("decimals");
        assertThatThrownBy(() -> rule("r", Kind.KEY, null, Quantity.REQUESTS, "0", Rate.SECOND))
                .hasMessageContaining("above 0");
        assertThatThrownBy(
                        () ->
                                rule("r", Kind.KEY, null, Quantity.SPEND, "1", MONTH)
                                        .withSoft(80, 70))
                .hasMessageContaining("rise");
        assertThat(rule("r", Kind.KEY, null, Quantity.SPEND, "0.000000001", MONTH).units())
                .isEqualTo(1);
        assertThatThrownBy(
                        () ->
                                LimitRules.of(
                                        "other",
                                        List.of(
                                                rule(
                                                        "r",
                                                        Kind.KEY,
                                                        null,
                                                        Quantity.SPEND,
                                                        "1",
                                                        MONTH))))
                .hasMessageContaining("another organisation");
    }

    @Test
    void aRefusalSaysWhoseLimitItIsHowMuchAndWhenAgain() {
        LimitRule cap = rule("team budget", Kind.TEAM, "platform", Quantity.SPEND, "25", MONTH);
        Instant now = Instant.parse("2026-11-21T00:00:00Z");
        Subject team = new Subject(Kind.TEAM, "platform");
        Denied full =
                Denied.calendar(cap, team, 24_900_000_000L, 0, 200_000_000L, MONTH.at(now), now);
        assertThat(full.message())
                .isEqualTo(
                        "The limit 'team budget' of team platform allows $25.00 of spend per"
                                + " calendar month (Z); $24.90 is used, and this call may use up to"
                                + " $0.20. It starts anew at 2026-12-01T00:00:00Z.");
        assertThat(full.reason().code()).isEqualTo("budget_exceeded");
        assertThat(full.retryAfterSeconds()).isEqualTo(Duration.ofDays(10).toSeconds());
        assertThat(full.headers().first("x-should-retry")).isEqualTo("false");

        Denied waiting =
                Denied.calendar(
                        cap,
                        team,
                        20_000_000_000L,
                        4_900_000_000L,
                        200_000_000L,
                        MONTH.at(now),
                        now);
        assertThat(waiting.retryAfterSeconds()).isEqualTo(5);
        assertThat(waiting.message()).contains("calls under way", "when other calls have ended");

        Denied never = Denied.calendar(cap, team, 0, 0, 26_000_000_000L, MONTH.at(now), now);
        assertThat(never.retryAfterSeconds()).isZero();
        assertThat(never.message()).contains("$26.00, which is more than all of it");

        Denied rate =
                Denied.rate(
                        LimitRule.defaultForKeys("org"),
                        new Subject(Kind.KEY, "k1"),
                        60,
                        Duration.ofMillis(250));
        assertThat(rate.retryAfterSeconds()).isEqualTo(1);
        assertThat(rate.message())
                .isEqualTo(
                        "The limit 'default' of key k1 allows 60 requests per minute. Try again in"
                                + " 1 s.");
        assertThat(rate.outlasts(full)).isFalse();
        assertThat(Denied.unpriced(cap, team, "m").outlasts(full)).isTrue();
    }

    @Test
    void figuresBecomeFieldsAndNamesOfPeopleCannotBreakThem() {
        Standing standing =
                new Standing(
                        List.of(
                                new Figure(Quantity.REQUESTS, 60, 59, Duration.ofMillis(1)),
                                new Figure(
                                        Quantity.SPEND,
                                        25_000_000_000L,
                                        1_234_500_000L,
                                        Duration.ofSeconds(3 * 3600 + 61)),
                                new Figure(Quantity.CONCURRENT, 4, 3, Duration.ZERO)),
                        List.of(),
                        List.of(
                                new Warning(
                                        new LimitRule(
                                                "org",
                                                "r",
                                                "né\r\nx-evil: 1",
                                                Kind.USER,
                                                null,
                                                Quantity.TOKENS,
                                                BigDecimal.TEN,
                                                MONTH,
                                                List.of(80),
                                                LimitRule.Mode.ENFORCE,
                                                WhenUnpriced.Plain.REFUSE,
                                                false),
                                        new Subject(Kind.USER, "u"),
                                        80,
                                        9,
                                        null)),
                        List.of());
        var headers = standing.headers();
        assertThat(headers.first("x-ratelimit-limit-requests")).isEqualTo("60");
        assertThat(headers.first("x-ratelimit-remaining-requests")).isEqualTo("59");
        assertThat(headers.first("x-ratelimit-reset-requests")).isEqualTo("1s");
        assertThat(headers.first("x-ratelimit-remaining-spend")).isEqualTo("1.2345");
        assertThat(headers.first("x-ratelimit-reset-spend")).isEqualTo("3h1m1s");
        assertThat(headers.first("x-ratelimit-remaining-concurrent")).isEqualTo("3");
        assertThat(headers.first("x-ratelimit-reset-concurrent")).isNull();
        assertThat(headers.first("x-weir-limit-warning")).contains("'n???x-evil: 1'");
    }

    @Test
    void aCallWithoutAPriceIsNeverFree() {
        Tally call = Tally.unpriced(1_000_000);
        assertThat(new WhenUnpriced.Estimate(new BigDecimal("3")).nanos(call))
                .isEqualTo(3_000_000_000L);
        assertThat(WhenUnpriced.Plain.ALLOW_COUNTED.nanos(call)).isZero();
        assertThat(call.unpriced()).isEqualTo(1);
        assertThatThrownBy(() -> new WhenUnpriced.Estimate(BigDecimal.ZERO))
                .hasMessageContaining("above 0");
    }

    @Test
    void whatIsNotKnownInTheEndCountsAsEstimated() {
        Tally priced = Tally.priced(100, 7);
        assertThat(Actual.UNKNOWN.tally(priced)).isEqualTo(priced);
        assertThat(Actual.unpriced(10).tally(priced)).isEqualTo(Tally.priced(10, 7));
        assertThat(Actual.of(0, 0).tally(priced)).isEqualTo(Tally.priced(0, 0));
        assertThat(Actual.UNKNOWN.tally(Tally.unpriced(100))).isEqualTo(Tally.unpriced(100));
        assertThat(Actual.of(5, 1).tally(Tally.unpriced(100))).isEqualTo(Tally.priced(5, 1));
        assertThat(Actual.unpriced(10).leans(priced)).isTrue();
        assertThat(Actual.unpriced(10).leans(Tally.unpriced(3))).isFalse();
    }
}
