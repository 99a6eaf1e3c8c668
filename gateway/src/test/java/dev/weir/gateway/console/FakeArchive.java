package dev.weir.gateway.console;

import dev.weir.core.archive.Archive;
import dev.weir.core.archive.Page;
import dev.weir.core.archive.Query;
import dev.weir.core.exchange.Chunk;
import dev.weir.core.exchange.Exchange;
import dev.weir.core.exchange.ExchangeId;
import dev.weir.core.exchange.Side;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** An archive in memory. Exchanges put "late" can only be read after a settle. */
final class FakeArchive implements Archive {

    private record BodyKey(ExchangeId id, Side side) {}

    private final ConcurrentSkipListMap<ExchangeId, Exchange> exchanges =
            new ConcurrentSkipListMap<>();
    private final Map<BodyKey, byte[]> bodies = new ConcurrentHashMap<>();
    private final Map<BodyKey, List<Chunk>> chunks = new ConcurrentHashMap<>();
    private final Set<BodyKey> damaged = ConcurrentHashMap.newKeySet();
    private final Set<Exchange> unsettled = new HashSet<>();
    private final List<Consumer<Exchange>> listeners = new CopyOnWriteArrayList<>();

    /** How long a settle takes. */
    volatile Duration settling = Duration.ZERO;

    final AtomicInteger openBodies = new AtomicInteger();
    final AtomicLong bytesRead = new AtomicLong();

    void put(Exchange exchange, byte[] request, byte[] response) {
        bodies.put(new BodyKey(exchange.id(), Side.REQUEST), request);
        bodies.put(new BodyKey(exchange.id(), Side.RESPONSE), response);
        exchanges.put(exchange.id(), exchange);
        listeners.forEach(listener -> listener.accept(exchange));
    }

    synchronized void putLate(Exchange exchange) {
        unsettled.add(exchange);
    }

    void chunks(ExchangeId id, Side side, List<Chunk> list) {
        chunks.put(new BodyKey(id, side), list);
    }

    /** The body fails its check at its end from now on. */
    void damage(ExchangeId id, Side side) {
        damaged.add(new BodyKey(id, side));
    }

    int listeners() {
        return listeners.size();
    }

    @Override
    public Page list(Query query) {
        List<Exchange> items = new ArrayList<>();
        for (Exchange exchange : exchanges.descendingMap().values()) {
            if (matches(query, exchange)) {
                if (items.size() == query.limit()) {
                    return new Page(items, items.getLast().id());
                }
                items.add(exchange);
            }
        }
        return new Page(items, null);
    }

    @Override
    public List<Exchange> after(@Nullable ExchangeId after, int limit) {
        return (after == null ? exchanges : exchanges.tailMap(after, false))
                .values().stream().limit(limit).toList();
    }

    private static boolean matches(Query query, Exchange exchange) {
        var before = query.before();
        var tag = query.tag();
        var status = query.status();
        var since = query.since();
        var until = query.until();
        return (before == null || exchange.id().compareTo(before) < 0)
                && (query.provider() == null || exchange.provider().equals(query.provider()))
                && (status == null || status.holds(exchange.status()))
                && (since == null || !exchange.startedAt().isBefore(since))
                && (until == null || exchange.startedAt().isBefore(until))
                && (tag == null
                        || exchange.marks().stream()
                                .anyMatch(
                                        t ->
                                                t.key().equals(tag.key())
                                                        && (tag.value().isEmpty()
                                                                || t.value().equals(tag.value()))));
    }

    @Override
    public Optional<Exchange> find(ExchangeId id) {
        return Optional.ofNullable(exchanges.get(id));
    }

    @Override
    public InputStream body(ExchangeId id, Side side) {
        BodyKey key = new BodyKey(id, side);
        openBodies.incrementAndGet();
        return new ByteArrayInputStream(bodies.getOrDefault(key, new byte[0])) {

            @Override
            public synchronized int read(byte[] target, int offset, int length) {
                int n = super.read(target, offset, length);
                if (n > 0) {
                    bytesRead.addAndGet(n);
                }
                if (n < 0 && damaged.contains(key)) {
                    sneak(new ArchiveDamaged("body hash of " + id));
                }
                return n;
            }

            @Override
            public void close() {
                openBodies.decrementAndGet();
            }
        };
    }

    /** {@link ByteArrayInputStream} declares no exception where {@link InputStream} does. */
    @SuppressWarnings("unchecked")
    private static <E extends Exception> void sneak(IOException e) throws E {
        throw (E) e;
    }

    @Override
    public List<Chunk> chunks(ExchangeId id, Side side) {
        return chunks.getOrDefault(new BodyKey(id, side), List.of());
    }

    @Override
    public synchronized boolean settle(Duration atMost) throws InterruptedException {
        Thread.sleep(settling);
        unsettled.forEach(exchange -> exchanges.put(exchange.id(), exchange));
        unsettled.clear();
        return true;
    }

    @Override
    public Subscription subscribe(Consumer<Exchange> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }
}
