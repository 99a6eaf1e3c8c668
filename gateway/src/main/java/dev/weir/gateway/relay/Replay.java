package dev.weir.gateway.relay;

import io.netty.buffer.ByteBuf;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;

/**
 * Request pieces that wait for a connection, and those kept for one repeat: a pooled connection may
 * turn out to be dead when the request is already under way. Only the second kind is bounded here;
 * the first is bounded by back-pressure, since the client is not read while it waits.
 */
final class Replay {

    /** A request body that is larger than this is not repeated. */
    private static final int MOST_KEPT = 1 << 20;

    private final HeldBytes room;
    private @Nullable Queue<ByteBuf> waiting;
    private @Nullable Queue<ByteBuf> kept;

    /** What may be kept: more where the request may go somewhere else in the end. */
    private long most = MOST_KEPT;

    /** Bytes taken from the room that all calls share. */
    private long taken;

    /** True while everything that came is kept. */
    private boolean whole = true;

    private long size;

    Replay(HeldBytes room) {
        this.room = room;
    }

    /** Everything is to be kept until the answer begins, as far as there is room. */
    void keepAll() {
        most = Long.MAX_VALUE;
    }

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
        int bytes = piece.readableBytes();
        size += bytes;
        if (size > most) {
            dropKept();
            return;
        }
        if (size > MOST_KEPT) {
            if (!room.take(bytes)) {
                dropKept();
                return;
            }
            taken += bytes;
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
    void sendTo(Consumer<ByteBuf> side, boolean mayRepeat) {
        Queue<ByteBuf> early = waiting;
        waiting = null;
        if (early != null) {
            for (ByteBuf piece = early.poll(); piece != null; piece = early.poll()) {
                side.accept(piece);
            }
        }
        if (!mayRepeat) {
            dropKept();
        }
    }

    /**
     * Lines up everything that was sent, to be sent once more; what comes meanwhile goes behind.
     *
     * @param mayRepeat true where it may have to be sent even once more
     */
    void rewind(boolean mayRepeat) {
        releaseAll(waiting);
        waiting = kept;
        kept = null;
        if (mayRepeat) {
            Queue<ByteBuf> again = new ArrayDeque<>(2);
            if (waiting != null) {
                waiting.forEach(piece -> again.add(piece.retainedDuplicate()));
            }
            kept = again;
        } else {
            whole = false;
            giveRoom();
        }
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
        giveRoom();
        releaseAll(pieces);
    }

    private void giveRoom() {
        room.give(taken);
        taken = 0;
    }

    private static void releaseAll(@Nullable Queue<ByteBuf> pieces) {
        if (pieces != null) {
            for (ByteBuf piece = pieces.poll(); piece != null; piece = pieces.poll()) {
                piece.release();
            }
        }
    }
}
