package dev.weir.gateway.archive;

import dev.weir.core.archive.Archive;
import dev.weir.core.archive.Page;
import dev.weir.core.archive.Query;
import dev.weir.core.exchange.BodyFacts;
import dev.weir.core.exchange.Chunk;
import dev.weir.core.exchange.Exchange;
import dev.weir.core.exchange.ExchangeId;
import dev.weir.core.exchange.Side;
import dev.weir.gateway.spool.SpoolFeed;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Reads an {@link ArchiveStore}. Arrival times of chunks are kept to the microsecond. */
public final class SqliteArchive implements Archive {

    private final ArchiveStore store;
    private final ReaderPool readers;
    private final SpoolFeed feed;

    /**
     * @param store the archive
     * @param feed what the archiver of this store reads, to know when it has caught up
     */
    public SqliteArchive(ArchiveStore store, SpoolFeed feed) {
        this.store = store;
        this.readers = store.readers();
        this.feed = feed;
    }

    @Override
    public Page list(Query query) throws IOException {
        List<Exchange> found = readers.read(reader -> new Rows(reader).list(query));
        if (found.size() <= query.limit()) {
            return new Page(found, null);
        }
        List<Exchange> items = found.subList(0, query.limit());
        return new Page(items, items.getLast().id());
    }

    @Override
    public List<Exchange> after(@Nullable ExchangeId after, int limit) throws IOException {
        return readers.read(reader -> new Rows(reader).after(after, limit));
    }

    @Override
    public Optional<Exchange> find(ExchangeId id) throws IOException {
        return readers.read(
                reader -> {
                    Rows rows = new Rows(reader);
                    Rows.Row row = rows.find(id);
                    return row == null
                            ? Optional.empty()
                            : Optional.of(rows.exchange(row.record()));
                });
    }

    @Override
    public InputStream body(ExchangeId id, Side side) throws IOException {
        BodyStream stream =
                readers.<@Nullable BodyStream>read(
                        reader -> {
                            Rows rows = new Rows(reader);
                            Rows.Row row = rows.find(id);
                            return row == null
                                    ? null
                                    : stream(row, rows.exchange(row.record()), side);
                        });
        return stream == null ? InputStream.nullInputStream() : stream;
    }

    private BodyStream stream(Rows.Row row, Exchange exchange, Side side) throws ArchiveDamaged {
        byte[] blob = side == Side.REQUEST ? row.request() : row.response();
        BodyFacts facts = side == Side.REQUEST ? exchange.requestBody() : exchange.responseBody();
        String name = "the " + side.word() + " body of " + exchange.id();
        return new BodyStream(this::frame, manifest(blob, name), facts, name);
    }

    private Frame frame(long id, long upTo) throws IOException {
        Frame cached = readers.shared().frames().find(id);
        return cached != null ? cached : readers.read(reader -> reader.frame(id, upTo));
    }

    static Manifest manifest(byte @Nullable [] blob, String name) throws ArchiveDamaged {
        if (blob == null) {
            return new Manifest();
        }
        try {
            return Manifest.decode(Blob.unpack(blob));
        } catch (ByteSource.Malformed e) {
            throw new ArchiveDamaged("the manifest of " + name + ": " + e.getMessage());
        }
    }

    @Override
    public List<Chunk> chunks(ExchangeId id, Side side) throws IOException {
        Rows.Row row = readers.<Rows.@Nullable Row>read(reader -> new Rows(reader).find(id));
        if (row == null || row.chunks() == null) {
            return List.of();
        }
        try {
            List<List<Chunk>> both = ChunkCodec.decode(Blob.unpack(row.chunks()));
            return side == Side.REQUEST ? both.getFirst() : both.getLast();
        } catch (ByteSource.Malformed e) {
            throw new ArchiveDamaged("the chunk times of " + id + ": " + e.getMessage());
        }
    }

    @Override
    public boolean settle(Duration atMost) throws InterruptedException {
        return feed.settle(atMost);
    }

    @Override
    public Subscription subscribe(Consumer<Exchange> listener) {
        return store.subscribe(listener);
    }
}
