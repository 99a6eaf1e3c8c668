package dev.weir.gateway.relay;

import dev.weir.core.exchange.Headers;
import dev.weir.core.exchange.ResponseHead;
import dev.weir.gateway.content.ContentDecoding;
import dev.weir.gateway.content.PassingDecoder;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/**
 * A compressed error, held until it is whole: providers name a key that they refuse, and inside a
 * compressed body it could not be found. One that is larger passes as it comes.
 */
final class HeldError {

    /** Coded bytes that are held. */
    static final int MOST = 64 << 10;

    /** An error that grows beyond this is not looked at, since that is done on the event loop. */
    private static final int MOST_DECODED = 256 << 10;

    private final ResponseHead head;
    private final long length;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /**
     * @param length bytes of body to come, -1 where not known
     */
    HeldError(ResponseHead head, long length) {
        this.head = head;
        this.length = length;
    }

    /** Whether the answer is to be held. */
    static boolean is(ResponseHead head, long length) {
        if (head.status() < 400 || length == 0 || length > MOST) {
            return false;
        }
        List<String> codings = ContentDecoding.encodings(head.headers());
        if (codings.isEmpty()) {
            return false;
        }
        PassingDecoder known = PassingDecoder.of(codings, 1);
        if (known == null) {
            return false;
        }
        known.close();
        return true;
    }

    ResponseHead head() {
        return head;
    }

    long length() {
        return length;
    }

    /** The head of a body without its coding. */
    ResponseHead plainHead(int plainLength) {
        Headers.Builder fields = Headers.builder();
        head.headers()
                .forEach(
                        (name, value) -> {
                            switch (name.toLowerCase(Locale.ROOT)) {
                                case "content-encoding", "content-length", "transfer-encoding" -> {}
                                default -> fields.add(name, value);
                            }
                        });
        fields.add("content-length", Integer.toString(plainLength));
        return new ResponseHead(head.status(), head.reason(), head.version(), fields.build());
    }

    /** Takes a piece, which is released then; false where it is too much, and was not taken. */
    boolean take(ByteBuf piece) {
        int more = piece.readableBytes();
        if (bytes.size() + more > MOST) {
            return false;
        }
        byte[] some = new byte[more];
        piece.readBytes(some);
        piece.release();
        bytes.writeBytes(some);
        return true;
    }

    /** What was taken, as it came. */
    ByteBuf body() {
        return Unpooled.wrappedBuffer(bytes.toByteArray());
    }

    /** The body without its coding; null where that cannot be undone, or is long. */
    byte @Nullable [] decoded() {
        PassingDecoder decoder =
                PassingDecoder.of(ContentDecoding.encodings(head.headers()), MOST_DECODED);
        if (decoder == null) {
            return null;
        }
        ByteArrayOutputStream plain = new ByteArrayOutputStream(2 * bytes.size());
        try (decoder) {
            decoder.more(bytes.toByteArray());
            while (decoder.next(plain::write)) {
                // Until all that came is decoded.
            }
            decoder.end(plain::write);
        } catch (IOException e) {
            return null;
        }
        return plain.toByteArray();
    }
}
