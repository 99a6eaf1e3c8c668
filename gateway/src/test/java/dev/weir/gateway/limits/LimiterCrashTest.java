package dev.weir.gateway.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.limit.Actual;
import dev.weir.core.limit.Denied;
import dev.weir.core.limit.LimitRule;
import dev.weir.core.limit.Permit;
import dev.weir.core.limit.Quantity;
import dev.weir.core.limit.Subject.Kind;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/** What a killed process and a failing ledger leave. */
class LimiterCrashTest {

    private static final long DOLLAR = 1_000_000_000L;

    @TempDir private Path directory = Path.of("");
    private final Deque<Fixture> opened = new ArrayDeque<>();

    private Fixture start() throws IOException {
        Fixture fixture = new Fixture(directory);
        opened.add(fixture);
        fixture.publish(cap());
        return fixture;
    }

    private Fixture kill(Fixture fixture) throws IOException {
        Fixture next = fixture.killedAndStarted();
        opened.add(next);
        next.publish(cap());
        return next;
    }

    private static LimitRule cap() {
        return Fixture.rule("cap", Kind.USER, null, Quantity.SPEND, "10", Fixture.MONTH)
                .withSoft(50);
    }

    /** Those before the last were killed: they must not write any more, only let go. */
    @AfterEach
    void close() throws IOException {
        Fixture last = opened.removeLast();
        assertThat(last.limiter.check()).as("drift").isZero();
        last.close();
        for (Fixture killed : opened) {
            killed.ledger.fails = true;
            killed.limiter.close();
        }
    }

    private static long left(Fixture fixture) {
        long low = 0;
        long high = 10 * DOLLAR;
        while (low < high) {
            long middle = (low + high + 1) / 2;
            Permit permit = fixture.reserve(1, middle).permit();
            if (permit == null) {
                high = middle - 1;
            } else {
                permit.release();
                low = middle;
            }
        }
        return low;
    }

    @Test
    void openReservationsCountAtTheirEstimateUntilTheyAreReconciled() throws IOException {
        Fixture first = start();
        first.reserve(Fixture.want("settled", 1, 3 * DOLLAR))
                .granted()
                .settle(Actual.of(1, DOLLAR));
        first.limiter.flush();
        first.reserve(Fixture.want("unwritten", 1, 4 * DOLLAR))
                .granted()
                .settle(Actual.of(1, DOLLAR));
        first.reserve(Fixture.want("open", 1, 2 * DOLLAR)).granted();
        first.reserve(Fixture.want("never sent", 1, 2 * DOLLAR)).granted().release();

        Fixture second = kill(first);
        // 1 settled, and three that the ledger does not know: at their estimates 4, 2 and 2.
        assertThat(left(second)).isEqualTo(DOLLAR);
        assertThat(second.metric("weir.limits.adopted")).isEqualTo(3);
        assertThat(second.limiter.reconcile("org", "settled", Actual.of(1, 9))).isFalse();
        assertThat(second.limiter.reconcile("org", "unwritten", Actual.of(1, DOLLAR))).isTrue();
        assertThat(second.limiter.reconcile("org", "unwritten", Actual.of(1, DOLLAR))).isFalse();
        assertThat(second.limiter.reconcile("other", "open", Actual.of(1, 1))).isFalse();
        assertThat(second.limiter.reconcile("org", "never sent", Actual.of(0, 0))).isTrue();
        assertThat(left(second)).isEqualTo(6 * DOLLAR);
        assertThat(second.limiter.check()).isZero();

        Fixture third = kill(second);
        assertThat(left(third)).isEqualTo(6 * DOLLAR);
        third.limiter.flush();
        assertThat(third.limiter.reconcile("org", "open", Actual.UNKNOWN)).isTrue();
        assertThat(third.metric("weir.limits.estimated")).isEqualTo(1);
        Fixture fourth = kill(third);
        assertThat(left(fourth)).as("the reconciling was not written yet").isEqualTo(6 * DOLLAR);
        assertThat(fourth.limiter.reconcile("org", "open", Actual.of(1, DOLLAR))).isTrue();
        fourth.limiter.flush();
        assertThat(left(kill(fourth))).isEqualTo(7 * DOLLAR);
    }

