package dev.weir.gateway.relay;

import dev.weir.gateway.relay.http1.HttpFault;
import dev.weir.gateway.relay.http1.MessageReader;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

import org.jspecify.annotations.Nullable;

/**
 * The bytes of a connection that could not be taken yet: an unfinished head or chunk line, or the
 * next request.
 */
final class Inbox {

    private @Nullable ByteBuf rest;

    boolean isEmpty() {
        return rest == null;
    }

    int size() {
        ByteBuf left = rest;
        return left == null ? 0 : left.readableBytes();
    }

    /** A copy of the first bytes that are left over. */
    byte[] start(int most) {
        ByteBuf left = rest;
        if (left == null) {
            return new byte[0];
        }
        byte[] bytes = new byte[Math.min(most, left.readableBytes())];
        left.getBytes(left.readerIndex(), bytes);
        return bytes;
    }

    /**
     * Gives new bytes, after those left over, to the reader; takes over the buffer. After a fault
     * the bytes that were not taken are left over.
     */
    void read(ByteBuf bytes, ByteBufAllocator allocator, MessageReader reader) throws HttpFault {
        ByteBuf all = join(bytes, allocator);
        rest = null;
        give(all, reader);
    }

    /** Gives what is left over to the reader again. */
    void readAgain(MessageReader reader) throws HttpFault {
        ByteBuf all = rest;
        if (all == null) {
            return;
        }
        rest = null;
        give(all, reader);
    }

    private void give(ByteBuf all, MessageReader reader) throws HttpFault {
        try {
            reader.read(all);
        } finally {
            if (all.isReadable()) {
                rest = all;
            } else {
                all.release();
            }
        }
    }

    private ByteBuf join(ByteBuf bytes, ByteBufAllocator allocator) {
        ByteBuf left = rest;
        if (left == null) {
            return bytes;
        }
        try {
            if (left.refCnt() == 1 && left.isWritable(bytes.readableBytes())) {
                return left.writeBytes(bytes);
            }
            ByteBuf all =
                    allocator.directBuffer(
                            Math.max(1024, 2 * (left.readableBytes() + bytes.readableBytes())));
            all.writeBytes(left).writeBytes(bytes);
            left.release();
            return all;
        } finally {
            bytes.release();
        }
    }

    void clear() {
        ByteBuf left = rest;
        rest = null;
        if (left != null) {
            left.release();
        }
    }
}
