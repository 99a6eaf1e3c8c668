package dev.weir.gateway.spool;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;

import dev.weir.core.capture.CaptureMode;
import dev.weir.core.capture.Recorder;
import dev.weir.core.capture.Recording;
import dev.weir.core.exchange.Headers;
import dev.weir.core.exchange.ResponseHead;
import dev.weir.core.live.LiveCall;
import dev.weir.core.live.LivePhase;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** What is open in the spool, read while it is written, and that writing does nothing for it. */
class LiveTrailTest {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @TempDir Path directory;

    private SpoolRig rig() throws Exception {
        return new SpoolRig(SpoolRig.small(directory, 1 << 22));
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static List<LiveCall> open(SpoolRig rig) throws InterruptedException {
        return Objects.requireNonNull(rig.spool.live().now(SOON));
    }

    @Test
    void eachLookShowsWhatHasComeSince() throws Exception {
        try (SpoolRig rig = rig()) {
            Recorder recorder = rig.recorder();
            assertThat(open(rig)).isEmpty();
            Recording call = recorder.begin(Samples.opening(1, CaptureMode.FULL));
            call.requestBody(bytes("{\"model\":\"m-"), 1_000);
            LiveCall begun = open(rig).getFirst();
            assertThat(begun.phase()).isEqualTo(LivePhase.REQUEST);
            assertThat(begun.requestBytes()).isEqualTo(12);
            assertThat(begun.requestedModel()).isNull();
            call.requestBody(bytes("one\",\"stream\":true}"), 2_000);
            call.requestEnd(Headers.EMPTY, 2_000);
            LiveCall sent = open(rig).getFirst();
            assertThat(sent.phase()).isEqualTo(LivePhase.WAITING);
            assertThat(sent.requestedModel()).isEqualTo("m-one");
            assertThat(sent.streamAsked()).isTrue();
            call.responseHead(
                    new ResponseHead(
                            200,
                            "OK",
                            "HTTP/1.1",
                            Headers.of("content-type", "text/event-stream; charset=utf-8")),
                    3_000);
            call.responseBody(bytes("data: 1\n\n"), 4_000);
            call.responseBody(bytes("data: 2\n\n"), 4_000);
            call.responseBody(bytes("data: 3\n\n"), 5_000);
            LiveCall answering = open(rig).getFirst();
            assertThat(answering.phase()).isEqualTo(LivePhase.ANSWERING);
            assertThat(answering.streaming()).isTrue();
            assertThat(answering.status()).isEqualTo(200);
            assertThat(answering.responseBytes()).isEqualTo(27);
            assertThat(answering.lastNanos()).isEqualTo(5_000);
            call.responseEnd(Headers.EMPTY, 6_000, () -> {});
            assertThat(open(rig).getFirst().phase()).isEqualTo(LivePhase.ENDING);
            call.close(Samples.complete(7_000));
            assertThat(open(rig)).isEmpty();
            SpooledExchange stored = rig.take(1).getFirst();
            assertThat(stored.chunks(dev.weir.core.exchange.Side.RESPONSE))
                    .hasSize((int) answering.chunks());
            rig.feed().acknowledge(List.of(stored));
        }
    }

    /** Where bodies are not kept, what passed is counted all the same, and the model is known. */
    @Test
    void whatIsNotKeptIsCounted() throws Exception {
        try (SpoolRig rig = rig()) {
            Recording call = rig.recorder().begin(Samples.opening(1, CaptureMode.METADATA));
            call.requestBody(bytes("{\"model\":\"m-hidden\",\"stream\":true}"), 1_000);
            call.requestEnd(Headers.EMPTY, 1_000);
            call.responseHead(new ResponseHead(200, "", "HTTP/1.1", Headers.EMPTY), 2_000);
            call.responseBody(bytes("x".repeat(5_000)), 3_000);
            LiveCall live = open(rig).getFirst();
            assertThat(live.requestedModel()).isEqualTo("m-hidden");
            assertThat(live.responseBytes()).isEqualTo(5_000);
            assertThat(live.chunks()).isEqualTo(1);
            call.close(Samples.complete(4_000));
        }
    }

    /**
     * The cost of being looked at. The thread that records allocates no byte more while others look
     * as often as they can, since nothing is done on it: the looks are the reader's work.
     */
    @Test
    void recordingAllocatesNoByteMoreWhileSomebodyLooks() throws Exception {
        try (SpoolRig rig = rig()) {
            Recording call = rig.recorder().begin(Samples.opening(1, CaptureMode.FULL));
            call.requestEnd(Headers.EMPTY, 1_000);
            ByteBuffer piece = bytes("data: " + "x".repeat(90) + "\n\n");
            record(call, piece, 20_000);
            long alone = allocated(() -> record(call, piece, 5_000));
            AtomicBoolean stop = new AtomicBoolean();
            AtomicLong looks = new AtomicLong();
            Thread watcher =
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        try {
                                            while (!stop.get()) {
                                                rig.spool.live().now(SOON);
                                                looks.incrementAndGet();
                                            }
                                        } catch (InterruptedException e) {
                                            Thread.currentThread().interrupt();
                                        }
                                    });
            SpoolRig.await("a look", () -> looks.get() > 0);
            long watched = allocated(() -> record(call, piece, 5_000));
            SpoolRig.await("another look", () -> looks.get() > 2);
            stop.set(true);
            watcher.join();
            // What making segments allocates here is the same with and without.
            assertThat(watched).isLessThanOrEqualTo(alone + 2_048);
            call.close(Samples.complete(4_000));
        }
    }

    private static void record(Recording call, ByteBuffer piece, int times) {
        for (int i = 0; i < times; i++) {
            call.responseBody(piece, 2_000 + i);
        }
    }

    private static long allocated(Runnable work) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        work.run();
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }

    /** The thread that reads for whoever looks has other work, which must not wait for it. */
    @Test
    void aLookReadsSomeRecordsOnlyAndTheNextGoesOn() throws Exception {
        try (SpoolRig rig = rig()) {
            Recording call = rig.recorder().begin(Samples.opening(1, CaptureMode.FULL));
            call.requestEnd(Headers.EMPTY, 1_000);
            record(call, bytes("data: 1\n\n"), 50_000);
            assertThat(open(rig).getFirst().chunks()).isLessThan(LiveTrail.MOST_AT_ONCE);
            SpoolRig.await("all of them", () -> chunks(rig) == 50_000);
            call.close(Samples.complete(99_000));
        }
    }

    private static long chunks(SpoolRig rig) {
        try {
            return open(rig).getFirst().chunks();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void manyLongStreamsAreLookedThroughInAMoment() throws Exception {
        try (SpoolRig rig = rig()) {
            Recorder recorder = rig.recorder();
            List<Recording> calls = new ArrayList<>();
            ByteBuffer piece = bytes("data: " + "x".repeat(60) + "\n\n");
            for (int i = 0; i < 2_000; i++) {
                Recording call = recorder.begin(Samples.opening(i, CaptureMode.FULL));
                call.requestEnd(Headers.EMPTY, 1_000);
                record(call, piece, 20);
                calls.add(call);
            }
            assertThat(open(rig)).hasSize(2_000);
            long best = Long.MAX_VALUE;
            for (int round = 1; round <= 5; round++) {
                for (Recording call : calls) {
                    record(call, piece, 1);
                }
                long before = System.nanoTime();
                List<LiveCall> open = open(rig);
                best = Math.min(best, System.nanoTime() - before);
                long bytes = (20 + round) * 68L;
                assertThat(open)
                        .hasSize(2_000)
                        .allSatisfy(call -> assertThat(call.responseBytes()).isEqualTo(bytes));
            }
            // A millisecond where nothing else runs; what it must not be is the time of all
            // records.
            assertThat(Duration.ofNanos(best)).isLessThan(Duration.ofMillis(500));
            calls.forEach(call -> call.close(Samples.complete(9_000)));
        }
    }
}
