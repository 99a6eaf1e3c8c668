package dev.weir.gateway.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.weir.core.capture.CaptureMode;
import dev.weir.core.capture.Loss;
import dev.weir.core.capture.Recorder;
import dev.weir.core.capture.Recorder.CaptureUnavailable;
import dev.weir.core.capture.Recording;
import dev.weir.core.exchange.Headers;
import dev.weir.core.exchange.Side;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** The spool as a whole: who may use it, when it is ready, what waits for what. */
class SpoolTest {

    private static final int SEGMENT = 64 << 10;

    @TempDir private Path directory;

    private static void write(Recorder recorder, long seed) throws CaptureUnavailable {
        Recording one = recorder.begin(Samples.opening(seed, CaptureMode.FULL));
        one.requestBody(ByteBuffer.allocate(300), 1);
        one.close(Samples.complete(2));
    }

    @Test
    void aSecondOneOnTheSameDirectoryIsRefusedByName() throws Exception {
        SpoolOptions options = SpoolRig.small(directory.resolve("spool"), SEGMENT);
        try (SpoolRig rig = new SpoolRig(options)) {
            assertThatIOException()
                    .isThrownBy(() -> new SpoolRig(options))
                    .withMessageContaining(directory.resolve("spool").toString())
                    .withMessageContaining("another process");
            write(rig.recorder(), 1);
            rig.feed().acknowledge(rig.take(1));
        }
        new SpoolRig(options).close();
    }

    @Test
    void onlyTheOwnerMayReadIt() throws Exception {
        Path spool = directory.resolve("data/spool");
        try (SpoolRig rig = new SpoolRig(SpoolRig.small(spool, SEGMENT))) {
            rig.recorder();
            assertThat(permissions(spool)).isEqualTo("rwx------");
            assertThat(permissions(java.util.Objects.requireNonNull(spool.getParent())))
                    .isEqualTo("rwx------");
            for (String name : SpoolRig.names(spool)) {
                assertThat(permissions(spool.resolve(name))).as(name).isEqualTo("rw-------");
            }
        }
    }

