package dev.weir.gateway.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.limit.Actual;
import dev.weir.core.limit.Permit;
import dev.weir.core.limit.Quantity;
import dev.weir.core.limit.Subject.Kind;
import dev.weir.core.limit.Window;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Many calls at once. */
class LimiterRaceTest {

    private static final long DOLLAR = 1_000_000_000L;

    @TempDir private Path directory = Path.of("");

    @Test
    void twoHundredCallsAtTheEdgeOfACapOvershootByLessThanOneOfThem() throws Exception {
        try (Fixture fixture = new Fixture(directory);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            fixture.publish(
                    Fixture.rule(
                            "cap", Kind.ORGANISATION, null, Quantity.SPEND, "10", Fixture.MONTH),
                    Fixture.rule("c", Kind.USER, null, Quantity.CONCURRENT, "150", Window.Now.NOW));
            fixture.reserve(1, 9 * DOLLAR).granted().settle(Actual.of(1, 9 * DOLLAR));
            long estimate = DOLLAR / 10;
            AtomicInteger granted = new AtomicInteger();
            AtomicLong spent = new AtomicLong(9 * DOLLAR);
            CountDownLatch go = new CountDownLatch(1);
            List<Future<?>> calls = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                calls.add(
                        threads.submit(
                                () -> {
                                    go.await();
                                    Permit permit = fixture.reserve(1, estimate).permit();
                                    if (permit != null) {
                                        granted.incrementAndGet();
                                        spent.addAndGet(estimate);
                                        Thread.sleep(Duration.ofMillis(5));
                                        permit.settle(Actual.of(1, estimate));
                                    }
                                    return 0;
                                }));
            }
            go.countDown();
            for (Future<?> call : calls) {
                call.get();
            }
            assertThat(granted.get()).isEqualTo(10);
            assertThat(spent.get()).isLessThan(10 * DOLLAR + estimate);
            assertThat(fixture.limiter.check()).isZero();
        }
    }

    @Test
    void tenThousandAbortedCallsLeaveNoDrift() throws Exception {
        try (Fixture fixture = new Fixture(directory);
                ExecutorService threads = Executors.newFixedThreadPool(8)) {
            fixture.publish(
                    Fixture.rule("m", Kind.USER, null, Quantity.SPEND, "1000000", Fixture.MONTH),
                    Fixture.rule("d", Kind.TEAM, null, Quantity.TOKENS, "100000000", Fixture.DAY),
                    Fixture.rule("c", Kind.KEY, null, Quantity.CONCURRENT, "8", Window.Now.NOW));
            AtomicLong spent = new AtomicLong();
            List<Future<?>> workers = new ArrayList<>();
            for (int worker = 0; worker < 8; worker++) {
                workers.add(
                        threads.submit(
                                () -> {
                                    ThreadLocalRandom random = ThreadLocalRandom.current();
                                    for (int i = 0; i < 1_250; i++) {
                                        Permit permit = fixture.reserve(100, 1_000L).granted();
                                        switch (random.nextInt(3)) {
                                            case 0 -> permit.release();
                                            case 1 -> {
                                                permit.settle(Actual.UNKNOWN);
                                                spent.addAndGet(1_000);
                                            }
                                            default -> {
                                                long actual = random.nextLong(1_000);
                                                permit.settle(Actual.of(50, actual));
                                                spent.addAndGet(actual);
                                            }
                                        }
                                        if (i % 100 == 0) {
                                            fixture.limiter.flush();
                                        }
                                        if (i % 500 == 0) {
                                            fixture.limiter.check();
                                        }
                                    }
                                }));
            }
            for (Future<?> worker : workers) {
                worker.get();
            }
            assertThat(fixture.limiter.check()).isZero();
            fixture.limiter.flush();
            assertThat(fixture.metric("weir.limits.open")).isZero();
            assertThat(
                            fixture.ledger
                                    .used("org", Kind.USER, Fixture.MONTH.at(fixture.now.get()))
                                    .get("u1"))
                    .isNotNull()
                    .satisfies(each -> assertThat(each.nanos()).isEqualTo(spent.get()));
        }
    }

    @Test
    void rulesThatChangeWhileCallsRunLoseNothing() throws Exception {
        try (Fixture fixture = new Fixture(directory);
                ExecutorService threads = Executors.newFixedThreadPool(4)) {
            fixture.publish();
            List<Future<?>> workers = new ArrayList<>();
            for (int worker = 0; worker < 3; worker++) {
                workers.add(
                        threads.submit(
                                () -> {
                                    for (int i = 0; i < 2_000; i++) {
                                        Permit permit = fixture.reserve(1, 10L).granted();
                                        if (i % 3 == 0) {
                                            permit.release();
                                        } else {
                                            permit.settle(Actual.of(1, 5));
                                        }
                                    }
                                }));
            }
            for (int i = 0; i < 20; i++) {
                if (i % 2 == 0) {
                    fixture.publish(
                            Fixture.rule(
                                    "m", Kind.USER, null, Quantity.SPEND, "1000", Fixture.MONTH),
                            Fixture.rule(
                                    "d", Kind.TEAM, "t2", Quantity.SPEND, "1000", Fixture.DAY));
                } else {
                    fixture.publish(
                            Fixture.rule("d", Kind.KEY, "k1", Quantity.SPEND, "1000", Fixture.DAY));
                }
                assertThat(fixture.limiter.check()).as("drift").isZero();
            }
            for (Future<?> worker : workers) {
                worker.get();
            }
            fixture.publish(
                    Fixture.rule("m", Kind.USER, null, Quantity.SPEND, "1000", Fixture.MONTH));
            assertThat(fixture.limiter.check()).isZero();
        }
    }
}
