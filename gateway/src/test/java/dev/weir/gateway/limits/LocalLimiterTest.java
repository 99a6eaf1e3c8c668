package dev.weir.gateway.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.limit.Actual;
import dev.weir.core.limit.Denied;
import dev.weir.core.limit.LimitRule;
import dev.weir.core.limit.Permit;
import dev.weir.core.limit.Quantity;
import dev.weir.core.limit.Subject.Kind;
import dev.weir.core.limit.WhenUnpriced;
import dev.weir.core.limit.Window;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;

class LocalLimiterTest {

    private static final long DOLLAR = 1_000_000_000L;

    @TempDir private Path directory = Path.of("");
    private Fixture fixture;

    @BeforeEach
    void open() throws IOException {
        fixture = new Fixture(directory);
    }

    @AfterEach
    void close() throws IOException {
        assertThat(fixture.limiter.check()).as("drift").isZero();
        fixture.close();
    }

    private static LimitRule spend(String id, Kind kind, String dollars) {
        return Fixture.rule(id, kind, null, Quantity.SPEND, dollars, Fixture.MONTH);
    }

    @Test
    void aRateLetsItsAmountThroughAndThenSaysWhenAgain() {
        fixture.publish(
                Fixture.rule("r", Kind.KEY, null, Quantity.REQUESTS, "3", Window.Rate.MINUTE));
        for (int left = 2; left >= 0; left--) {
            Permit permit = fixture.reserve(1, 1L).granted();
            assertThat(permit.standing().headers().first("x-ratelimit-remaining-requests"))
                    .isEqualTo(Integer.toString(left));
            permit.settle(Actual.of(1, 1));
        }
        Denied denied = fixture.reserve(1, 1L).refused();
        assertThat(denied.reason()).isEqualTo(Denied.Reason.RATE);
        assertThat(denied.whose().kind()).isEqualTo(Kind.KEY);
        assertThat(denied.retryAfterSeconds()).isEqualTo(20);
        assertThat(denied.headers().first("x-ratelimit-remaining-requests")).isEqualTo("0");

        fixture.pass(Duration.ofSeconds(20));
        fixture.reserve(1, 1L).granted().release();
        fixture.reserve(1, 1L).granted();
        fixture.reserve(1, 1L).refused();
    }

    @Test
    void aRateOfTokensTakesTheEstimateAndGivesTheRestBack() {
        fixture.publish(
                Fixture.rule("r", Kind.USER, null, Quantity.TOKENS, "1000", Window.Rate.MINUTE));
        Permit permit = fixture.reserve(900, 1L).granted();
        fixture.reserve(200, 1L).refused();
        permit.settle(Actual.of(100, 1));
        fixture.reserve(900, 1L).granted().settle(Actual.of(1_900, 1));
        // 1,000 tokens in debt: two minutes until so many are there.
        assertThat(fixture.reserve(1_000, 1L).refused().retryAfterSeconds()).isEqualTo(120);
    }

    @Test
    void aCallLargerThanARateOfTokensPassesWhereTheBucketIsFull() {
        fixture.publish(
                Fixture.rule("r", Kind.USER, null, Quantity.TOKENS, "1000", Window.Rate.MINUTE));
        fixture.reserve(5_000, 1L).granted().settle(Actual.of(2_000, 1));
        assertThat(fixture.reserve(1, 1L).refused().retryAfterSeconds()).isEqualTo(61);
    }

    @Test
    void moneyIsReservedAtItsEstimateAndSettledAtItsFigure() {
        fixture.publish(spend("cap", Kind.TEAM, "10"));
        Permit first = fixture.reserve(1, 6 * DOLLAR).granted();
        Denied denied = fixture.reserve(1, 5 * DOLLAR).refused();
        assertThat(denied.reason()).isEqualTo(Denied.Reason.BUDGET);
        assertThat(denied.message()).contains("team t1", "under way").doesNotContain("key k1");
        assertThat(denied.retryAfterSeconds()).isEqualTo(5);
        first.settle(Actual.of(1, DOLLAR));
        first.settle(Actual.of(1, 9 * DOLLAR));
        first.release();
        fixture.reserve(1, 9 * DOLLAR).granted().settle(Actual.of(1, 9 * DOLLAR));
        assertThat(fixture.reserve(1, 1L).refused().resets())
                .isEqualTo(Instant.parse("2026-12-01T00:00:00Z"));
    }

