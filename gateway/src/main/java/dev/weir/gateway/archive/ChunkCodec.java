package dev.weir.gateway.archive;

import dev.weir.core.exchange.Chunk;

import java.util.ArrayList;
import java.util.List;

/**
 * Arrival times and lengths of both bodies as bytes: for each side the number of chunks, then for
 * each its distance from the one before it (from 0 for the first) in whole microseconds, and its
 * length.
 */
final class ChunkCodec {

    private static final int MOST = 1 << 26;
    private static final long NANOS = 1_000;

    private ChunkCodec() {}

    static void encode(List<Chunk> request, List<Chunk> response, ByteSink to) {
        encode(request, to);
        encode(response, to);
    }

    private static void encode(List<Chunk> chunks, ByteSink to) {
        to.varint(chunks.size());
        long before = 0;
        for (Chunk chunk : chunks) {
            long micros = Math.floorDiv(chunk.nanos(), NANOS);
            to.signed(micros - before);
            to.varint(chunk.length());
            before = micros;
        }
    }

    /** The request's chunks, then the response's. */
    static List<List<Chunk>> decode(byte[] bytes) {
        ByteSource from = new ByteSource(bytes);
        return List.of(side(from, bytes.length), side(from, bytes.length));
    }

    private static List<Chunk> side(ByteSource from, int bytes) {
        int count = from.count(Math.min(MOST, bytes));
        List<Chunk> chunks = new ArrayList<>(count);
        long micros = 0;
        for (int i = 0; i < count; i++) {
            micros += from.signed();
            chunks.add(new Chunk(micros * NANOS, from.count(Integer.MAX_VALUE)));
        }
        return chunks;
    }
}
