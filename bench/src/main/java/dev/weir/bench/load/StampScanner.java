package dev.weir.bench.load;

import io.netty.buffer.ByteBuf;
import io.netty.util.ByteProcessor;

import java.util.function.LongConsumer;

/**
 * Finds the provider's clock stamps, {@code "ns":<digits>}, in a stream of events, wherever the
 * stream is cut. Not thread-safe.
 */
final class StampScanner implements ByteProcessor {
    private static final byte[] MARK = {'"', 'n', 's', '"', ':'};

    private final LongConsumer stamps;
    private int matched;
    private long value;

    StampScanner(LongConsumer stamps) {
        this.stamps = stamps;
    }

    void scan(ByteBuf from, int offset, int length) {
        from.forEachByte(offset, length, this);
    }

    @Override
    public boolean process(byte next) {
        if (matched == MARK.length) {
            if (next >= '0' && next <= '9') {
                value = value * 10 + (next - '0');
                return true;
            }
            stamps.accept(value);
            matched = 0;
        }
        if (next == MARK[matched]) {
            matched++;
            value = 0;
        } else {
            matched = next == MARK[0] ? 1 : 0;
        }
        return true;
    }
}
