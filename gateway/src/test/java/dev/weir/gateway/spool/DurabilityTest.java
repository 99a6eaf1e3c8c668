package dev.weir.gateway.spool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.capture.CaptureMode;
import dev.weir.core.capture.Recorder;
import dev.weir.core.capture.Recording;
import dev.weir.core.exchange.Headers;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** What the last byte of an answer waits for. */
class DurabilityTest {

    @TempDir private Path directory;

    private final FaultyDisk disk = new FaultyDisk();
    private final SpoolRig.Loop loop = new SpoolRig.Loop();

    private SpoolOptions options(SpoolOptions.Durability durability) {
        return SpoolRig.small(directory, 64 << 10)
                .withDurability(durability)
                .withFlushInterval(Duration.ofMinutes(10));
    }

    private static Recording answered(Recorder recorder, int seed, Runnable whenSafe)
            throws Exception {
        Recording one = recorder.begin(Samples.opening(seed, CaptureMode.FULL));
        one.responseBody(ByteBuffer.allocate(500), 1);
        one.responseEnd(Headers.EMPTY, 2, whenSafe);
        return one;
    }

    @Test
    void withDiskAnAnswerIsSafeOnlyAfterItWasForcedAndOnItsOwnLoop() throws Exception {
        try (SpoolRig rig = new SpoolRig(options(SpoolOptions.Durability.DISK), disk)) {
            Recorder recorder = rig.spool.recorder(loop);
            List<Thread> safe = new ArrayList<>();
            disk.gate = new CountDownLatch(1);
            Recording one = answered(recorder, 1, () -> safe.add(Thread.currentThread()));
            SpoolRig.await("a force", () -> !disk.forced.isEmpty());
            Thread.sleep(30);
            loop.turn();
            assertThat(safe).as("the disk does not have it yet").isEmpty();
            disk.gate.countDown();
            SpoolRig.await("the answer is safe", () -> loop.turned() && !safe.isEmpty());
            assertThat(safe).containsExactly(Thread.currentThread());
            one.close(Samples.complete(3));
            rig.feed().acknowledge(rig.take(1));
        }
    }

    @Test
    void answersThatWaitAtTheSameTimeShareOneForce() throws Exception {
        try (SpoolRig rig = new SpoolRig(options(SpoolOptions.Durability.DISK), disk)) {
            Recorder recorder = rig.spool.recorder(loop);
            List<Integer> safe = new ArrayList<>();
            CountDownLatch gate = new CountDownLatch(1);
            disk.gate = gate;
            List<Recording> open = new ArrayList<>();
            open.add(answered(recorder, 0, () -> safe.add(0)));
            SpoolRig.await("the first force", () -> !disk.forced.isEmpty());
            for (int i = 1; i <= 40; i++) {
                int number = i;
                open.add(answered(recorder, i, () -> safe.add(number)));
            }
            gate.countDown();
            SpoolRig.await(
                    "all are safe",
                    () -> {
                        loop.turn();
                        return safe.size() == 41;
                    });
            assertThat(safe).isSorted();
            assertThat(disk.forced).as("two rounds over at most two segments").hasSizeLessThan(6);
            open.forEach(one -> one.close(Samples.complete(3)));
            rig.feed().acknowledge(rig.take(41));
        }
    }

    @Test
    void withProcessAnAnswerWaitsForNothing() throws Exception {
        disk.gate = new CountDownLatch(1);
        try (SpoolRig rig = new SpoolRig(options(SpoolOptions.Durability.PROCESS), disk)) {
            Recorder recorder = rig.spool.recorder(loop);
            boolean[] safe = new boolean[1];
            Recording one = answered(recorder, 1, () -> safe[0] = true);
            assertThat(safe[0]).isTrue();
            one.close(Samples.complete(3));
            disk.gate.countDown();
            rig.feed().acknowledge(rig.take(1));
        }
    }

    @Test
    void whatWaitsForTheArchiveIsForcedInTheBackground() throws Exception {
        SpoolOptions options =
                options(SpoolOptions.Durability.PROCESS).withFlushInterval(Duration.ofMillis(10));
        try (SpoolRig rig = new SpoolRig(options, disk)) {
            Recorder recorder = rig.spool.recorder(loop);
            answered(recorder, 1, () -> {}).close(Samples.complete(3));
            SpoolRig.await("a force", () -> !disk.forced.isEmpty());
            rig.feed().acknowledge(rig.take(1));
        }
    }

    @Test
    void aCleanEndForcesWhatStays() throws Exception {
        try (SpoolRig rig = new SpoolRig(options(SpoolOptions.Durability.PROCESS), disk)) {
            answered(rig.recorder(), 1, () -> {}).close(Samples.complete(3));
            assertThat(disk.forced).isEmpty();
        }
        assertThat(disk.forced).containsAll(Recovery.files(directory));
    }
}
