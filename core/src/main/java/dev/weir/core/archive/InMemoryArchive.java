package dev.weir.core.archive;

import dev.weir.core.exchange.Chunk;
import dev.weir.core.exchange.Exchange;
import dev.weir.core.exchange.ExchangeId;
import dev.weir.core.exchange.Side;
import dev.weir.core.exchange.Tag;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * An archive that holds everything as it is, for tests and demonstrations. Thread-safe. Unbounded:
 * whoever adds decides how much.
 */
public final class InMemoryArchive implements Archive, ArchiveIntake {

    private record Entry(
            Exchange exchange,
            Body request,
            Body response,
            List<Chunk> requestChunks,
            List<Chunk> responseChunks) {}

    /** A body's bytes, a copy of its own. */
    private static final class Body {
        private final byte[] bytes;

        Body(byte[] bytes) {
            this.bytes = bytes.clone();
        }
    }

    private final NavigableMap<ExchangeId, Entry> entries =
            new ConcurrentSkipListMap<>(Comparator.reverseOrder());
    private final List<Registration> listeners = new CopyOnWriteArrayList<>();

    /** Puts an exchange on record; one whose id is on record already is left as it is. */
    public void add(
            Exchange exchange,
            byte[] request,
            byte[] response,
            List<Chunk> requestChunks,
            List<Chunk> responseChunks) {
        enter(exchange, request, response, requestChunks, responseChunks);
    }

    /** What is put can be read at once. */
    @Override
    public Receipt put(Incoming incoming) {
        boolean added =
                enter(
                        incoming.exchange(),
                        bytes(incoming.request()),
                        bytes(incoming.response()),
                        incoming.requestChunks(),
                        incoming.responseChunks());
        return atMost -> added;
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(buffer.position(), bytes);
        return bytes;
    }

    private synchronized boolean enter(
            Exchange exchange,
            byte[] request,
            byte[] response,
            List<Chunk> requestChunks,
            List<Chunk> responseChunks) {
        Entry entry =
                new Entry(
                        exchange,
                        new Body(request),
                        new Body(response),
                        List.copyOf(requestChunks),
                        List.copyOf(responseChunks));
        boolean added = entries.putIfAbsent(exchange.id(), entry) == null;
        if (added) {
            listeners.forEach(registration -> registration.listener.accept(exchange));
        }
        return added;
    }

    @Override
    public Page list(Query query) {
        NavigableMap<ExchangeId, Entry> older =
                query.before() == null ? entries : entries.tailMap(query.before(), false);
        List<Exchange> items = new ArrayList<>();
        for (Entry entry : older.values()) {
            if (matches(entry.exchange(), query)) {
                if (items.size() == query.limit()) {
                    return new Page(items, items.getLast().id());
                }
                items.add(entry.exchange());
            }
        }
        return new Page(items, null);
    }

    private static boolean matches(Exchange exchange, Query query) {
        return matchesTag(exchange, query.tag())
                && (query.provider() == null || query.provider().equals(exchange.provider()))
                && (query.status() == null || query.status().holds(exchange.status()))
                && (query.since() == null || !exchange.startedAt().isBefore(query.since()))
                && (query.until() == null || exchange.startedAt().isBefore(query.until()));
    }

    private static boolean matchesTag(Exchange exchange, @Nullable Tag tag) {
        return tag == null
                || exchange.marks().stream()
                        .anyMatch(
                                stated ->
                                        stated.key().equals(tag.key())
                                                && (tag.value().isEmpty()
                                                        || stated.value().equals(tag.value())));
    }

    @Override
    public List<Exchange> after(@Nullable ExchangeId after, int limit) {
        NavigableMap<ExchangeId, Entry> ascending = entries.descendingMap();
        return (after == null ? ascending : ascending.tailMap(after, false))
                .values().stream().limit(limit).map(Entry::exchange).toList();
    }

    @Override
    public Optional<Exchange> find(ExchangeId id) {
        return Optional.ofNullable(entries.get(id)).map(Entry::exchange);
    }

    @Override
    public InputStream body(ExchangeId id, Side side) {
        Entry entry = entries.get(id);
        if (entry == null) {
            return InputStream.nullInputStream();
        }
        Body body = side == Side.REQUEST ? entry.request() : entry.response();
        return new ByteArrayInputStream(body.bytes);
    }

    @Override
    public List<Chunk> chunks(ExchangeId id, Side side) {
        Entry entry = entries.get(id);
        if (entry == null) {
            return List.of();
        }
        return side == Side.REQUEST ? entry.requestChunks() : entry.responseChunks();
    }

    /** What is added can be read at once. */
    @Override
    public boolean settle(Duration atMost) {
        return true;
    }

    @Override
    public Subscription subscribe(Consumer<Exchange> listener) {
        Registration registration = new Registration(listener);
        listeners.add(registration);
        return registration;
    }

    private final class Registration implements Subscription {
        private final Consumer<Exchange> listener;

        Registration(Consumer<Exchange> listener) {
            this.listener = listener;
        }

        @Override
        public void close() {
            listeners.remove(this);
        }
    }
}
