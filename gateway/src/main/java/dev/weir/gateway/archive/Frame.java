package dev.weir.gateway.archive;

import org.jspecify.annotations.Nullable;

/** A frame out of the store, decompressed: the bytes of consecutive blocks. */
final class Frame {

    private final long first;
    private final byte[] raw;
    private final int[] starts;

    private Frame(long first, byte[] raw, int[] starts) {
        this.first = first;
        this.raw = raw;
        this.starts = starts;
    }

    /** Puts a frame together from its columns; throws {@link ByteSource.Malformed}. */
    static Frame of(long first, byte[] raw, byte[] lengths) {
        ByteSource source = new ByteSource(lengths);
        int[] starts = new int[lengths.length + 1];
        int blocks = 0;
        while (source.more()) {
            int length = source.count(raw.length - starts[blocks]);
            starts[blocks + 1] = starts[blocks] + length;
            blocks++;
        }
        if (starts[blocks] != raw.length) {
            throw new ByteSource.Malformed(
                    "frame " + first + " has bytes that belong to none of its blocks");
        }
        return new Frame(first, raw, java.util.Arrays.copyOf(starts, blocks + 1));
    }

    long first() {
        return first;
    }

    int blocks() {
        return starts.length - 1;
    }

    boolean holds(long id) {
        return id >= first && id < first + blocks();
    }

    byte[] raw() {
        return raw;
    }

    int start(long id) {
        return starts[(int) (id - first)];
    }

    int end(long id) {
        return starts[(int) (id - first) + 1];
    }

    int weight() {
        return raw.length + 4 * starts.length + 64;
    }

    /** The bytes of all blocks' hashes, or null: the number of the first block that differs. */
    static int firstWrongHash(Frame frame, byte @Nullable [] hashes) {
        if (hashes == null) {
            return -1;
        }
        if (hashes.length != frame.blocks() * Pack.HASH) {
            return 0;
        }
        java.security.MessageDigest sha256 = Pack.sha256();
        for (int block = 0; block < frame.blocks(); block++) {
            int start = frame.starts[block];
            sha256.update(frame.raw, start, frame.starts[block + 1] - start);
            byte[] digest = sha256.digest();
            if (!java.util.Arrays.equals(
                    digest, 0, Pack.HASH, hashes, block * Pack.HASH, (block + 1) * Pack.HASH)) {
                return block;
            }
        }
        return -1;
    }
}
