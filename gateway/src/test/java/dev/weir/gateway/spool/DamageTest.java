package dev.weir.gateway.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.core.capture.Loss;
import dev.weir.core.capture.Recorder;
import dev.weir.core.exchange.ExchangeId;
import dev.weir.core.exchange.Side;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32C;

/** Damaged segments: no wrong byte is ever taken for a right one, and damage is counted. */
class DamageTest {

    private static final int SEGMENT = 16 << 10;

    @TempDir private Path directory;

    private final Map<ExchangeId, ScriptedExchange> written = new HashMap<>();

    /** Finished exchanges that nobody took, in several segments. */
    private Path write(String name, int seed, int count) throws Exception {
        Path spool = directory.resolve(name);
        written.clear();
        try (SpoolRig rig = new SpoolRig(SpoolRig.small(spool, SEGMENT))) {
            Recorder recorder = rig.recorder();
            Random random = new Random(seed);
            for (int i = 0; i < count; i++) {
                ScriptedExchange one = new ScriptedExchange(recorder, random, 5000);
                one.finish();
                written.put(one.opening.id(), one);
            }
        }
        return spool;
    }

    /** What a start finds; exchanges without a loss have to be as they were written. */
    private Found read(Path spool) throws Exception {
        try (SpoolRig rig = new SpoolRig(SpoolRig.small(spool, SEGMENT))) {
            int whole = 0;
            int lossy = 0;
            List<SpooledExchange> some = rig.feed().take(1000, Duration.ZERO);
            for (SpooledExchange one : some) {
                ScriptedExchange expected =
                        java.util.Objects.requireNonNull(written.get(one.opening().id()));
                assertThat(expected).as("nothing that was not written").isNotNull();
                if (one.losses().isEmpty()) {
                    expected.assertSame(one);
                    whole++;
                } else {
                    expected.assertPrefix(one);
                    assertThat(one.losses()).isSubsetOf(Loss.SPOOL_CORRUPT, Loss.CRASH);
                    lossy++;
                }
                for (Side side : Side.values()) {
                    assertThat(one.body(side).crc32c())
                            .isEqualTo(Samples.crc32c(Samples.join(one.pieces(side))));
                }
            }
            rig.feed().acknowledge(some);
            return new Found(whole, lossy, (int) rig.counter("weir.spool.damaged"));
        }
    }

    /** How many came back whole, how many with a loss, and how many damaged places were counted. */
    private record Found(int whole, int lossy, int damaged) {}

    private static void flip(Path segment, int at, int bit) throws IOException {
        byte[] bytes = Files.readAllBytes(segment);
        bytes[at] ^= (byte) (1 << bit);
        Files.write(segment, bytes);
    }

    @Test
    void aFlippedBitIsNeverTakenForWhatWasWritten() throws Exception {
        Random random = new Random(21);
        for (int round = 0; round < 60; round++) {
            Path spool = write("flip" + round, round, 12);
            List<Path> segments = Recovery.files(spool);
            Path segment = segments.get(random.nextInt(segments.size()));
            int at = random.nextInt(SEGMENT);
            byte[] before = Files.readAllBytes(segment);
            boolean used = inRecord(before, at);
            boolean torn = inLastRecord(before, at);
            flip(segment, at, random.nextInt(8));
            SpoolVerifier.Report report = SpoolVerifier.verify(spool);
            Found found = read(spool);
            if (found.whole() < 12 && !torn) {
                assertThat(found.damaged()).as("round %d: counted", round).isPositive();
                assertThat(SpoolRig.names(spool))
                        .as("kept aside")
                        .anyMatch(n -> n.contains(Recovery.ASIDE));
            }
            if (used) {
                assertThat(found.whole()).as("round %d, byte %d", round, at).isLessThan(12);
                assertThat(report.damaged()).isPositive();
            }
        }
    }

    /** True in the newest record: lost, it looks like one that was never written whole. */
    private static boolean inLastRecord(byte[] segment, int at) {
        ByteBuffer bytes = ByteBuffer.wrap(segment).order(ByteOrder.LITTLE_ENDIAN);
        int last = SegmentHeader.SIZE;
        int from = last;
        while (from + 8 <= segment.length && bytes.getInt(from + 4) != 0) {
            last = from;
            from += RecordLayout.size(bytes.getInt(from + 4) - 1);
        }
        return at >= last && at < from;
    }

