package dev.weir.gateway.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.weir.core.capture.CaptureMode;
import dev.weir.core.capture.Closing;
import dev.weir.core.capture.Loss;
import dev.weir.core.capture.Recorder;
import dev.weir.core.capture.Recorder.CaptureUnavailable;
import dev.weir.core.capture.Recording;
import dev.weir.core.exchange.BodyFacts;
import dev.weir.core.exchange.EndReason;
import dev.weir.core.exchange.Headers;
import dev.weir.core.exchange.Side;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** No room, or no disk: it is told, traffic is never harmed, and recording goes on by itself. */
class NoRoomTest {

    private static final int SEGMENT = 8192;
    private static final String FULL = "No space left on device";
    private static final String BROKEN = "Input/output error";

    @TempDir private Path directory;

    private final FaultyDisk disk = new FaultyDisk();

    private static Recording begin(Recorder recorder, long seed) throws CaptureUnavailable {
        return recorder.begin(Samples.opening(seed, CaptureMode.FULL));
    }

    private static CaptureUnavailable refused(Recorder recorder, long seed) {
        return assertThatExceptionOfType(CaptureUnavailable.class)
                .isThrownBy(() -> begin(recorder, seed))
                .actual();
    }

    /** Writes until nothing more can be begun; the bodies are a third of a segment. */
    private static int fill(Recorder recorder, long from) {
        for (int i = 0; ; i++) {
            try {
                Recording one = begin(recorder, from + i);
                one.requestBody(ByteBuffer.allocate(SEGMENT / 3), 1);
                one.close(Samples.complete(2));
            } catch (CaptureUnavailable e) {
                return i;
            }
        }
    }

    /** Tries until an exchange can be begun again, and closes it. */
    private static void awaitRoom(Recorder recorder) throws Exception {
        SpoolRig.await(
                "room",
                () -> {
                    try {
                        begin(recorder, 777).close(Samples.complete(1));
                        return true;
                    } catch (CaptureUnavailable e) {
                        return false;
                    }
                });
    }

    @Test
    void aFullDiskRefusesNewExchangesAndRecoversByItself() throws Exception {
        refusesAndRecovers(FULL, Loss.SPOOL_FULL);
    }

    @Test
    void aFullDiskIsNotTriedWithEveryRequest() throws Exception {
        try (SpoolRig rig = new SpoolRig(SpoolRig.small(directory, SEGMENT), disk)) {
            Recorder recorder = rig.recorder();
            disk.allocation = FULL;
            fill(recorder, 0);
            SpoolRig.await("it is known", () -> !rig.spool.writable());
            int before = disk.allocations.get();
            for (int i = 0; i < 1_000; i++) {
                refused(recorder, i);
            }
            Thread.sleep(200);
            assertThat(disk.allocations.get() - before).isLessThan(10);
        }
    }

    @Test
    void aBrokenDiskRefusesNewExchangesAndRecoversByItself() throws Exception {
        refusesAndRecovers(BROKEN, Loss.SPOOL_ERROR);
    }

    private void refusesAndRecovers(String fault, Loss loss) throws Exception {
        try (SpoolRig rig = new SpoolRig(SpoolRig.small(directory, SEGMENT), disk)) {
            Recorder recorder = rig.recorder();
            assertThat(rig.spool.writable()).isTrue();
            disk.allocation = fault;
            int count = fill(recorder, 0);
            assertThat(count).as("what was allocated is used").isGreaterThan(2);
            CaptureUnavailable e = refused(recorder, 1);
            assertThat(e.loss()).isEqualTo(loss);
            assertThat(rig.counter("weir.capture.loss", "reason", loss.word()))
                    .isGreaterThanOrEqualTo(2);
            assertThat(rig.spool.writable()).isFalse();
            disk.allocation = null;
            awaitRoom(recorder);
            assertThat(rig.spool.writable()).isTrue();
            rig.feed().acknowledge(rig.take(count + 1));
        }
    }

    @Test
    void aWriterThatIsAnEventLoopNeverWaitsForALateSegment() throws Exception {
        disk.allocationMillis = 400;
        byte[] body = Samples.bytes(new Random(2), 8 * SEGMENT);
        try (SpoolRig rig =
                new SpoolRig(SpoolRig.small(directory, SEGMENT), disk, Spool.PATIENCE)) {
            Recorder recorder = rig.recorder();
            Recording one = begin(recorder, 1);
            long start = System.nanoTime();
            one.requestBody(ByteBuffer.wrap(body), 1);
            one.close(Samples.complete(2));
            assertThat(System.nanoTime() - start).isLessThan(30_000_000L);
            SpooledExchange kept = rig.take(1).getFirst();
            assertThat(kept.losses()).containsExactly(Loss.SPOOL_FULL);
            rig.feed().acknowledge(List.of(kept));
        }
    }

