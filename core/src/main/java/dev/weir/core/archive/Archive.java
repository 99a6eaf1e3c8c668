package dev.weir.core.archive;

import dev.weir.core.exchange.Chunk;
import dev.weir.core.exchange.Exchange;
import dev.weir.core.exchange.ExchangeId;
import dev.weir.core.exchange.Side;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Reading what was recorded. Thread-safe; calls may block on disk and belong on virtual threads,
 * never on an event loop.
 *
 * <p>Every body is checked against its hashes while it is read: damage is an {@link
 * ArchiveDamaged}, never other bytes.
 */
public interface Archive {

    /** A page of exchanges, newest first by start. */
    Page list(Query query) throws IOException;

    /**
     * Exchanges in the order of their ids, oldest first: for readers that go through everything.
     *
     * @param after only exchanges whose ids are greater, null for the first ones; it need not be on
     *     record
     * @param limit at most so many
     */
    List<Exchange> after(@Nullable ExchangeId after, int limit) throws IOException;

    /** One exchange. */
    Optional<Exchange> find(ExchangeId id) throws IOException;

    /**
     * The kept bytes of a body, exactly as they passed; empty where there are none or there is no
     * such exchange. The caller closes it. A check that fails throws from a read, at the latest
     * from the one that would report the end.
     */
    InputStream body(ExchangeId id, Side side) throws IOException;

    /** Arrival times and lengths of the pieces of a body, in order; empty where there are none. */
    List<Chunk> chunks(ExchangeId id, Side side) throws IOException;

    /**
     * Waits until every exchange that was over before the call can be read, so that a reader sees
     * what it has just seen happen.
     *
     * @return false where the time ran out first
     */
    boolean settle(Duration atMost) throws InterruptedException;

    /**
     * Tells of every exchange that gets onto the archive from now on, in order, on a thread of the
     * store. The listener must not block; closing the subscription ends it.
     */
    Subscription subscribe(Consumer<Exchange> listener);

    /** A listener's registration. */
    interface Subscription extends AutoCloseable {
        @Override
        void close();
    }

    /** Something on record does not match its hash. */
    final class ArchiveDamaged extends IOException {
        public ArchiveDamaged(String message) {
            super(message);
        }
    }
}
