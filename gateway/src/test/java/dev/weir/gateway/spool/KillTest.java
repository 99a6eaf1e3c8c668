package dev.weir.gateway.spool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.capture.CaptureMode;
import dev.weir.core.capture.Loss;
import dev.weir.core.capture.Recorder;
import dev.weir.core.capture.Recording;
import dev.weir.core.exchange.EndReason;
import dev.weir.core.exchange.Headers;
import dev.weir.core.exchange.ResponseHead;
import dev.weir.core.exchange.Side;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** A real process is killed with SIGKILL while it writes; everything it had promised is there. */
class KillTest {

    private static final int SEGMENT = 64 << 10;

    @TempDir private Path directory;

    /** What is killed: writes without end and prints the id of each exchange once it is safe. */
    static final class Victim {

        private Victim() {}

        public static void main(String[] arguments) throws Exception {
            SpoolRig rig = new SpoolRig(SpoolRig.small(Path.of(arguments[0]), SEGMENT));
            Recorder recorder = rig.recorder();
            PrintStream out =
                    new PrintStream(
                            new java.io.FileOutputStream(java.io.FileDescriptor.out),
                            true,
                            StandardCharsets.US_ASCII);
            List<Recording> unfinished = new ArrayList<>();
            for (long seed = 0; ; seed++) {
                Recording recording = recorder.begin(Samples.opening(seed, CaptureMode.FULL));
                recording.requestBody(ByteBuffer.wrap(body(seed, Side.REQUEST)), 1);
                recording.requestEnd(Headers.EMPTY, 2);
                if (seed % 16 == 15 && unfinished.size() < 20) {
                    unfinished.add(recording);
                    continue;
                }
                recording.responseHead(new ResponseHead(200, "OK", "HTTP/1.1", Headers.EMPTY), 3);
                byte[] body = body(seed, Side.RESPONSE);
                for (int at = 0; at < body.length; at += 100) {
                    recording.responseBody(
                            ByteBuffer.wrap(body, at, Math.min(100, body.length - at)), 4);
                }
                long safe = seed;
                recording.responseEnd(Headers.EMPTY, 5, () -> out.println(safe));
                if (seed % 3 != 0) {
                    recording.close(Samples.complete(6));
                }
                if (seed == 3000) {
                    out.println("enough");
                    Thread.sleep(60_000);
                }
            }
        }
    }

    private static byte[] body(long seed, Side side) {
        Random random = new Random(seed * 2 + (side == Side.REQUEST ? 0 : 1));
        return Samples.bytes(random, random.nextInt(3000));
    }

    @Test
    void whatAKilledProcessPromisedIsWholeAndTheRestIsToldAsCrash() throws Exception {
        for (int round = 0; round < 5; round++) {
            Path spool = directory.resolve("spool" + round);
            Set<Long> promised = killAfter(spool, 50 + 450 * round);
            check(spool, promised);
        }
    }

    /** The seeds of all exchanges that the process called safe. */
    private static Set<Long> killAfter(Path spool, int count)
            throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx128m",
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Victim.class.getName(),
                                spool.toString())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        Set<Long> promised = new HashSet<>();
        try (BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(
                                process.getInputStream(), StandardCharsets.US_ASCII))) {
            for (String line = lines.readLine();
                    line != null && !line.equals("enough");
                    line = lines.readLine()) {
                promised.add(Long.parseLong(line));
                if (promised.size() == count) {
                    // Not the process itself: that would close the stream too.
                    process.toHandle().destroyForcibly();
                }
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
        assertThat(promised).hasSizeGreaterThanOrEqualTo(count);
        return promised;
    }

    private static void check(Path spool, Set<Long> promised) throws Exception {
        int crashed = 0;
        try (SpoolRig rig = new SpoolRig(SpoolRig.small(spool, SEGMENT))) {
            assertThat(rig.counter("weir.spool.damaged")).isZero();
            Set<String> missing = new HashSet<>();
            for (long seed : promised) {
                missing.add(Samples.opening(seed, CaptureMode.FULL).id().toString());
            }
            List<SpooledExchange> some = rig.feed().take(1000, Duration.ZERO);
            while (!some.isEmpty()) {
                for (SpooledExchange one : some) {
                    if (one.closing().end() == EndReason.GATEWAY_CRASH) {
                        crashed++;
                        assertThat(one.losses()).containsExactly(Loss.CRASH);
                        assertThat(missing).doesNotContain(one.opening().id().toString());
                    } else {
                        missing.remove(one.opening().id().toString());
                        assertThat(one.closing().end()).isEqualTo(EndReason.COMPLETE);
                        assertThat(one.losses()).isEmpty();
                        assertWhole(one);
                    }
                }
                rig.feed().acknowledge(some);
                some = rig.feed().take(1000, Duration.ZERO);
            }
            assertThat(missing).isEmpty();
            assertThat(crashed).isBetween(1, 21);
            assertThat(rig.counter("weir.capture.loss", "reason", "crash")).isEqualTo(crashed);
        }
        assertThat(SpoolRig.names(spool)).containsExactly("lock");
    }

    private static void assertWhole(SpooledExchange one) {
        long seed = Long.parseLong(one.opening().tags().getFirst().value());
        for (Side side : Side.values()) {
            assertThat(Samples.join(one.pieces(side))).isEqualTo(body(seed, side));
            assertThat(one.body(side).crc32c()).isEqualTo(Samples.crc32c(body(seed, side)));
        }
    }
}
