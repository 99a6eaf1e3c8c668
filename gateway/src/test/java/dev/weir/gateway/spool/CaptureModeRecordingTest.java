package dev.weir.gateway.spool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.capture.CaptureMode;
import dev.weir.core.capture.Loss;
import dev.weir.core.capture.Recorder;
import dev.weir.core.capture.Recording;
import dev.weir.core.exchange.BodyFacts;
import dev.weir.core.exchange.Chunk;
import dev.weir.core.exchange.Headers;
import dev.weir.core.exchange.Side;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Every capture mode keeps what it says and no byte more, and tells the size of what passed. */
class CaptureModeRecordingTest {

    private static final String REQUEST = "{\"model\":\"größe-1\",\"stream\":true,\"messages\":[]}";

    @TempDir private Path directory;
    private SpoolRig rig;
    private Recorder recorder;

    @BeforeEach
    void open() throws Exception {
        rig = new SpoolRig(SpoolRig.small(directory, 1 << 16));
        recorder = rig.recorder();
    }

    @AfterEach
    void close() throws Exception {
        rig.close();
    }

    /** Records one exchange, its bodies cut into random pieces. */
    private SpooledExchange record(CaptureMode mode, byte[] request, byte[] response, Random random)
            throws Exception {
        Recording recording = recorder.begin(Samples.opening(random.nextLong(), mode));
        for (byte[] piece : cut(request, random)) {
            recording.requestBody(Samples.buffer(random, piece), 1);
        }
        recording.requestEnd(Headers.EMPTY, 2);
        for (byte[] piece : cut(response, random)) {
            recording.responseBody(Samples.buffer(random, piece), 3);
        }
        recording.responseEnd(Headers.EMPTY, 4, () -> {});
        recording.close(Samples.complete(5));
        return rig.take(1).getFirst();
    }

    private static List<byte[]> cut(byte[] body, Random random) {
        List<byte[]> pieces = new ArrayList<>();
        for (int at = 0; at < body.length; ) {
            int to = Math.min(body.length, at + 1 + random.nextInt(random.nextBoolean() ? 3 : 40));
            pieces.add(Arrays.copyOfRange(body, at, to));
            at = to;
        }
        return pieces;
    }

    private void assertPrefix(SpooledExchange read, Side side, byte[] body, int kept) {
        byte[] prefix = Arrays.copyOf(body, kept);
        assertThat(Samples.join(read.pieces(side))).isEqualTo(prefix);
        assertThat(read.body(side))
                .isEqualTo(new BodyFacts(body.length, kept, Samples.crc32c(prefix)));
        assertThat(read.chunks(side).stream().mapToLong(Chunk::length).sum())
                .isEqualTo(body.length);
    }

    @Test
    void metadataKeepsNoByteOfABodyButItsSizeAndTheModel() throws Exception {
        byte[] request = REQUEST.getBytes(StandardCharsets.UTF_8);
        byte[] response = "an answer".getBytes(StandardCharsets.UTF_8);
        SpooledExchange read = record(CaptureMode.METADATA, request, response, new Random(1));
        assertPrefix(read, Side.REQUEST, request, 0);
        assertPrefix(read, Side.RESPONSE, response, 0);
        assertThat(read.peekedModel()).isEqualTo("größe-1");
        assertThat(read.peekedStream()).isTrue();
        assertThat(read.losses()).containsExactly(Loss.MODE);
        assertThat(rig.counter("weir.capture.loss", "reason", "spool_full")).isZero();
    }

    @Test
    void fullReadsNothingOfTheRequest() throws Exception {
        byte[] request = REQUEST.getBytes(StandardCharsets.UTF_8);
        SpooledExchange read = record(CaptureMode.FULL, request, new byte[0], new Random(1));
        assertPrefix(read, Side.REQUEST, request, request.length);
        assertThat(read.peekedModel()).isNull();
        assertThat(read.losses()).isEmpty();
    }

    @Test
    void previewKeepsTheFirstCharactersAndNeverAPartOfOne() throws Exception {
        Random random = new Random(5);
        for (int i = 0; i < 1000; i++) {
            int characters = 1 + random.nextInt(12);
            byte[] request = almostUtf8(random);
            byte[] response = almostUtf8(random);
            SpooledExchange read =
                    record(new CaptureMode.Preview(characters), request, response, random);
            int ofRequest = prefix(request, characters);
            int ofResponse = prefix(response, characters);
            assertPrefix(read, Side.REQUEST, request, ofRequest);
            assertPrefix(read, Side.RESPONSE, response, ofResponse);
            boolean cut = ofRequest < request.length || ofResponse < response.length;
            assertThat(read.losses())
                    .isEqualTo(cut ? java.util.Set.of(Loss.MODE) : java.util.Set.of());
            rig.feed().acknowledge(List.of(read));
        }
    }

    @Test
    void aCharacterThatIsCutOffByTheEndCountsByteByByte() throws Exception {
        byte[] body = {'a', (byte) 0xF0, (byte) 0x9F, (byte) 0x98};
        SpooledExchange read = record(new CaptureMode.Preview(3), body, body, new Random(2));
        assertPrefix(read, Side.REQUEST, body, 3);
    }

    /** Characters of every length, and bytes that are part of none. */
    private static byte[] almostUtf8(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(16); i > 0; i--) {
            int[] limits = {0x80, 0x800, 0xD800, 0x10000};
            int which = random.nextInt(4);
            text.appendCodePoint(
                    which == 3
                            ? 0x10000 + random.nextInt(0x100000)
                            : random.nextInt(limits[which]));
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        for (int i = random.nextInt(3); i > 0 && bytes.length > 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return random.nextInt(4) == 0
                ? Arrays.copyOf(bytes, random.nextInt(bytes.length + 1))
                : bytes;
    }

    /** The reference: asks the JDK's own decoder, longest form first. */
    private static int prefix(byte[] body, int characters) {
        int at = 0;
        for (int i = 0; i < characters && at < body.length; i++) {
            at += characterAt(body, at);
        }
        return at;
    }

    private static int characterAt(byte[] body, int at) {
        for (int length = 4; length > 1; length--) {
            if (at + length <= body.length) {
                String text = new String(body, at, length, StandardCharsets.UTF_8);
                if (text.codePointCount(0, text.length()) == 1 && text.charAt(0) != 0xFFFD) {
                    return length;
                }
            }
        }
        return 1;
    }

    @Test
    void previewSurvivesAPieceOfOneByteAtATime() throws Exception {
        byte[] body = "aé€😀z".getBytes(StandardCharsets.UTF_8);
        for (int characters = 1; characters <= 6; characters++) {
            Recording recording =
                    recorder.begin(
                            Samples.opening(characters, new CaptureMode.Preview(characters)));
            for (byte one : body) {
                recording.requestBody(ByteBuffer.wrap(new byte[] {one}), 1);
            }
            recording.close(Samples.complete(2));
            assertPrefix(rig.take(1).getFirst(), Side.REQUEST, body, prefix(body, characters));
        }
    }
}