    @Test
    void whereOneLimitRefusesNoneHasCounted() {
        fixture.publish(
                spend("team", Kind.TEAM, "10"),
                Fixture.rule("key", Kind.KEY, null, Quantity.REQUESTS, "5", Window.Rate.HOUR),
                Fixture.rule(
                        "one", Kind.CREDENTIAL, null, Quantity.CONCURRENT, "1", Window.Now.NOW));
        Permit running = fixture.reserve(1, DOLLAR).granted();
        for (int i = 0; i < 50; i++) {
            assertThat(fixture.reserve(1, DOLLAR).refused().reason())
                    .isEqualTo(Denied.Reason.CONCURRENT);
        }
        running.settle(Actual.of(1, DOLLAR));
        Permit next = fixture.reserve(1, 9 * DOLLAR).granted();
        assertThat(next.standing().headers().first("x-ratelimit-remaining-requests"))
                .isEqualTo("3");
        next.release();
    }

    @Test
    void softLevelsAreToldOnceAWindowAndStayInTheAnswers() {
        fixture.publish(spend("cap", Kind.USER, "10").withSoft(50, 80));
        assertThat(fixture.reserve(1, DOLLAR).granted().settle(Actual.of(1, 4 * DOLLAR))).isEmpty();
        assertThat(fixture.reserve(1, DOLLAR).granted().settle(Actual.of(1, DOLLAR)))
                .singleElement()
                .satisfies(each -> assertThat(each.level()).isEqualTo(50));
        Permit third = fixture.reserve(1, DOLLAR).granted();
        assertThat(third.standing().reached()).isEmpty();
        assertThat(third.standing().headers().first("x-weir-limit-warning"))
                .contains("'cap' of user u1", "50 %", "$5.00");
        assertThat(third.settle(Actual.of(1, 3 * DOLLAR)))
                .singleElement()
                .satisfies(each -> assertThat(each.level()).isEqualTo(80));
        assertThat(fixture.reserve(1, 1L).granted().settle(Actual.of(1, 1))).isEmpty();
        fixture.pass(Duration.ofDays(11));
        assertThat(fixture.reserve(1, 1L).granted().settle(Actual.of(1, 6 * DOLLAR)))
                .singleElement()
                .satisfies(each -> assertThat(each.level()).isEqualTo(50));
    }

    @Test
    void aRateWarnsOnceAWindowToo() {
        fixture.publish(
                Fixture.rule("r", Kind.KEY, null, Quantity.REQUESTS, "10", Window.Rate.MINUTE)
                        .withSoft(50));
        int reached = 0;
        for (int i = 0; i < 10; i++) {
            Permit permit = fixture.reserve(1, 1L).granted();
            reached += permit.standing().reached().size();
            permit.settle(Actual.of(1, 1));
        }
        assertThat(reached).isEqualTo(1);
    }

    @Test
    void warnAndDryRunLetPassAndSaySoInTheirWay() {
        fixture.publish(
                spend("warn", Kind.USER, "0").withMode(LimitRule.Mode.WARN),
                spend("dry", Kind.KEY, "0").withMode(LimitRule.Mode.DRY_RUN),
                Fixture.rule("rate", Kind.KEY, null, Quantity.REQUESTS, "1", Window.Rate.MINUTE)
                        .withMode(LimitRule.Mode.WARN));
        fixture.reserve(1, DOLLAR).granted().settle(Actual.of(1, DOLLAR));
        Permit permit = fixture.reserve(1, DOLLAR).granted();
        assertThat(permit.standing().excused())
                .extracting(each -> each.rule().id())
                .containsExactlyInAnyOrder("warn", "dry", "rate");
        List<String> told = new ArrayList<>();
        permit.standing()
                .headers()
                .forEach(
                        (name, value) -> {
                            if (name.equals("x-weir-limit-warning")) {
                                told.add(value);
                            }
                        });
        assertThat(told).hasSize(2).noneMatch(each -> each.contains("'dry'"));
        permit.settle(Actual.of(1, DOLLAR));
        assertThat(fixture.metric("weir.limits.excused")).isEqualTo(2);
    }

