package dev.weir.gateway.relay;

import dev.weir.core.exchange.GatewayFacts.Edit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;

/**
 * Makes edits in a body while its pieces pass: every other byte passes as it is. One for each time
 * that the body is sent.
 */
final class BodyEditor {

    private final List<Edit> edits;
    private int next;
    private long offset;

    /** Bytes of the edit under way that are still to be left out. */
    private long skip;

    /**
     * @param edits in the order of their offsets, none over another
     */
    BodyEditor(List<Edit> edits) {
        this.edits = edits;
    }

    /** By how much the edits make a body longer. */
    static long growth(List<Edit> edits) {
        long growth = 0;
        for (Edit edit : edits) {
            growth +=
                    edit.replacement().getBytes(StandardCharsets.UTF_8).length
                            - (long) edit.length();
        }
        return growth;
    }

    /**
     * Passes a piece on, in parts where an edit falls into it; the piece is released in the end.
     */
    void pass(ByteBuf piece, Consumer<ByteBuf> out) {
        if (skip == 0
                && (next == edits.size()
                        || edits.get(next).offset() >= offset + piece.readableBytes())) {
            offset += piece.readableBytes();
            out.accept(piece);
            return;
        }
        try {
            while (piece.isReadable()) {
                step(piece, out);
            }
        } finally {
            piece.release();
        }
    }

    private void step(ByteBuf piece, Consumer<ByteBuf> out) {
        if (skip > 0) {
            int left = (int) Math.min(skip, piece.readableBytes());
            piece.skipBytes(left);
            skip -= left;
            offset += left;
            return;
        }
        if (next < edits.size() && edits.get(next).offset() == offset) {
            Edit edit = edits.get(next++);
            skip = edit.length();
            byte[] bytes = edit.replacement().getBytes(StandardCharsets.UTF_8);
            if (bytes.length > 0) {
                out.accept(Unpooled.wrappedBuffer(bytes));
            }
            return;
        }
        long until = next < edits.size() ? edits.get(next).offset() : Long.MAX_VALUE;
        int length = (int) Math.min(until - offset, piece.readableBytes());
        out.accept(piece.readRetainedSlice(length));
        offset += length;
    }
}
