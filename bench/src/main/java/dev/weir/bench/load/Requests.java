package dev.weir.bench.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** Makes the requests of one connection, each different from all before. Not thread-safe. */
@FunctionalInterface
public interface Requests {
    /** The next request, head and body, ready to be written; the caller releases it. */
    ByteBuf next(ByteBufAllocator allocator);

    /** Gives every connection requests of its own. */
    @FunctionalInterface
    interface Factory {
        Requests forConnection(Target target);
    }
}
