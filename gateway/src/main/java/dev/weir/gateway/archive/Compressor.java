package dev.weir.gateway.archive;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDictCompress;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/**
 * Compresses frames with the newest dictionary of their kind. Keeps its contexts, since making one
 * costs more than compressing a block. For one thread.
 */
final class Compressor implements AutoCloseable {

    /** The cheapest level that codes literals too: level 3 is 4 % smaller for a third more CPU. */
    static final int LEVEL = 1;

    /** A compressed frame. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Compressed(int encoding, byte[] bytes) {}

    private static final class Context implements AutoCloseable {
        private final ZstdCompressCtx zstd = new ZstdCompressCtx();
        private ZstdDictCompress dictionary;
        private int encoding;

        Context(int encoding, byte[] bytes) {
            this.encoding = encoding;
            this.dictionary = new ZstdDictCompress(bytes, LEVEL);
            zstd.setLevel(LEVEL).setChecksum(true).setDictID(false).loadDict(dictionary);
        }

        void use(int newEncoding, byte[] bytes) {
            ZstdDictCompress old = dictionary;
            dictionary = new ZstdDictCompress(bytes, LEVEL);
            zstd.loadDict(dictionary);
            encoding = newEncoding;
            old.close();
        }

        @Override
        public void close() {
            zstd.close();
            dictionary.close();
        }
    }

    private final Map<Kind, Context> contexts = new EnumMap<>(Kind.class);
    private byte[] scratch = new byte[64 * 1024];

    /** From now on frames of this kind are compressed with this dictionary. */
    void use(Kind kind, int encoding, byte[] dictionary) {
        Context context = contexts.get(kind);
        if (context == null) {
            contexts.put(kind, new Context(encoding, dictionary));
        } else {
            context.use(encoding, dictionary);
        }
    }

    int encoding(Kind kind) {
        Context context = contexts.get(kind);
        return context == null ? Encoding.RAW : context.encoding;
    }

    Compressed compress(Kind kind, byte[] raw, int length) {
        Context context = contexts.get(kind);
        if (context != null) {
            int bound = Math.toIntExact(Zstd.compressBound(length));
            if (scratch.length < bound) {
                scratch = new byte[bound];
            }
            int size = context.zstd.compressByteArray(scratch, 0, scratch.length, raw, 0, length);
            // A record has no checksum of its own: it is always in a frame that has one.
            if (size < length || kind == Kind.RECORD) {
                return new Compressed(context.encoding, Arrays.copyOf(scratch, size));
            }
        }
        return raw(raw, length);
    }

    static Compressed raw(byte[] raw, int length) {
        return new Compressed(Encoding.RAW, Arrays.copyOf(raw, length));
    }

    @Override
    public void close() {
        contexts.values().forEach(Context::close);
    }
}
