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

    /** Gives new bytes, after those left over, to the reader; takes over the buffer. */
    void read(ByteBuf bytes, ByteBufAllocator allocator, MessageReader reader) throws HttpFault {
        ByteBuf all = join(bytes, allocator);
        rest = null;
        boolean keep = false;
        try {
            reader.read(all);
            keep = all.isReadable();
        } finally {
            if (keep) {
                rest = all;
            } else {
                all.release();
            }
        }
    }

    /** Gives what is left over to the reader again. */
    void readAgain(MessageReader reader) throws HttpFault {
        ByteBuf all = rest;
        if (all == null) {
            return;
        }
        rest = null;
        boolean keep = false;
        try {
            reader.read(all);
            keep = all.isReadable();
        } finally {
            if (keep) {
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
