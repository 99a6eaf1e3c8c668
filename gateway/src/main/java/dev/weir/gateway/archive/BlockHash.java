package dev.weir.gateway.archive;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The first 16 bytes of a block's SHA-256.
 *
 * @param high bytes 0 to 7, big-endian: the key in the table of blocks
 * @param low bytes 8 to 15
 */
record BlockHash(long high, long low) {

    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    static BlockHash read(byte[] bytes, int offset) {
        return new BlockHash((long) LONGS.get(bytes, offset), (long) LONGS.get(bytes, offset + 8));
    }
}