    @Test
    void aWriterWhoseNextSegmentIsLateSaysSoInTimeAndThatItCame() throws Exception {
        disk.allocationMillis = 300;
        try (SpoolRig rig = new SpoolRig(SpoolRig.small(directory, SEGMENT), disk)) {
            SpoolRig.Loop loop = new SpoolRig.Loop();
            Recorder recorder = rig.spool.recorder(loop);
            AtomicInteger told = new AtomicInteger();
            recorder.onRoom(told::incrementAndGet);
            assertThat(recorder.isShort()).isFalse();
            Recording one = begin(recorder, 1);
            assertThat(recorder.isShort()).isFalse();
            for (int i = 0; i < 50 && !recorder.isShort(); i++) {
                one.requestBody(ByteBuffer.allocate(SEGMENT / 32), 1);
            }
            assertThat(recorder.isShort()).isTrue();
            SpoolRig.await("room", () -> loop.turned() && told.get() == 1);
            assertThat(recorder.isShort()).isFalse();
            one.requestBody(ByteBuffer.allocate(SEGMENT / 2), 1);
            one.close(Samples.complete(2));
            SpooledExchange kept = rig.take(1).getFirst();
            assertThat(kept.losses()).isEmpty();
            rig.feed().acknowledge(List.of(kept));
        }
    }

    @Test
    void aSecondSegmentIsReadyBehindTheNextOne() throws Exception {
        byte[] most = Samples.bytes(new Random(3), SEGMENT - 1024);
        try (SpoolRig rig =
                new SpoolRig(SpoolRig.small(directory, SEGMENT), disk, Spool.PATIENCE)) {
            Recorder recorder = rig.recorder();
            SpoolRig.await("a spare", () -> rig.gauge("weir.spool.segments") >= 2);
            disk.allocationMillis = 1_000;
            for (int i = 0; i < 2; i++) {
                Recording one = begin(recorder, i);
                one.requestBody(ByteBuffer.wrap(most), 1);
                one.close(Samples.complete(2));
                int taken = i + 1;
                SpoolRig.await("the next", () -> rig.gauge("weir.spool.segments") > taken);
                Thread.sleep(50);
            }
            assertThat(rig.counter("weir.capture.loss", "reason", "spool_full")).isZero();
            rig.feed().acknowledge(rig.take(2));
        }
    }

    @Test
    void itsOwnLimitRefusesUntilTheArchiveHasTakenOver() throws Exception {
        SpoolOptions options = SpoolOptions.in(directory).withSizes(SEGMENT, 4 * SEGMENT);
        try (SpoolRig rig = new SpoolRig(options, disk)) {
            Recorder recorder = rig.recorder();
            int count = fill(recorder, 0);
            assertThat(refused(recorder, 1).loss()).isEqualTo(Loss.SPOOL_FULL);
            assertThat(rig.gauge("weir.spool.bytes")).isLessThanOrEqualTo(4 * SEGMENT);
            List<SpooledExchange> taken = rig.take(count);
            rig.feed().acknowledge(taken);
            awaitRoom(recorder);
            rig.feed().acknowledge(rig.take(1));
        }
    }

    @Test
    void whatIsLostInTheMiddleIsToldAndTheClosingIsWrittenAllTheSame() throws Exception {
        try (SpoolRig rig = new SpoolRig(SpoolRig.small(directory, SEGMENT), disk)) {
            Recorder recorder = rig.recorder();
            disk.allocation = FULL;
            Recording[] open = new Recording[8];
            for (int i = 0; i < open.length; i++) {
                open[i] = begin(recorder, i);
            }
            byte[] body = Samples.bytes(new Random(1), 6 * SEGMENT);
            open[0].requestBody(ByteBuffer.wrap(body), 1);
            open[0].requestBody(ByteBuffer.wrap(body, 0, 10), 2);
            for (Recording one : open) {
                one.requestEnd(Headers.EMPTY, 3);
                one.responseEnd(Headers.EMPTY, 4, () -> {});
                one.close(Samples.complete(5));
            }
            List<SpooledExchange> taken = rig.take(open.length);
            assertThat(taken).hasSize(open.length);
            assertThat(taken).allMatch(one -> one.closing().end() == EndReason.COMPLETE);
            SpooledExchange big = taken.getFirst();
            assertThat(big.losses()).containsExactly(Loss.SPOOL_FULL);
            BodyFacts facts = big.body(Side.REQUEST);
            assertThat(facts.length()).isEqualTo(body.length + 10);
            assertThat(facts.kept()).isBetween(1000L, (long) body.length - 1);
            byte[] kept = Samples.join(big.pieces(Side.REQUEST));
            assertThat(kept).isEqualTo(Arrays.copyOf(body, (int) facts.kept()));
            assertThat(facts.crc32c()).isEqualTo(Samples.crc32c(kept));
            rig.feed().acknowledge(taken);
        }
    }

