package dev.weir.gateway.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.core.archive.Incoming;
import dev.weir.testkit.archive.Recorded;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;

/** What waits for the writer, and what finds no room. */
class IntakeQueueTest {

    private static final Duration SOON = Duration.ofMillis(30);

    private final IntakeQueue queue = new IntakeQueue();

    private static Incoming one() {
        Recorded recorded =
                Recorded.of(
                        Recorded.id(1, 0, 1), "openai", 200, List.of(), new byte[2], new byte[0]);
        return new Incoming(
                recorded.exchange(),
                ByteBuffer.wrap(recorded.request()),
                ByteBuffer.wrap(recorded.response()),
                recorded.requestChunks(),
                recorded.responseChunks());
    }

    @Test
    void whoeverOffersWaitsNoLongerThanItSays() throws Exception {
        int taken = 0;
        while (queue.offer(one(), SOON) != null) {
            taken++;
            assertThat(taken).isLessThan(10_000);
        }
        assertThat(taken).isGreaterThan(10);
        assertThat(queue.take(1, SOON)).hasSize(1);
        assertThat(queue.offer(one(), SOON)).isNotNull();
        assertThat(queue.offer(one(), SOON)).isNull();
    }

    @Test
    void aClosedQueueSaysSoAtOnce() {
        queue.close();
        assertThatThrownBy(() -> queue.offer(one(), Duration.ofSeconds(30)))
                .isInstanceOf(IOException.class)
                .hasMessage("the archive is being closed");
    }
}