    @Test
    void modelsWithoutAPriceGoByTheRule() {
        fixture.publish(spend("refuse", Kind.USER, "10"));
        Denied denied = fixture.reserve(1_000, null).refused();
        assertThat(denied.reason()).isEqualTo(Denied.Reason.UNPRICED);
        assertThat(denied.message()).contains("'m' has no known price");
        assertThat(denied.retryAfterSeconds()).isZero();

        fixture.publish(
                spend("refuse", Kind.USER, "10")
                        .withUnpriced(new WhenUnpriced.Estimate(new BigDecimal("4"))));
        fixture.reserve(1_000_000, null).granted().settle(Actual.unpriced(2_000_000));
        fixture.reserve(1_000_000, null).refused();
        fixture.reserve(500_000, null).granted().release();

        fixture.publish(
                spend("refuse", Kind.USER, "10").withUnpriced(WhenUnpriced.Plain.ALLOW_COUNTED));
        fixture.reserve(1_000_000_000, null).granted().settle(Actual.UNKNOWN);
        fixture.reserve(1, 10 * DOLLAR).granted().release();
        assertThat(fixture.metric("weir.limits.unpriced")).isEqualTo(2);
    }

    @Test
    void aNewRuleKnowsWhatWasUsedBeforeIt() {
        fixture.publish();
        fixture.reserve(10, DOLLAR).granted().settle(Actual.of(10, 7 * DOLLAR));
        Permit running = fixture.reserve(10, 2 * DOLLAR).granted();
        fixture.publish(spend("cap", Kind.USER, "10"));
        fixture.reserve(1, 2 * DOLLAR).refused();
        fixture.reserve(1, DOLLAR).granted().release();
        running.settle(Actual.of(10, DOLLAR));
        assertThat(fixture.limiter.check()).isZero();
        fixture.reserve(1, 2 * DOLLAR).granted().settle(Actual.of(1, 2 * DOLLAR));
        fixture.publish(spend("cap", Kind.USER, "11"));
        fixture.reserve(1, 2 * DOLLAR).refused();
        fixture.reserve(1, DOLLAR).granted().release();
        fixture.publish();
        fixture.reserve(1, 99 * DOLLAR).granted().settle(Actual.of(1, 99 * DOLLAR));
        fixture.publish(spend("other", Kind.ORGANISATION, "109"));
        fixture.reserve(1, 1L).refused();
    }

    @Test
    void aRateThatBecomesAnotherKeepsWhatWasUsed() {
        fixture.publish(
                Fixture.rule("r", Kind.KEY, null, Quantity.REQUESTS, "4", Window.Rate.HOUR));
        for (int i = 0; i < 4; i++) {
            fixture.reserve(1, 1L).granted().settle(Actual.of(1, 1));
        }
        fixture.publish(
                Fixture.rule("r", Kind.KEY, null, Quantity.REQUESTS, "6", Window.Rate.HOUR));
        fixture.reserve(1, 1L).granted();
        fixture.reserve(1, 1L).granted();
        fixture.reserve(1, 1L).refused();
    }

    @Test
    void aCallBelongsToThePeriodInWhichItWasReserved() {
        fixture.publish(Fixture.rule("day", Kind.KEY, null, Quantity.SPEND, "10", Fixture.DAY));
        Permit over = fixture.reserve(1, 9 * DOLLAR).granted();
        fixture.reserve(1, 2 * DOLLAR).refused();
        fixture.pass(Duration.ofHours(14));
        fixture.reserve(1, 10 * DOLLAR).granted().release();
        over.settle(Actual.of(1, 9 * DOLLAR));
        fixture.reserve(1, 10 * DOLLAR).granted().release();
        assertThat(fixture.limiter.check()).isZero();
    }

