package dev.weir.gateway.reading;

import dev.weir.core.archive.Archive;
import dev.weir.core.archive.Page;
import dev.weir.core.archive.Query;
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
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/** An archive in which exchanges are found only while its gate is open, so that a reader waits. */
final class GatedArchive implements Archive {

    private final Archive archive;
    private final Semaphore gate = new Semaphore(1);
    private final Semaphore arrivals = new Semaphore(0);

    GatedArchive(Archive archive) {
        this.archive = archive;
    }

    void shut() {
        gate.acquireUninterruptibly();
        arrivals.drainPermits();
    }

    void open() {
        gate.release();
    }

    /** Waits until a reader stands before the gate. */
    void awaitReader() {
        arrivals.acquireUninterruptibly();
    }

    @Override
    public Optional<Exchange> find(ExchangeId id) throws IOException {
        arrivals.release();
        gate.acquireUninterruptibly();
        gate.release();
        return archive.find(id);
    }

    @Override
    public Page list(Query query) throws IOException {
        return archive.list(query);
    }

    @Override
    public List<Exchange> after(@Nullable ExchangeId after, int limit) throws IOException {
        return archive.after(after, limit);
    }

    @Override
    public InputStream body(ExchangeId id, Side side) throws IOException {
        return archive.body(id, side);
    }

    @Override
    public List<Chunk> chunks(ExchangeId id, Side side) throws IOException {
        return archive.chunks(id, side);
    }

    @Override
    public boolean settle(Duration atMost) throws InterruptedException {
        return archive.settle(atMost);
    }

    @Override
    public Subscription subscribe(Consumer<Exchange> listener) {
        return archive.subscribe(listener);
    }
}