    @Test
    void whatNobodyReconcilesStopsCountingAfterItsLifetimeAndNotBefore() throws IOException {
        Fixture first = start();
        first.reserve(Fixture.want("open", 1, 4 * DOLLAR)).granted();
        Fixture second = kill(first);
        second.pass(Duration.ofHours(23));
        second.limiter.check();
        assertThat(left(second)).isEqualTo(6 * DOLLAR);
        second.pass(Duration.ofHours(2));
        second.limiter.check();
        assertThat(left(second)).isEqualTo(10 * DOLLAR);
        assertThat(second.metric("weir.limits.lapsed")).isEqualTo(1);
        second.limiter.flush();
        Fixture third = kill(second);
        assertThat(left(third)).isEqualTo(10 * DOLLAR);
        assertThat(third.limiter.reconcile("org", "open", Actual.of(1, 3 * DOLLAR))).isTrue();
        assertThat(left(third)).isEqualTo(7 * DOLLAR);
    }

    @Test
    void softLevelsOfBeforeAreNotToldAgainAfterARestart() throws IOException {
        Fixture first = start();
        assertThat(first.reserve(1, DOLLAR).granted().settle(Actual.of(1, 6 * DOLLAR))).hasSize(1);
        first.limiter.flush();
        Fixture second = kill(first);
        Permit permit = second.reserve(1, 1L).granted();
        assertThat(permit.standing().reached()).isEmpty();
        assertThat(permit.standing().above()).hasSize(1);
        assertThat(permit.settle(Actual.of(1, 1))).isEmpty();
    }