    @Test
    void aClockThatGoesBackOpensNoWindowAgain() {
        fixture.publish(Fixture.rule("day", Kind.KEY, null, Quantity.SPEND, "10", Fixture.DAY));
        fixture.reserve(1, 9 * DOLLAR).granted().settle(Actual.of(1, 9 * DOLLAR));
        fixture.pass(Duration.ofHours(14));
        fixture.reserve(1, 8 * DOLLAR).granted().settle(Actual.of(1, 8 * DOLLAR));
        fixture.now.updateAndGet(each -> each.minus(Duration.ofHours(10)));
        fixture.reserve(1, 3 * DOLLAR).refused();
        assertThat(fixture.limiter.check()).isZero();
        fixture.now.updateAndGet(each -> each.plus(Duration.ofHours(10)));
        fixture.reserve(1, 3 * DOLLAR).refused();
        fixture.reserve(1, 2 * DOLLAR).granted().release();
        assertThat(fixture.metric("weir.limits.clock.held")).isGreaterThan(0);
    }

    @Test
    void concurrentCallsNeverLeak() {
        fixture.publish(
                Fixture.rule("c", Kind.USER, null, Quantity.CONCURRENT, "20", Window.Now.NOW),
                spend("cap", Kind.TEAM, "1000000"),
                Fixture.rule("t", Kind.KEY, null, Quantity.TOKENS, "100000", Window.Rate.SECOND));
        Random random = new Random(3);
        Deque<Permit> running = new ArrayDeque<>();
        for (int i = 0; i < 20_000; i++) {
            if (random.nextInt(100) < 55) {
                Fixture.Outcome outcome = fixture.reserve(random.nextInt(9), random.nextLong(99));
                assertThat(outcome.permit() != null).isEqualTo(running.size() < 20);
                if (outcome.permit() != null) {
                    running.add(outcome.permit());
                }
            } else if (!running.isEmpty()) {
                Permit permit = random.nextBoolean() ? running.removeFirst() : running.removeLast();
                switch (random.nextInt(4)) {
                    case 0 -> permit.release();
                    case 1 -> permit.settle(Actual.UNKNOWN);
                    case 2 -> permit.settle(Actual.unpriced(random.nextInt(9)));
                    default -> permit.settle(Actual.of(random.nextInt(9), random.nextLong(99)));
                }
                if (random.nextBoolean()) {
                    permit.settle(Actual.UNKNOWN);
                    permit.release();
                }
            }
            if (i % 200 == 0) {
                assertThat(fixture.limiter.flush()).isTrue();
                fixture.pass(Duration.ofSeconds(1));
            }
            if (i % 5_000 == 0) {
                assertThat(fixture.limiter.check()).isZero();
            }
        }
        running.forEach(Permit::release);
        fixture.limiter.flush();
        assertThat(fixture.metric("weir.limits.open")).isZero();
        for (int i = 0; i < 20; i++) {
            fixture.reserve(1, 1L).granted();
        }
        fixture.reserve(1, 1L).refused();
    }

    @Test
    void aPermitThatNobodyEndsLapsesAndCanStillBeSettled() {
        fixture.publish(
                spend("cap", Kind.USER, "10"),
                Fixture.rule("c", Kind.USER, null, Quantity.CONCURRENT, "1", Window.Now.NOW));
        Permit forgotten = fixture.reserve(1, 8 * DOLLAR).granted();
        fixture.pass(Duration.ofHours(23));
        fixture.limiter.check();
        fixture.reserve(1, DOLLAR).refused();
        fixture.pass(Duration.ofHours(2));
        fixture.limiter.check();
        assertThat(fixture.metric("weir.limits.lapsed")).isEqualTo(1);
        fixture.reserve(1, 9 * DOLLAR).granted().release();
        forgotten.settle(Actual.of(1, 8 * DOLLAR));
        fixture.reserve(1, 9 * DOLLAR).refused();
    }

    @Test
    void whoIsIdleIsForgottenAndWhoHasUsedSomethingIsNot() {
        fixture.publish(
                spend("cap", Kind.USER, "10"),
                Fixture.rule("r", Kind.KEY, null, Quantity.REQUESTS, "2", Window.Rate.HOUR));
        fixture.reserve(1, DOLLAR).granted().settle(Actual.of(1, 10 * DOLLAR));
        fixture.limiter.check();
        assertThat(fixture.metric("weir.limits.accounts")).isEqualTo(2);
        fixture.pass(Duration.ofHours(1));
        fixture.limiter.check();
        assertThat(fixture.metric("weir.limits.accounts")).as("the user's").isEqualTo(1);
        fixture.reserve(1, 1L).refused();
    }
}
