package dev.weir.gateway.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.junit.FuzzTest;

import dev.weir.core.capture.Loss;
import dev.weir.core.dialect.Dialect;
import dev.weir.core.exchange.Change;
import dev.weir.core.exchange.Chunk;
import dev.weir.core.exchange.EndPhase;
import dev.weir.core.exchange.EndReason;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

class FormatTest {

    private static List<Long> ids(Manifest manifest) {
        List<Long> ids = new ArrayList<>();
        for (int run = 0; run < manifest.runs(); run++) {
            for (int i = 0; i < manifest.count(run); i++) {
                ids.add(manifest.first(run) + i);
            }
        }
        return ids;
    }

    @Test
    void aManifestGivesItsIdsBack() {
        Random random = new Random(4);
        for (int i = 0; i < 300; i++) {
            Manifest manifest = new Manifest();
            List<Long> ids = new ArrayList<>();
            long id = 1L + random.nextInt(1_000_000);
            for (int n = random.nextInt(200); n > 0; n--) {
                manifest.add(id);
                ids.add(id);
                id = random.nextInt(4) == 0 ? 1L + random.nextInt(5_000_000) : id + 1;
            }
            ByteSink bytes = new ByteSink(16);
            manifest.encode(bytes);
            assertThat(ids(Manifest.decode(bytes.copy()))).isEqualTo(ids);
            byte[] blob = Blob.pack(bytes);
            assertThat(blob == null ? new byte[0] : Blob.unpack(blob)).isEqualTo(bytes.copy());
        }
    }

    @Test
    void theManifestOfTheFormatDocument() {
        Manifest manifest = new Manifest();
        for (long id : new long[] {4096, 4097, 4098, 4100, 4096}) {
            manifest.add(id);
        }
        ByteSink bytes = new ByteSink(16);
        manifest.encode(bytes);
        assertThat(bytes.copy()).containsExactly(0x80, 0x40, 2, 2, 0, 9, 0);
    }

    @Test
    void chunkTimesComeBackToTheMicrosecond() {
        List<Chunk> request = List.of(new Chunk(1_999, 5));
        List<Chunk> response = List.of(new Chunk(7_000_000, 0), new Chunk(7_000_000, 1 << 20));
        ByteSink bytes = new ByteSink(16);
        ChunkCodec.encode(request, response, bytes);
        assertThat(ChunkCodec.decode(bytes.copy()))
                .isEqualTo(List.of(List.of(new Chunk(1_000, 5)), response));
    }

    /** The codes are in every archive there is: a line of this table never changes. */
    @Test
    void theCodesOfTheClosedListsAreThoseOfTheFormatDocument() {
        assertThat(codes(Codes.DIALECT, Dialect.values()))
                .isEqualTo("ANTHROPIC=1 OPENAI=2 GEMINI=3 OLLAMA=4 OTHER=5");
        assertThat(codes(Codes.END, EndReason.values()))
                .isEqualTo(
                        "COMPLETE=1 CLIENT_CANCEL=2 CLIENT_SLOW=3 CLIENT_MALFORMED=4"
                                + " CONNECT_FAILED=5 UPSTREAM_RESET=6 UPSTREAM_SHORT=7"
                                + " UPSTREAM_MALFORMED=8 FIRST_BYTE_TIMEOUT=9"
                                + " UPSTREAM_IDLE_TIMEOUT=10 REFUSED_POLICY=11 REFUSED_LIMIT=12"
                                + " GATEWAY_DRAIN=13 GATEWAY_CRASH=14");
        assertThat(codes(Codes.PHASE, EndPhase.values()))
                .isEqualTo("REQUEST=1 CONNECT=2 HEADERS=3 BODY=4");
        assertThat(codes(Codes.LOSS, Loss.values()))
                .isEqualTo(
                        "MODE=1 SPOOL_FULL=2 SPOOL_ERROR=3 CRASH=4 SPOOL_CORRUPT=5 NOT_ON_WIRE=6"
                                + " UNREDACTABLE=7");
        assertThat(codes(Codes.CHANGE, Change.Kind.values()))
                .isEqualTo(
                        "REQUEST_FIELD_DROPPED=1 RESPONSE_FIELD_WITHHELD=2 RESENT=3 ERROR_EVENT_ADDED=4"
                                + " REQUEST_FIELD_REPLACED=5 MODEL_REPLACED=6"
                                + " RESPONSE_FIELD_ADDED=7 QUERY_PARAMETER_DROPPED=8"
                                + " REDACTED_ON_RECORD=9 REDACTED_BEFORE_SENDING=10 FELL_BACK=11"
                                + " DECODED_ON_RECORD=12 KEY_MASKED=13");
    }

    private static <E extends Enum<E>> String codes(Codes<E> codes, E[] list) {
        return Arrays.stream(list)
                .sorted(Comparator.comparingInt(codes::of))
                .map(member -> member + "=" + codes.of(member))
                .collect(Collectors.joining(" "));
    }

    @Test
    void everyCodeGivesItsMemberBackAndAnUnknownOneIsNamed() {
        for (EndReason reason : EndReason.values()) {
            assertThat(Codes.END.member(Codes.END.of(reason))).isEqualTo(reason);
        }
        for (int unknown : new int[] {0, 15, 127, -1}) {
            assertThatThrownBy(() -> Codes.END.member(unknown))
                    .isInstanceOf(ByteSource.Malformed.class)
                    .hasMessage("the end reason " + unknown + " is not known to this program");
        }
    }

    @FuzzTest(maxDuration = "10s")
    void anyBytesDecodeOrAreMalformed(byte[] data) {
        decode(() -> Manifest.decode(data));
        decode(() -> ChunkCodec.decode(data));
        decode(() -> Blob.unpack(data));
        decode(() -> RecordCodec.decode(data, 0, data.length));
        decode(() -> Frame.of(1, new byte[100], data));
    }

    private static void decode(Runnable decoder) {
        try {
            decoder.run();
        } catch (ByteSource.Malformed expected) {
            assertThat(expected.getMessage()).isNotBlank();
        }
    }
}
