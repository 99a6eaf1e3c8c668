package dev.weir.gateway.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.limit.Actual;
import dev.weir.core.limit.Quantity;
import dev.weir.core.limit.Subject.Kind;
import dev.weir.core.limit.Want;
import dev.weir.core.limit.Window;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;

/**
 * How much processor time a reservation takes with six limits, printed. Run alone: {@code mvn test
 * -pl core,testkit,gateway -am -Dtest=LimiterTimingTest -Dgroups.excluded=none
 * -Dsurefire.failIfNoSpecifiedTests=false}.
 */
@Tag("slow")
class LimiterTimingTest {

    private static final int ROUNDS = 40;
    private static final int CALLS = 10_000;

    @TempDir private Path directory = Path.of("");

    @Test
    void reservingAtSixLimits() throws Exception {
        try (Fixture fixture = new Fixture(directory, 16_384, Fixture.START)) {
            fixture.publish(
                    Fixture.rule(
                            "1", Kind.KEY, null, Quantity.REQUESTS, "1000000000", Window.Rate.HOUR),
                    Fixture.rule(
                            "2", Kind.KEY, null, Quantity.TOKENS, "1000000000", Window.Rate.MINUTE),
                    Fixture.rule(
                            "3", Kind.USER, null, Quantity.CONCURRENT, "20000", Window.Now.NOW),
                    Fixture.rule("4", Kind.USER, null, Quantity.SPEND, "1000000", Fixture.MONTH),
                    Fixture.rule("5", Kind.TEAM, "t1", Quantity.SPEND, "1000000", Fixture.DAY),
                    Fixture.rule(
                            "6",
                            Kind.ORGANISATION,
                            null,
                            Quantity.TOKENS,
                            "1000000000000",
                            Fixture.MONTH));
            ThreadMXBean cpu = ManagementFactory.getThreadMXBean();
            double[] reserve = new double[ROUNDS];
            double[] settle = new double[ROUNDS];
            Fixture.Outcome[] outcomes = new Fixture.Outcome[CALLS];
            for (int round = 0; round < ROUNDS; round++) {
                Want[] wants = new Want[CALLS];
                Arrays.setAll(wants, i -> fixture.want(1_000, 10_000L));
                long start = cpu.getCurrentThreadCpuTime();
                for (int i = 0; i < CALLS; i++) {
                    outcomes[i] = fixture.reserve(wants[i]);
                }
                long middle = cpu.getCurrentThreadCpuTime();
                for (int i = 0; i < CALLS; i++) {
                    outcomes[i].granted().settle(Actual.of(500, 5_000));
                }
                long end = cpu.getCurrentThreadCpuTime();
                reserve[round] = (middle - start) / 1000.0 / CALLS;
                settle[round] = (end - middle) / 1000.0 / CALLS;
                fixture.limiter.flush();
                fixture.pass(Duration.ofMinutes(1));
            }
            Arrays.sort(reserve);
            Arrays.sort(settle);
            System.out.printf(
                    Locale.ROOT,
                    "reserve: median %.2f us, best %.2f us; settle: median %.2f us, best %.2f us%n",
                    reserve[ROUNDS / 2],
                    reserve[0],
                    settle[ROUNDS / 2],
                    settle[0]);
            assertThat(reserve[0]).as("microseconds, generous").isLessThan(50);
        }
    }
}
