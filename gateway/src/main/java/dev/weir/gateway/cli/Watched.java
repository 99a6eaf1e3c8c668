package dev.weir.gateway.cli;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongConsumer;

/** A stream that says now and then how much of it was read. For one thread at a time. */
final class Watched extends FilterInputStream {

    private static final long PAUSE_NANOS = 2_000_000_000L;

    private final LongConsumer listener;
    private long bytes;
    private long told = System.nanoTime();

    Watched(InputStream in, LongConsumer listener) {
        super(in);
        this.listener = listener;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
        int n = super.read(to, offset, length);
        bytes += Math.max(0, n);
        if (System.nanoTime() - told > PAUSE_NANOS) {
            told = System.nanoTime();
            listener.accept(bytes);
        }
        return n;
    }
}
