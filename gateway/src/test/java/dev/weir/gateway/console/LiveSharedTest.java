package dev.weir.gateway.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.live.LiveCalls;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** One look for all who look at the same time. */
class LiveSharedTest {

    private static final Duration PATIENCE = Duration.ofMillis(500);

    /** What 12 ask at once, and how long the last of them waits in milliseconds. */
    private static long asked(LiveCalls calls, boolean known) throws Exception {
        LiveCalls shared = new Live.Shared(calls);
        List<Callable<Boolean>> looks = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            looks.add(() -> shared.now(PATIENCE) != null);
        }
        long started = System.nanoTime();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Boolean> look : threads.invokeAll(looks)) {
                assertThat(look.get()).isEqualTo(known);
            }
        }
        return (System.nanoTime() - started) / 1_000_000;
    }

    @Test
    void whoeverLooksWhileNothingIsKnownWaitsNoLongerThanAlone() throws Exception {
        LiveCalls stalled =
                atMost -> {
                    Thread.sleep(atMost);
                    return null;
                };
        // One behind the other they would wait for six seconds.
        assertThat(asked(stalled, false)).isLessThan(3 * PATIENCE.toMillis());
    }

    @Test
    void theyShareOneLook() throws Exception {
        AtomicInteger looks = new AtomicInteger();
        LiveCalls calls =
                _ -> {
                    looks.incrementAndGet();
                    return List.of();
                };
        asked(calls, true);
        assertThat(looks.get()).isEqualTo(1);
    }
}
