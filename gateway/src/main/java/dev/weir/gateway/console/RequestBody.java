package dev.weir.gateway.console;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The body of a request, read while it arrives. Little of it waits here: while the reader is slow
 * the connection is not read. What nobody reads is dropped. Filled by the event loop, read by the
 * handler's thread.
 */
final class RequestBody extends InputStream {

    private static final int LOW = 64 * 1024;
    private static final int HIGH = 256 * 1024;

    private final Channel channel;
    private final Duration stall;
    private final Duration form;

    /** All guarded by this. */
    private final Deque<ByteBuf> pieces = new ArrayDeque<>();

    private int waiting;
    private boolean ended;
    private boolean gone;
    private boolean dropped;

    /** When all of it must be there, as {@link System#nanoTime}; null where only stalls count. */
    private @Nullable Long end;

    /**
     * @param stall how long the client may send nothing
     * @param form how long all of a short body may take
     */
    RequestBody(Channel channel, Duration stall, Duration form) {
        this.channel = channel;
        this.stall = stall;
        this.form = form;
    }

    /** It is a short one: from now on there is a bound on the time that all of it may take. */
    synchronized void isShort() {
        end = System.nanoTime() + form.toNanos();
    }

    /** Event loop: a piece arrived; it is given away. */
    void offer(ByteBuf piece) {
        synchronized (this) {
            if (!dropped && piece.isReadable()) {
                pieces.add(piece);
                waiting += piece.readableBytes();
                if (waiting > HIGH) {
                    channel.config().setAutoRead(false);
                }
                notifyAll();
                return;
            }
        }
        piece.release();
    }

    /** Event loop: the body is whole. */
    synchronized void end() {
        ended = true;
        notifyAll();
    }

    /** Event loop: the connection is closed. */
    synchronized void left() {
        gone = true;
        notifyAll();
    }

    /** Nobody reads it any more. */
    synchronized void drop() {
        dropped = true;
        pieces.forEach(ByteBuf::release);
        pieces.clear();
        waiting = 0;
        channel.config().setAutoRead(true);
    }

    @Override
    public void close() {
        drop();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public synchronized int read(byte[] to, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        await();
        ByteBuf piece = pieces.peek();
        if (piece == null) {
            return -1;
        }
        int n = Math.min(length, piece.readableBytes());
        piece.readBytes(to, offset, n);
        if (!piece.isReadable()) {
            pieces.remove();
            piece.release();
        }
        waiting -= n;
        if (waiting < LOW && !channel.config().isAutoRead()) {
            channel.config().setAutoRead(true);
        }
        return n;
    }

    private synchronized void await() throws IOException {
        long next = System.nanoTime() + stall.toNanos();
        Long whole = end;
        boolean last = whole != null && whole - next < 0;
        long deadline = whole != null && last ? whole : next;
        while (pieces.isEmpty() && !ended && !dropped) {
            if (gone) {
                throw new ClientGone("the client went away in the middle of its body");
            }
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0 && last) {
                throw new ClientGone("the body took more than " + form.toMillis() + " ms");
            }
            if (left <= 0) {
                throw new IOException("nothing was sent for " + stall.toSeconds() + " s");
            }
            try {
                wait(left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new ClientGone("interrupted");
            }
        }
    }
}
