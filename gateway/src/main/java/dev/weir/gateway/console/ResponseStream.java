package dev.weir.gateway.console;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/**
 * The body of an answer. Gathers small writes; a full buffer or {@link #flush} goes out and waits
 * for the client. Only {@link #finish} ends the body cleanly: closing without it breaks the
 * connection off.
 */
final class ResponseStream extends OutputStream {

    private static final int BUFFER = 32 * 1024;

    private final Call call;
    private long left;
    private final boolean bounded;
    private byte[] buffer = new byte[BUFFER];
    private int used;
    private boolean over;

    ResponseStream(Call call, long length) {
        this.call = call;
        this.left = length;
        this.bounded = length >= 0;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (bounded && length > left) {
            throw new IOException("the body is longer than announced");
        }
        left -= length;
        int at = offset;
        int end = offset + length;
        while (at < end) {
            if (used == BUFFER) {
                flush();
            }
            int n = Math.min(end - at, BUFFER - used);
            System.arraycopy(bytes, at, buffer, used, n);
            used += n;
            at += n;
        }
    }

    @Override
    public void flush() throws IOException {
        if (used == 0) {
            return;
        }
        // Netty keeps what it was given until it is written: a small piece is copied, a full buffer
        // is handed over and replaced.
        int n = used;
        used = 0;
        if (n < BUFFER / 2) {
            call.write(Arrays.copyOf(buffer, n), n);
        } else {
            byte[] full = buffer;
            buffer = new byte[BUFFER];
            call.write(full, n);
        }
    }

    /** Sends what is left and ends the body. */
    void finish() throws IOException {
        flush();
        if (bounded && left > 0 && !call.isHead()) {
            throw new IOException("the body is " + left + " bytes shorter than announced");
        }
        over = true;
        call.finish();
    }

    @Override
    public void close() {
        if (!over) {
            over = true;
            call.abort();
        }
    }
}
