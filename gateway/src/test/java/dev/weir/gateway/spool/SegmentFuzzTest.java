package dev.weir.gateway.spool;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

import dev.weir.core.exchange.Side;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Fuzz targets: arbitrary bytes as a segment, and as payloads of records. In the normal build they
 * run over the seeds in the resources; with {@code JAZZER_FUZZ=1} they look for more.
 */
class SegmentFuzzTest {

    /** A scan goes forward, stays inside and ends. */
    @FuzzTest(maxDuration = "60s")
    void arbitraryBytesAreScannedToAnEnd(byte[] input) {
        ByteBuffer bytes = ByteBuffer.wrap(input).order(ByteOrder.LITTLE_ENDIAN);
        SegmentHeader.read(bytes);
        RecordScanner records = new RecordScanner(bytes, RecordLayout.mask(5));
        int before = 0;
        while (records.advance()) {
            assertThat(records.offset()).isGreaterThan(before);
            before = records.offset();
            assertThat(before + RecordLayout.HEADER + records.payloadLength())
                    .isLessThanOrEqualTo(input.length);
        }
        assertThat(records.end()).isNotNull();
    }

    /**
     * An exchange of records that all have a checksum that holds, and contents that nobody wrote.
     * The input is a list of records: a type, a length, and as many bytes.
     */
    @FuzzTest(maxDuration = "60s")
    void anyPayloadsGiveAnExchangeOrAnError(byte[] input) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(64 << 10, 8);
            SegmentFile segment = new SegmentFile(Path.of("fuzz"), arena, memory);
            segment.prepare(new SegmentHeader(1, 2, 0, segment.size()));
            ExchangeTrail trail = new ExchangeTrail();
            ByteBuffer bytes = segment.bytes();
            int at = SegmentHeader.SIZE;
            int read = 0;
            for (int i = 0; read < input.length && i < 500; i++) {
                RecordType type = RecordType.of(i == 0 ? 1 : 1 + (input[read] & 7));
                int length = read + 1 < input.length ? input[read + 1] & 0xFF : 0;
                byte[] payload =
                        Arrays.copyOfRange(
                                input,
                                Math.min(read + 2, input.length),
                                Math.min(read + 2 + length, input.length));
                read += 2 + payload.length;
                if (type == null || at + RecordLayout.size(payload.length) + 8 > bytes.capacity()) {
                    break;
                }
                bytes.put(at + RecordLayout.HEADER, payload);
                int kind = i << 8 | type.code();
                RecordLayout.seal(
                        bytes,
                        bytes.duplicate(),
                        at,
                        payload.length,
                        3,
                        kind,
                        segment.mask(),
                        new CRC32C());
                trail.add(segment, at, type, i);
                at += RecordLayout.size(payload.length);
            }
            if (trail.count() > 0) {
                readAll(trail);
            }
        }
    }

    private static void readAll(ExchangeTrail trail) {
        StoredExchange exchange;
        try {
            exchange = new StoredExchange(trail);
        } catch (MalformedRecordException e) {
            return;
        }
        assertThat(exchange.closing()).isNotNull();
        assertThat(exchange.losses()).isNotNull();
        for (Side side : Side.values()) {
            int kept = exchange.pieces(side).stream().mapToInt(ByteBuffer::remaining).sum();
            assertThat(exchange.body(side).kept()).isEqualTo(kept);
            assertThat(exchange.chunks(side)).allMatch(chunk -> chunk.length() >= 0);
        }
    }
}
