package dev.weir.gateway.archive;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.List;
import java.util.Random;

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

    /** These lists are in the format by place: they grow at the end only. */
    @Test
    void theClosedListsKeepTheirOrder() {
        assertThat(Arrays.stream(EndReason.values()).map(EndReason::word))
                .startsWith(
                        "complete",
                        "client_cancel",
                        "client_slow",
                        "client_malformed",
                        "connect_failed",
                        "upstream_reset",
                        "upstream_short",
                        "upstream_malformed",
                        "first_byte_timeout",
                        "upstream_idle_timeout",
                        "refused_policy",
                        "refused_limit",
                        "gateway_drain",
                        "gateway_crash");
        assertThat(Arrays.stream(EndPhase.values()).map(EndPhase::word))
                .startsWith("request", "connect", "headers", "body");
        assertThat(Arrays.stream(Dialect.values()).map(Dialect::word))
                .startsWith("anthropic", "openai", "gemini", "ollama", "other");
        assertThat(Arrays.stream(Loss.values()).map(Loss::word))
                .startsWith("mode", "spool_full", "spool_error", "crash", "spool_corrupt");
        assertThat(Arrays.stream(Change.Kind.values()).map(Change.Kind::word))
                .startsWith("request_field_dropped", "response_field_withheld", "resent");
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