    @Test
    void killedAnywhereTheCountersAreNeverTooLow() throws IOException {
        Random random = new Random(5);
        Fixture fixture = start();
        long settled = 0;
        Map<String, Long> estimates = new HashMap<>();
        int call = 0;
        for (int life = 0; life < 8; life++) {
            List<Map.Entry<String, Permit>> running = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                int dice = random.nextInt(10);
                if (dice < 5) {
                    String name = "x" + call++;
                    long estimate = random.nextLong(1, DOLLAR / 100);
                    running.add(
                            Map.entry(
                                    name,
                                    fixture.reserve(Fixture.want(name, 1, estimate)).granted()));
                    estimates.put(name, estimate);
                } else if (dice < 9 && !running.isEmpty()) {
                    var each = running.remove(random.nextInt(running.size()));
                    long estimate = Objects.requireNonNull(estimates.remove(each.getKey()));
                    long actual = random.nextLong(estimate + 1);
                    each.getValue().settle(Actual.of(1, actual));
                    settled += actual;
                } else {
                    assertThat(fixture.limiter.flush()).isTrue();
                }
            }
            fixture.limiter.flush();
            fixture = kill(fixture);
            long open = estimates.values().stream().mapToLong(Long::longValue).sum();
            assertThat(left(fixture)).isEqualTo(10 * DOLLAR - settled - open);
            for (String name : List.copyOf(estimates.keySet())) {
                assertThat(fixture.limiter.reconcile("org", name, Actual.of(1, 1))).isTrue();
                estimates.remove(name);
                settled += 1;
            }
            assertThat(left(fixture)).isEqualTo(10 * DOLLAR - settled);
        }
    }

    @Test
    void aLedgerThatFailsIsCountedWhileCallsGoOnFromMemory() throws IOException {
        Fixture fixture = start();
        fixture.ledger.fails = true;
        for (int i = 0; i < 5; i++) {
            fixture.reserve(1, DOLLAR).granted().settle(Actual.of(1, DOLLAR));
            assertThat(fixture.limiter.flush()).isFalse();
        }
        assertThat(left(fixture)).isEqualTo(5 * DOLLAR);
        assertThat(fixture.metric("weir.limits.write.failures")).isGreaterThanOrEqualTo(5);
        assertThat(fixture.metric("weir.limits.pending")).isGreaterThan(0);
        assertThat(fixture.limiter.check()).as("nothing to compare with").isZero();
        assertThat(left(fixture)).isEqualTo(5 * DOLLAR);
        fixture.ledger.fails = false;
        fixture.limiter.flush();
        assertThat(fixture.limiter.flush()).isTrue();
        assertThat(fixture.limiter.check()).isZero();
        assertThat(left(kill(fixture))).isEqualTo(5 * DOLLAR);
    }

    @Test
    void aWriteOfWhichNobodyKnowsCountsOnce() throws IOException {
        Fixture fixture = start();
        fixture.ledger.lies = true;
        fixture.reserve(1, DOLLAR).granted().settle(Actual.of(1, 2 * DOLLAR));
        assertThat(fixture.limiter.flush()).isFalse();
        Fixture second = kill(fixture);
        assertThat(left(second)).as("its place in the file was still taken").isEqualTo(8 * DOLLAR);

        fixture = second;
        fixture.ledger.lies = true;
        fixture.reserve(1, DOLLAR).granted().settle(Actual.of(1, 3 * DOLLAR));
        assertThat(fixture.limiter.flush()).isFalse();
        fixture.ledger.lies = false;
        assertThat(fixture.limiter.flush()).isTrue();
        assertThat(fixture.limiter.check()).isZero();
        assertThat(left(fixture)).isEqualTo(5 * DOLLAR);
    }

    @Test
    void strictRulesRefuseWhereTheLedgerFailsForLongAndOthersDoNot() throws IOException {
        Fixture fixture = start();
        fixture.publish(
                cap(),
                Fixture.rule("strict", Kind.KEY, "k1", Quantity.SPEND, "10", Fixture.MONTH)
                        .withStrict(true));
        fixture.ledger.fails = true;
        fixture.reserve(1, 1L).granted().settle(Actual.of(1, 1));
        fixture.limiter.flush();
        fixture.reserve(1, 1L).granted().settle(Actual.of(1, 1));
        fixture.pass(Duration.ofSeconds(6));
        fixture.limiter.flush();
        Denied denied = fixture.reserve(1, 1L).refused();
        assertThat(denied.reason()).isEqualTo(Denied.Reason.UNAVAILABLE);
        assertThat(denied.reason().status()).isEqualTo(503);
        fixture.publish(cap());
        fixture.reserve(1, 1L).granted().release();
        fixture.ledger.fails = false;
        fixture.limiter.check();
        fixture.publish(
                cap(),
                Fixture.rule("strict", Kind.KEY, "k1", Quantity.SPEND, "10", Fixture.MONTH)
                        .withStrict(true));
        fixture.reserve(1, 1L).granted().release();
    }

    @Test
    void callsWithoutAPlaceInTheFileAreCountedAndToldOf() throws IOException {
        Fixture fixture = new Fixture(directory, 4, Fixture.START);
        opened.add(fixture);
        fixture.publish(cap());
        List<Permit> running = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            running.add(fixture.reserve(1, DOLLAR).granted());
        }
        assertThat(fixture.metric("weir.limits.unguarded")).isEqualTo(2);
        running.forEach(each -> each.settle(Actual.of(1, DOLLAR)));
        fixture.limiter.flush();
        assertThat(fixture.metric("weir.limits.open")).isZero();
        assertThat(left(fixture)).isEqualTo(4 * DOLLAR);
    }

    @Test
    void theFileIsForItsOwnerOnly() throws IOException {
        start();
        assertThat(
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(directory.resolve("limits.open"))))
                .isEqualTo("rw-------");
    }
}