    private static String permissions(Path path) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void aRecorderCanRecordAsSoonAsItIsThereHoweverSlowTheDisk() throws Exception {
        FaultyDisk disk = new FaultyDisk();
        disk.allocationMillis = 300;
        SpoolOptions options = SpoolRig.small(directory, SEGMENT);
        try (SpoolRig rig = new SpoolRig(options, disk, Duration.ofMillis(1))) {
            List<Recorder> recorders = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                recorders.add(rig.recorder());
            }
            assertThat(rig.spool.writable()).isTrue();
            for (Recorder recorder : recorders) {
                write(recorder, 1);
            }
            rig.feed().acknowledge(rig.take(3));
            assertThat(rig.counter("weir.capture.loss", "reason", "spool_full")).isZero();
        }
    }

    @Test
    void onlyAFullDiskLetsARecorderStartWithoutRoom() throws Exception {
        FaultyDisk disk = new FaultyDisk();
        disk.allocation = "No space left on device";
        try (SpoolRig rig = new SpoolRig(SpoolRig.small(directory, SEGMENT), disk)) {
            Recorder recorder = rig.recorder();
            assertThat(rig.spool.writable()).isFalse();
            try {
                write(recorder, 1);
                assertThat(false).as("refused").isTrue();
            } catch (CaptureUnavailable e) {
                assertThat(e.loss()).isEqualTo(Loss.SPOOL_FULL);
            }
            disk.allocation = null;
            SpoolRig.await("room", rig.spool::writable);
            write(recorder, 2);
            rig.feed().acknowledge(rig.take(1));
        }
    }

    @Test
    void anExchangeThatIsNotToBeRecordedIsAMistakeOfTheCaller() throws Exception {
        try (SpoolRig rig = new SpoolRig(SpoolRig.small(directory, SEGMENT))) {
            Recorder recorder = rig.recorder();
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> recorder.begin(Samples.opening(1, CaptureMode.OFF)));
        }
    }

    @Test
    void settleWaitsForEverythingThatWasClosedBeforeIt() throws Exception {
        try (SpoolRig rig = new SpoolRig(SpoolRig.small(directory, SEGMENT))) {
            Recorder recorder = rig.recorder();
            assertThat(rig.feed().settle(Duration.ZERO)).as("nothing to wait for").isTrue();
            AtomicInteger archived = new AtomicInteger();
            Thread archiver =
                    SpoolRig.THREADS.newThread(
                            () -> {
                                try {
                                    while (archived.get() < 200) {
                                        List<SpooledExchange> some =
                                                rig.feed().take(7, SpoolRig.PATIENCE);
                                        archived.addAndGet(some.size());
                                        rig.feed().acknowledge(some);
                                    }
                                } catch (InterruptedException e) {
                                    Thread.currentThread().interrupt();
                                }
                            });
            archiver.start();
            for (int i = 1; i <= 200; i++) {
                write(recorder, i);
                assertThat(rig.feed().settle(SpoolRig.PATIENCE)).isTrue();
                assertThat(archived).hasValue(i);
            }
            archiver.join();
        }
    }

    @Test
    void settleGivesUpWhenItsTimeIsOverAndIgnoresWhatIsStillOpen() throws Exception {
        try (SpoolRig rig = new SpoolRig(SpoolRig.small(directory, SEGMENT))) {
            Recorder recorder = rig.recorder();
            Recording open = recorder.begin(Samples.opening(1, CaptureMode.FULL));
            assertThat(rig.feed().settle(Duration.ofMillis(50))).isTrue();
            open.close(Samples.complete(1));
            assertThat(rig.feed().settle(Duration.ofMillis(50)))
                    .as("nobody acknowledges")
                    .isFalse();
            List<SpooledExchange> taken = rig.take(1);
            assertThat(rig.feed().settle(Duration.ofMillis(10)))
                    .as("taken is not safe yet")
                    .isFalse();
            rig.feed().acknowledge(taken);
            assertThat(rig.feed().settle(Duration.ZERO)).isTrue();
        }
    }

    @Test
    void whoWaitsIsWokenByAClosingAndByTheEnd() throws Exception {
        SpoolRig rig = new SpoolRig(SpoolRig.small(directory, SEGMENT));
        Recorder recorder = rig.recorder();
        List<Integer> sizes = new ArrayList<>();
        CountDownLatch first = new CountDownLatch(1);
        Thread reader =
                SpoolRig.THREADS.newThread(
                        () -> {
                            try {
                                List<SpooledExchange> taken =
                                        rig.feed().take(5, Duration.ofMinutes(5));
                                sizes.add(taken.size());
                                rig.feed().acknowledge(taken);
                                first.countDown();
                                sizes.add(rig.feed().take(5, Duration.ofMinutes(5)).size());
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        });
        reader.start();
        Thread.sleep(30);
        write(recorder, 1);
        first.await();
        rig.close();
        reader.join(SpoolRig.PATIENCE.toMillis());
        assertThat(reader.isAlive()).isFalse();
        assertThat(sizes).containsExactly(1, 0);
    }

    @Test
    void manyWritersAndOneReaderLoseNothing() throws Exception {
        int writers = 4;
        Map<String, Integer> found = new HashMap<>();
        AtomicInteger written = new AtomicInteger();
        List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
        try (SpoolRig rig = new SpoolRig(SpoolRig.small(directory, SEGMENT))) {
            long end = System.nanoTime() + Duration.ofSeconds(2).toNanos();
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < writers; i++) {
                int writer = i;
                Recorder recorder = rig.recorder();
                Thread thread =
                        SpoolRig.THREADS.newThread(() -> stress(recorder, writer, end, written));
                thread.setUncaughtExceptionHandler((_, e) -> failures.add(e));
                threads.add(thread);
            }
            threads.forEach(Thread::start);
            boolean done = false;
            while (!done) {
                done = threads.stream().noneMatch(Thread::isAlive);
                List<SpooledExchange> some = rig.feed().take(300, Duration.ofMillis(100));
                done &= some.isEmpty();
                for (SpooledExchange one : some) {
                    long seed = Long.parseLong(one.opening().tags().getFirst().value());
                    found.merge(Long.toString(seed), 1, Integer::sum);
                    assertThat(one.losses()).isEmpty();
                    byte[] body = Samples.join(one.pieces(Side.REQUEST));
                    assertThat(one.body(Side.REQUEST).crc32c()).isEqualTo(Samples.crc32c(body));
                    assertThat(ByteBuffer.wrap(body).getLong()).isEqualTo(seed);
                }
                rig.feed().acknowledge(some);
            }
            assertThat(failures).isEmpty();
            assertThat(found).hasSize(written.get());
            assertThat(found.values()).allMatch(times -> times == 1);
            assertThat(written.get()).isGreaterThan(500);
        }
        assertThat(SpoolRig.names(directory)).containsExactly("lock");
    }

    private static void stress(Recorder recorder, int writer, long end, AtomicInteger written) {
        Random random = new Random(writer);
        try {
            for (long i = 0; System.nanoTime() < end; i++) {
                long seed = i * 16 + writer;
                Recording one = recorder.begin(Samples.opening(seed, CaptureMode.FULL));
                one.requestBody(ByteBuffer.allocate(8).putLong(0, seed), 1);
                one.requestBody(ByteBuffer.wrap(Samples.bytes(random, random.nextInt(9000))), 1);
                one.requestEnd(Headers.EMPTY, 2);
                one.close(Samples.complete(3));
                written.incrementAndGet();
            }
        } catch (CaptureUnavailable e) {
            throw new IllegalStateException(e);
        }
    }
}
