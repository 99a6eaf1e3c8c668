package dev.weir.gateway.spool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.capture.CaptureMode;
import dev.weir.core.capture.Recorder;
import dev.weir.core.capture.Recording;
import dev.weir.core.exchange.ExchangeId;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** What is written comes back as it was, whatever segment it lies in. */
class RoundTripTest {

    @TempDir private Path directory;

    @Test
    void interleavedExchangesOfSeveralWritersComeBackAsTheyWere() throws Exception {
        for (int seed = 0; seed < 8; seed++) {
            Random random = new Random(seed);
            int segment = 8192 << random.nextInt(3);
            Path spool = directory.resolve("spool" + seed);
            try (SpoolRig rig = new SpoolRig(SpoolRig.small(spool, segment))) {
                writeAndRead(rig, random, segment);
                assertThat(rig.gauge("weir.spool.lag")).isZero();
            }
            assertThat(SpoolRig.names(spool))
                    .as("a clean close leaves no segment")
                    .containsExactly("lock");
        }
    }

    private static void writeAndRead(SpoolRig rig, Random random, int segment) throws Exception {
        List<Recorder> recorders = List.of(rig.recorder(), rig.recorder(), rig.recorder());
        Map<ExchangeId, ScriptedExchange> written = new HashMap<>();
        List<ScriptedExchange> open = new ArrayList<>();
        int begun = 0;
        while (begun < 60 || !open.isEmpty()) {
            if (begun < 60 && (open.isEmpty() || random.nextInt(12) == 0)) {
                Recorder recorder = recorders.get(random.nextInt(recorders.size()));
                ScriptedExchange one = new ScriptedExchange(recorder, random, segment * 3);
                written.put(one.opening.id(), one);
                open.add(one);
                begun++;
            } else {
                ScriptedExchange one = open.get(random.nextInt(open.size()));
                if (!one.step()) {
                    open.remove(one);
                }
            }
            if (random.nextInt(40) == 0) {
                List<SpooledExchange> some = rig.feed().take(3, Duration.ZERO);
                check(some, written);
                rig.feed().acknowledge(some);
            }
        }
        while (!written.isEmpty()) {
            List<SpooledExchange> rest = rig.take(Math.min(7, written.size()));
            assertThat(rest).isNotEmpty();
            check(rest, written);
            rig.feed().acknowledge(rest);
        }
        assertThat(rig.feed().take(1, Duration.ofMillis(1))).isEmpty();
    }

    private static void check(
            List<SpooledExchange> read, Map<ExchangeId, ScriptedExchange> written) {
        for (SpooledExchange one : read) {
            ScriptedExchange expected = written.remove(one.opening().id());
            if (expected == null) {
                throw new AssertionError(one.opening().id() + " came twice or was never written");
            }
            expected.assertSame(one);
        }
    }

    @Test
    void exchangesComeInTheOrderOfTheirClosings() throws Exception {
        try (SpoolRig rig = new SpoolRig(SpoolRig.small(directory, 1 << 16))) {
            Recorder recorder = rig.recorder();
            List<Recording> open = new ArrayList<>();
            List<ExchangeId> closed = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                open.add(recorder.begin(Samples.opening(i, CaptureMode.FULL)));
            }
            for (int i = 19; i >= 0; i--) {
                open.get(i).close(Samples.complete(i));
                closed.add(Samples.opening(i, CaptureMode.FULL).id());
            }
            List<SpooledExchange> taken = rig.take(20);
            assertThat(taken).extracting(one -> one.opening().id()).isEqualTo(closed);
            rig.feed().acknowledge(taken);
        }
    }

    @Test
    void acknowledgedSegmentsAreUsedAgainAndTheirOldRecordsStayDead() throws Exception {
        SpoolOptions options = SpoolRig.small(directory.resolve("spool"), 8192);
        Path copy = Files.createDirectory(directory.resolve("copy"));
        Random random = new Random(3);
        List<ExchangeId> unfinished = new ArrayList<>();
        try (SpoolRig rig = new SpoolRig(options)) {
            Recorder recorder = rig.recorder();
            for (int i = 0; i < 300; i++) {
                new ScriptedExchange(recorder, random, 3000).finish();
                rig.feed().acknowledge(rig.take(1));
            }
            assertThat(rig.segments()).hasSizeLessThan(12);
            // A few records at the front of segments that are full of old ones.
            for (int i = 0; i < 3; i++) {
                ScriptedExchange one = new ScriptedExchange(recorder, random, 10);
                one.step();
                unfinished.add(one.opening.id());
            }
            // What a killed process would leave.
            for (Path segment : rig.segments()) {
                try {
                    Files.copy(segment, copy.resolve(segment.getFileName()));
                } catch (NoSuchFileException e) {
                    // Drained, and deleted since it was listed.
                    assertThat(rig.segments()).doesNotContain(segment);
                }
            }
        }
        try (SpoolRig rig = new SpoolRig(SpoolRig.small(copy, 8192))) {
            List<SpooledExchange> found = rig.take(3);
            assertThat(found)
                    .extracting(one -> one.opening().id())
                    .containsExactlyInAnyOrderElementsOf(unfinished);
            assertThat(rig.feed().take(1, Duration.ofMillis(30))).isEmpty();
            assertThat(rig.counter("weir.spool.damaged")).isZero();
            rig.feed().acknowledge(found);
        }
    }

    @Test
    void whatIsNotAcknowledgedComesAgainAfterAStart() throws Exception {
        SpoolOptions options = SpoolRig.small(directory, 8192);
        Random random = new Random(9);
        List<ScriptedExchange> written = new ArrayList<>();
        try (SpoolRig rig = new SpoolRig(options)) {
            Recorder recorder = rig.recorder();
            for (int i = 0; i < 40; i++) {
                ScriptedExchange one = new ScriptedExchange(recorder, random, 6000);
                one.finish();
                written.add(one);
            }
            List<SpooledExchange> some = rig.take(25);
            for (int i = 0; i < 25; i += 2) {
                rig.feed().acknowledge(List.of(some.get(i)));
            }
        }
        try (SpoolRig rig = new SpoolRig(options)) {
            List<SpooledExchange> again = rig.take(27);
            assertThat(again).hasSize(27);
            Map<ExchangeId, ScriptedExchange> expected = new HashMap<>();
            for (int i = 0; i < 40; i++) {
                if (i >= 25 || i % 2 == 1) {
                    expected.put(written.get(i).opening.id(), written.get(i));
                }
            }
            check(again, expected);
            assertThat(expected).isEmpty();
            rig.feed().acknowledge(again);
        }
        assertThat(SpoolRig.names(directory)).containsExactly("lock");
    }
}
