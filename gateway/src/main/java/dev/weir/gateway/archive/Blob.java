package dev.weir.gateway.archive;

import com.github.luben.zstd.Zstd;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/**
 * Small columns: manifests and chunk times. The first byte says how the rest is stored: 0 as it is,
 * 1 as a zstd frame without dictionary.
 */
final class Blob {

    private static final int PLAIN = 0;
    private static final int ZSTD = 1;
    private static final int WORTH_IT = 96;
    private static final int LARGEST = 256 * 1024 * 1024;

    private Blob() {}

    static byte @Nullable [] pack(ByteSink bytes) {
        if (bytes.length() == 0) {
            return null;
        }
        if (bytes.length() >= WORTH_IT) {
            byte[] packed = new byte[1 + Math.toIntExact(Zstd.compressBound(bytes.length()))];
            long size =
                    Zstd.compressByteArray(
                            packed, 1, packed.length - 1, bytes.array(), 0, bytes.length(), 1);
            if (!Zstd.isError(size) && size < bytes.length()) {
                packed[0] = ZSTD;
                return Arrays.copyOf(packed, 1 + (int) size);
            }
        }
        byte[] plain = new byte[1 + bytes.length()];
        plain[0] = PLAIN;
        System.arraycopy(bytes.array(), 0, plain, 1, bytes.length());
        return plain;
    }

    /** Throws {@link ByteSource.Malformed} where the bytes are not such a column. */
    static byte[] unpack(byte[] blob) {
        if (blob.length == 0) {
            throw new ByteSource.Malformed("an empty column");
        }
        byte[] rest = Arrays.copyOfRange(blob, 1, blob.length);
        if (blob[0] == PLAIN) {
            return rest;
        }
        if (blob[0] != ZSTD) {
            throw new ByteSource.Malformed("a column stored in the unknown way " + blob[0]);
        }
        long size = Zstd.getFrameContentSize(rest);
        if (size < 0 || size > LARGEST) {
            throw new ByteSource.Malformed("a column of " + size + " bytes");
        }
        try {
            return Zstd.decompress(rest, (int) size);
        } catch (RuntimeException e) {
            throw new ByteSource.Malformed("a column that does not decompress");
        }
    }
}