    @Test
    void closingsThatFoundNoRoomAreWrittenOnceThereIsSome() throws Exception {
        SpoolRig.Loop loop = new SpoolRig.Loop();
        try (SpoolRig rig = new SpoolRig(SpoolRig.small(directory, 4096), disk)) {
            Recorder recorder = rig.spool.recorder(loop);
            disk.allocation = FULL;
            Recording[] open = new Recording[30];
            int begun = 0;
            try {
                while (begun < open.length) {
                    open[begun] = begin(recorder, begun);
                    begun++;
                }
            } catch (CaptureUnavailable e) {
                assertThat(begun).isGreaterThan(3);
            }
            // More changes than fit into the room held back.
            Closing large = Samples.complete(9);
            for (int i = 0; i < begun; i++) {
                open[i].close(
                        new Closing(
                                large.end(),
                                large.phase(),
                                "e".repeat(300),
                                large.timeline(),
                                "a".repeat(300),
                                null,
                                null,
                                false,
                                1,
                                List.of()));
            }
            disk.allocation = null;
            List<SpooledExchange> taken = rig.take(begun, loop);
            assertThat(taken).hasSize(begun);
            assertThat(taken).allMatch(one -> one.closing().end() == EndReason.COMPLETE);
            rig.feed().acknowledge(taken);
        }
    }

    @Test
    void aSegmentWhoseForceFailedIsNeverForcedAgain() throws Exception {
        SpoolOptions options =
                SpoolRig.small(directory, SEGMENT)
                        .withDurability(SpoolOptions.Durability.DISK)
                        .withFlushInterval(Duration.ofMillis(5));
        SpoolRig.Loop loop = new SpoolRig.Loop();
        try (SpoolRig rig = new SpoolRig(options, disk)) {
            Recorder recorder = rig.spool.recorder(loop);
            Recording first = begin(recorder, 1);
            SpoolRig.await(
                    "the segments are forced", () -> disk.forced.stream().distinct().count() >= 2);
            Thread.sleep(20);
            disk.fsync = BROKEN;
            int before = disk.forced.size();
            boolean[] safe = new boolean[1];
            first.responseEnd(Headers.EMPTY, 1, () -> safe[0] = true);
            SpoolRig.await("the failure", () -> loop.turned() && safe[0]);
            first.close(Samples.complete(2));
            SpooledExchange read = rig.take(1).getFirst();
            assertThat(read.losses())
                    .as("its client may have more than the disk")
                    .containsExactly(Loss.SPOOL_ERROR);
            disk.fsync = null;
            awaitRoom(recorder);
            Thread.sleep(50);
            List<Path> since = disk.forced.subList(before, disk.forced.size());
            Path failed = since.getFirst();
            assertThat(since).filteredOn(failed::equals).hasSize(1);
            assertThat(rig.counter("weir.spool.fsync.failures")).isGreaterThanOrEqualTo(1);
            rig.feed().acknowledge(List.of(read));
            rig.feed().acknowledge(rig.take(1));
            SpoolRig.await("it goes", () -> !Files.exists(failed));
        }
    }

    @Test
    void aRealFullDiskIsAnErrorAtAllocationAndNotACrash() throws Exception {
        Path small = Files.createDirectory(directory.resolve("small"));
        Assumptions.assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", small.toString()) == 0,
                "not allowed to mount a small file system (not root)");
        try {
            SpoolOptions options = SpoolRig.small(small.resolve("spool"), 256 << 10);
            try (SpoolRig rig = new SpoolRig(options)) {
                Recorder recorder = rig.recorder();
                Path ballast = small.resolve("ballast");
                fillDisk(ballast);
                int count = fill(recorder, 0);
                assertThat(refused(recorder, 1).loss()).isEqualTo(Loss.SPOOL_FULL);
                Files.delete(ballast);
                awaitRoom(recorder);
                List<SpooledExchange> all = rig.take(count + 1);
                assertThat(all).hasSize(count + 1);
                assertThat(all.stream().filter(one -> !one.losses().isEmpty()))
                        .as("only what was under way when the disk was full")
                        .hasSizeLessThanOrEqualTo(2)
                        .allMatch(one -> one.losses().equals(Set.of(Loss.SPOOL_FULL)));
                rig.feed().acknowledge(all);
            }
            assertThat(SpoolRig.names(options.directory())).containsExactly("lock");
        } finally {
            run("umount", "-l", small.toString());
        }
    }

    private static void fillDisk(Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            byte[] page = new byte[4096];
            while (true) {
                out.write(page);
            }
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("No space");
        }
    }

    private static int run(String... command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            return process.waitFor(20, TimeUnit.SECONDS) ? process.exitValue() : -1;
        } catch (IOException e) {
            return -1;
        }
    }
}
