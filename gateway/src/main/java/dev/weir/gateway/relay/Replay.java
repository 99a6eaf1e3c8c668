package dev.weir.gateway.relay;

import io.netty.buffer.ByteBuf;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Request pieces that wait for a connection, and those kept for one repeat: a pooled connection may
 * turn out to be dead when the request is already under way. Only the second kind is bounded here;
 * the first is bounded by back-pressure, since the client is not read while it waits.
 */
final class Replay {

    /** A request that is larger than this is not repeated. */
    private static final int MOST_KEPT = 1 << 20;

    private final Queue<ByteBuf> waiting = new ArrayDeque<>(2);
    private @Nullable Queue<ByteBuf> kept = new ArrayDeque<>(2);
    private long size;

    /** Remembers a piece for a repeat, unless there is too much or none will be made. */
    void keep(ByteBuf piece) {
        Queue<ByteBuf> pieces = kept;
        if (pieces == null) {
            return;
        }
        size += piece.readableBytes();
        if (size > MOST_KEPT) {
            dropKept();
        } else {
            pieces.add(piece.retainedDuplicate());
        }
    }

    /** Takes over a piece to be sent once there is a connection. */
    void queue(ByteBuf piece) {
        waiting.add(piece);
    }

    /**
     * Sends everything that has come so far.
     *
     * @param mayRepeat true where the connection is one that may prove dead
     */
    void sendTo(UpstreamSide side, boolean mayRepeat) {
        Queue<ByteBuf> pieces = kept;
        if (pieces == null) {
            drain(waiting, side);
            return;
        }
        for (ByteBuf piece : pieces) {
            side.data(piece.retainedDuplicate());
        }
        releaseAll(waiting);
        if (!mayRepeat) {
            dropKept();
        }
    }

    /**
     * Lines up everything that was sent, to be sent once more; what comes meanwhile goes behind.
     */
    void rewind() {
        releaseAll(waiting);
        Queue<ByteBuf> pieces = kept;
        kept = null;
        if (pieces != null) {
            waiting.addAll(pieces);
        }
    }

    /** True where everything that was sent can be sent again. */
    boolean isWhole() {
        return kept != null;
    }

    /** No repeat will be made and nothing will be sent. */
    void forget() {
        releaseAll(waiting);
        dropKept();
    }

    private void dropKept() {
        Queue<ByteBuf> pieces = kept;
        kept = null;
        if (pieces != null) {
            releaseAll(pieces);
        }
    }

    private static void drain(Queue<ByteBuf> pieces, UpstreamSide side) {
        for (ByteBuf piece = pieces.poll(); piece != null; piece = pieces.poll()) {
            side.data(piece);
        }
    }

    private static void releaseAll(Queue<ByteBuf> pieces) {
        for (ByteBuf piece = pieces.poll(); piece != null; piece = pieces.poll()) {
            piece.release();
        }
    }
}
