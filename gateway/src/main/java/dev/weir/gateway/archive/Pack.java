package dev.weir.gateway.archive;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Blocks on their way into one frame: their bytes one after the other, their lengths and, where
 * they are shared, their hashes. Their ids are consecutive. For one thread.
 */
final class Pack {

    /** Bytes of a block's hash that are kept. */
    static final int HASH = 16;

    /** A frame is closed when it has this many bytes, so that reading one block stays cheap. */
    static final int FULL = 64 * 1024;

    private static final int KEPT_SCRATCH = 1024 * 1024;

    final Kind kind;
    final ByteSink raw = new ByteSink(FULL);
    final ByteSink lengths = new ByteSink(256);
    final ByteSink hashes = new ByteSink(256);
    private long first;
    private long last;
    private int blocks;

    Pack(Kind kind) {
        this.kind = kind;
    }

    boolean isEmpty() {
        return blocks == 0;
    }

    long first() {
        return first;
    }

    int blocks() {
        return blocks;
    }

    /** True where a block of this id and length belongs into a new frame. */
    boolean refuses(long id, int length) {
        return blocks > 0
                && (id != last + 1
                        || raw.length() + length > FULL
                        || id % Lane.Stripes.LENGTH == 0);
    }

    void add(long id, byte[] bytes, int offset, int length) {
        if (blocks == 0) {
            first = id;
        }
        last = id;
        blocks++;
        raw.bytes(bytes, offset, length);
        lengths.varint(length);
    }

    /** Hashes every block, for a frame that has no checksum otherwise. */
    void hashAll() {
        MessageDigest sha256 = sha256();
        ByteSource each = new ByteSource(lengths.array(), 0, lengths.length());
        int at = 0;
        while (each.more()) {
            int length = (int) each.varint();
            sha256.update(raw.array(), at, length);
            hashes.bytes(sha256.digest(), 0, HASH);
            at += length;
        }
    }

    void clear() {
        raw.clear(KEPT_SCRATCH);
        lengths.clear();
        hashes.clear();
        blocks = 0;
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
