package dev.weir.gateway.relay.http1;

import dev.weir.core.exchange.Headers;
import dev.weir.core.exchange.ResponseHead;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;

import java.nio.charset.StandardCharsets;

/** Writes HTTP/1.1 heads, chunks and ends. Stateless; values are known to hold no line ends. */
public final class MessageWriter {

    /**
     * Up to this size a chunk is copied into one buffer with its frame, which costs less than three
     * buffers.
     */
    private static final int COPIED_CHUNK = 4096;

    private static final ByteBuf CRLF = constant("\r\n");
    private static final ByteBuf LAST_CHUNK = constant("0\r\n\r\n");
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private MessageWriter() {}

    private static ByteBuf constant(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        return Unpooled.unreleasableBuffer(Unpooled.directBuffer(bytes.length).writeBytes(bytes));
    }

    /** A request head. */
    public static ByteBuf request(
            ByteBufAllocator allocator, String method, String target, Headers headers) {
        ByteBuf out =
                allocator.directBuffer(size(headers) + method.length() + target.length() + 16);
        ascii(out, method);
        out.writeByte(' ');
        ascii(out, target);
        ascii(out, " HTTP/1.1\r\n");
        return fields(out, headers);
    }

    /** A response head, as HTTP/1.1 whatever it came as. */
    public static ByteBuf response(ByteBufAllocator allocator, ResponseHead head, Headers headers) {
        ByteBuf out = allocator.directBuffer(size(headers) + head.reason().length() + 20);
        ascii(out, "HTTP/1.1 ");
        int status = head.status();
        out.writeByte('0' + status / 100);
        out.writeByte('0' + status / 10 % 10);
        out.writeByte('0' + status % 10);
        out.writeByte(' ');
        ascii(out, head.reason());
        ascii(out, "\r\n");
        return fields(out, headers);
    }

    /** Writes a piece as one chunk; the piece is released. */
    public static void chunk(ChannelHandlerContext context, ByteBuf piece) {
        int length = piece.readableBytes();
        if (length == 0) {
            piece.release();
            return;
        }
        if (length <= COPIED_CHUNK) {
            ByteBuf out = context.alloc().directBuffer(length + 10);
            hex(out, length);
            out.writeBytes(piece).writeByte('\r').writeByte('\n');
            piece.release();
            context.write(out, context.voidPromise());
        } else {
            ByteBuf size = context.alloc().directBuffer(10);
            hex(size, length);
            context.write(size, context.voidPromise());
            context.write(piece, context.voidPromise());
            context.write(CRLF.duplicate(), context.voidPromise());
        }
    }

    /** The chunk that ends a body, with its trailers. */
    public static ByteBuf lastChunk(ByteBufAllocator allocator, Headers trailers) {
        if (trailers.isEmpty()) {
            return LAST_CHUNK.duplicate();
        }
        ByteBuf out = allocator.directBuffer(size(trailers) + 8);
        ascii(out, "0\r\n");
        return fields(out, trailers);
    }

    private static int size(Headers headers) {
        int size = 2;
        for (int i = 0; i < headers.size(); i++) {
            size += headers.name(i).length() + headers.value(i).length() + 4;
        }
        return size;
    }

    private static ByteBuf fields(ByteBuf out, Headers headers) {
        for (int i = 0; i < headers.size(); i++) {
            ascii(out, headers.name(i));
            out.writeByte(':').writeByte(' ');
            ascii(out, headers.value(i));
            out.writeByte('\r').writeByte('\n');
        }
        return out.writeByte('\r').writeByte('\n');
    }

    private static void ascii(ByteBuf out, String text) {
        out.writeCharSequence(text, StandardCharsets.ISO_8859_1);
    }

    private static void hex(ByteBuf out, int value) {
        int shift = (31 - Integer.numberOfLeadingZeros(value)) / 4 * 4;
        for (; shift >= 0; shift -= 4) {
            out.writeByte(HEX[value >>> shift & 0xF]);
        }
        out.writeByte('\r').writeByte('\n');
    }
}
