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

    /** A request body that is larger than this is not repeated. */
    private static final int MOST_KEPT = 1 << 20;

    private @Nullable Queue<ByteBuf> waiting;
    private @Nullable Queue<ByteBuf> kept;

    /** True while everything that came is kept. */
    private boolean whole = true;

    private long size;

    /**
     * True where a body can be sent a second time from what is kept. Any other goes on a fresh
     * connection in the first place, which cannot prove dead.
     *
     * @param length bytes of the body, -1 where not known
     */
    static boolean canKeep(long length) {
        return length >= 0 && length <= MOST_KEPT;
    }

    /** Remembers a piece for a repeat, unless there is too much or none will be made. */
    void keep(ByteBuf piece) {
        if (!whole) {
            return;
        }
        size += piece.readableBytes();
        if (size > MOST_KEPT) {
            dropKept();
            return;
        }
        Queue<ByteBuf> pieces = kept;
        if (pieces == null) {
            pieces = new ArrayDeque<>(2);
            kept = pieces;
        }
        pieces.add(piece.retainedDuplicate());
    }

    /** Takes over a piece to be sent once there is a connection. */
    void queue(ByteBuf piece) {
        Queue<ByteBuf> pieces = waiting;
        if (pieces == null) {
            pieces = new ArrayDeque<>(2);
            waiting = pieces;
        }
        pieces.add(piece);
    }

    /**
     * Sends everything that has come so far.
     *
     * @param mayRepeat true where the connection is one that may prove dead
     */
    void sendTo(UpstreamSide side, boolean mayRepeat) {
        Queue<ByteBuf> early = waiting;
        waiting = null;
        if (early != null) {
            for (ByteBuf piece = early.poll(); piece != null; piece = early.poll()) {
                side.data(piece);
            }
        }
        if (!mayRepeat) {
            dropKept();
        }
    }

    /**
     * Lines up everything that was sent, to be sent once more; what comes meanwhile goes behind.
     */
    void rewind() {
        releaseAll(waiting);
        waiting = kept;
        kept = null;
        whole = false;
    }

    /** True where everything that was sent can be sent again. */
    boolean isWhole() {
        return whole;
    }

    /** No repeat will be made and nothing will be sent. */
    void forget() {
        releaseAll(waiting);
        waiting = null;
        dropKept();
    }

    private void dropKept() {
        Queue<ByteBuf> pieces = kept;
        kept = null;
        whole = false;
        releaseAll(pieces);
    }

    private static void releaseAll(@Nullable Queue<ByteBuf> pieces) {
        if (pieces != null) {
            for (ByteBuf piece = pieces.poll(); piece != null; piece = pieces.poll()) {
                piece.release();
            }
        }
    }
}