    /** True where a checksum covers the byte: in the header, or in a record but not its padding. */
    private static boolean inRecord(byte[] segment, int at) {
        ByteBuffer bytes = ByteBuffer.wrap(segment).order(ByteOrder.LITTLE_ENDIAN);
        int from = SegmentHeader.SIZE;
        while (from + 8 <= segment.length && bytes.getInt(from + 4) != 0) {
            int length = bytes.getInt(from + 4) - 1;
            boolean end = bytes.get(from + RecordLayout.KIND) == RecordType.SEGMENT_END.code();
            if (at >= from && at < from + RecordLayout.HEADER + length) {
                // A lost last record looks like one that was never written whole.
                return !end && bytes.getInt(from + RecordLayout.size(length) + 4) != 0;
            }
            if (end) {
                break;
            }
            from += RecordLayout.size(length);
        }
        return false;
    }

    @Test
    void aTornTailLosesOnlyWhatWasInIt() throws Exception {
        Random random = new Random(4);
        for (int round = 0; round < 25; round++) {
            Path spool = write("torn" + round, 100 + round, 6);
            Path last = Recovery.files(spool).getLast();
            byte[] bytes = Files.readAllBytes(last);
            int from = SegmentHeader.SIZE + 8 + random.nextInt(SEGMENT - SegmentHeader.SIZE - 8);
            Arrays.fill(bytes, from, SEGMENT, (byte) 0);
            Files.write(last, bytes);
            Found found = read(spool);
            assertThat(found.damaged())
                    .as("a tail is expected after a crash, it is no damage")
                    .isZero();
            assertThat(found.whole() + found.lossy()).isBetween(0, 6);
            assertThat(SpoolRig.names(spool)).containsExactly("lock");
        }
    }

    @Test
    void aSegmentThatIsMissingTakesOnlyItsOwnRecordsWithIt() throws Exception {
        Path spool = write("missing", 7, 30);
        List<Path> segments = Recovery.files(spool);
        assertThat(segments).hasSizeGreaterThan(4);
        Files.delete(segments.get(1));
        Found found = read(spool);
        assertThat(found.whole()).isBetween(10, 29);
    }

    @Test
    void aSegmentWithoutReadableHeaderIsKeptAsideEachTime() throws Exception {
        for (int round = 0; round < 3; round++) {
            Path spool = write("header", round, 1);
            flip(Recovery.files(spool).getFirst(), 17, 3);
            assertThat(read(spool)).isEqualTo(new Found(0, 0, 1));
        }
        assertThat(SpoolRig.names(directory.resolve("header")))
                .filteredOn(name -> name.contains(Recovery.ASIDE))
                .hasSize(3);
    }

    @Test
    void aFileThatWasNeverUsedOrNeverFilledGoes() throws Exception {
        Files.write(directory.resolve("0000000000000007.spool"), new byte[0]);
        Files.write(directory.resolve("0000000000000008.spool"), new byte[SEGMENT]);
        Files.write(directory.resolve("0000000000000009.spool"), new byte[17]);
        assertThat(read(directory)).isEqualTo(new Found(0, 0, 0));
        assertThat(SpoolRig.names(directory)).containsExactly("lock");
    }

    @Test
    void aSegmentOfALaterFormatStopsTheStartAndIsLeftAlone() throws Exception {
        Path spool = write("later", 1, 1);
        Path segment = Recovery.files(spool).getFirst();
        ByteBuffer bytes =
                ByteBuffer.wrap(Files.readAllBytes(segment)).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(8, 2);
        CRC32C sum = new CRC32C();
        sum.update(bytes.array(), 0, 60);
        bytes.putInt(60, (int) sum.getValue());
        Files.write(segment, bytes.array());
        List<String> before = SpoolRig.names(spool);
        assertThatThrownBy(() -> new SpoolRig(SpoolRig.small(spool, SEGMENT)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("version 2")
                .hasMessageContaining("version 1");
        assertThat(SpoolRig.names(spool)).isEqualTo(before);
    }

    @Test
    void theVerifierCountsWhatIsThere() throws Exception {
        Path spool = write("verify", 2, 10);
        SpoolVerifier.Report report = SpoolVerifier.verify(spool);
        assertThat(report.exchanges()).isEqualTo(10);
        assertThat(report.segments()).isEqualTo(Recovery.files(spool).size());
        assertThat(report.records()).isGreaterThan(20);
        assertThat(report.damaged()).isZero();
        assertThat(SpoolVerifier.verify(directory.resolve("none")))
                .isEqualTo(new SpoolVerifier.Report(0, 0, 0, 0, 0));
    }
}
