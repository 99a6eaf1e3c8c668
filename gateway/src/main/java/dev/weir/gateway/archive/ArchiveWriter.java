package dev.weir.gateway.archive;

import dev.weir.core.exchange.BodyFacts;
import dev.weir.core.exchange.Exchange;
import dev.weir.core.exchange.ExchangeId;
import dev.weir.core.exchange.Side;
import dev.weir.gateway.spool.SpooledExchange;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes exchanges into an archive, many in one transaction. For one thread. After an {@link
 * SQLException} nothing since the last commit is on record: {@link #rollback} and begin again.
 */
final class ArchiveWriter implements AutoCloseable {

    /** How much is made of an exchange; each way does less than the one before. */
    enum Care {
        /** Everything. */
        FULL("in full"),
        /** Bodies in plain pieces, not cut or compared. */
        UNCUT("without cutting its bodies"),
        /** Neither cut nor read: nothing derived from bodies. */
        UNREAD("without reading its bodies"),
        /** Heads and bodies as far as they can be had, and nothing else. */
        BARE("by its heads and bodies alone");

        private final String word;

        Care(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }

    private static final long CONVERSATIONS = 64L * 1024 * 1024;
    private static final long FIRST_SAMPLE = 2L * 1024 * 1024;

    private final Connection connection;
    private final Fallbacks fallbacks;
    private final Compressor compressor = new Compressor();
    private final Trainer trainer;
    private final FrameWriter frames;
    private final BlockIndex index;
    private final Conversations conversations = new Conversations(CONVERSATIONS);
    private final BodyWriter bodies;
    private final Facets facets;
    private final Rollups rollups;
    private final Pack records = new Pack(Kind.RECORD);
    private final Lane recordLane;
    private final ByteSink scratch = new ByteSink(4096);
    private final PreparedStatement insert;
    private final PreparedStatement places;
    private final List<Exchange> added = new ArrayList<>();
    private long highestKey;
    private boolean inTransaction;
    private long committedHighestKey;

    ArchiveWriter(ArchiveFile file, Fallbacks fallbacks) throws SQLException {
        this(file, fallbacks, FIRST_SAMPLE);
    }

    ArchiveWriter(ArchiveFile file, Fallbacks fallbacks, long firstSample) throws SQLException {
        this.fallbacks = fallbacks;
        connection = file.writer();
        trainer = new Trainer(firstSample);
        frames = new FrameWriter(connection, compressor, trainer, fallbacks);
        index = new BlockIndex(connection, BlockIndex.TOGETHER);
        Lane.Stripes stripes = new Lane.Stripes(lastBlock());
        bodies = new BodyWriter(frames, index, conversations, stripes, fallbacks);
        recordLane = new Lane(stripes);
        facets = new Facets(connection);
        rollups = new Rollups(connection);
        insert =
                connection.prepareStatement(
                        """
                        INSERT INTO exchange(
                          key, low, facet, record, request, response, chunks, recode)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                        """);
        places =
                connection.prepareStatement(
                        "SELECT key, low FROM exchange WHERE key BETWEEN ? AND ? ORDER BY key");
        highestKey = ArchiveFile.longNumber(connection, "SELECT max(key) FROM exchange");
        committedHighestKey = highestKey;
        loadDictionaries();
    }

    private long lastBlock() throws SQLException {
        return ArchiveFile.longNumber(connection, "SELECT max(first) FROM frame");
    }

    private void loadDictionaries() throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement(
                        "SELECT id, bytes FROM dict WHERE kind = ? ORDER BY id DESC LIMIT 1")) {
            for (Kind kind : Kind.values()) {
                select.setInt(1, kind.number());
                try (ResultSet rows = select.executeQuery()) {
                    if (rows.next()) {
                        compressor.use(kind, rows.getInt(1), rows.getBytes(2));
                        continue;
                    }
                }
                learn(kind, seed(kind));
            }
        }
    }

    /** Text of the kind to expect, to begin with. */
    private static byte[] seed(Kind kind) throws SQLException {
        String name =
                switch (kind) {
                    case REQUEST -> "seed-request.txt";
                    case RESPONSE -> "seed-response.txt";
                    case RECORD -> "seed-record.txt";
                };
        try (InputStream seed = ArchiveWriter.class.getResourceAsStream(name)) {
            if (seed == null) {
                throw new IllegalStateException("the program lacks its resource " + name);
            }
            return seed.readAllBytes();
        } catch (IOException e) {
            throw new SQLException("the resource " + name + " cannot be read", e);
        }
    }

    private void learn(Kind kind, byte[] dictionary) throws SQLException {
        int id =
                Math.max(
                        Encoding.FIRST_DICTIONARY,
                        1 + ArchiveFile.number(connection, "SELECT max(id) FROM dict"));
        try (PreparedStatement statement =
                connection.prepareStatement("INSERT INTO dict(id, kind, bytes) VALUES (?, ?, ?)")) {
            statement.setInt(1, id);
            statement.setInt(2, kind.number());
            statement.setBytes(3, dictionary);
            statement.executeUpdate();
        }
        compressor.use(kind, id, dictionary);
    }

    /** Takes the write lock; it is given back with every commit, so that others can write too. */
    private void begin() throws SQLException {
        if (!inTransaction) {
            execute("BEGIN IMMEDIATE");
            inTransaction = true;
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /**
     * Adds an exchange to the transaction; one that is on record already is left as it is.
     *
     * @return false where it was on record already
     * @throws RuntimeException where it cannot be added with this care: {@link #rollback}
     */
    boolean add(SpooledExchange spooled, Care care) throws SQLException {
        begin();
        ExchangeId id = spooled.opening().id();
        long key = freeKey(id);
        if (key < 0) {
            return false;
        }
        Exchange exchange;
        if (care == Care.BARE) {
            exchange = addRow(key, new BareExchange(spooled), care);
        } else {
            exchange = addRow(key, spooled, care);
            facets.tag(exchange.marks(), facet(exchange), key);
        }
        rollups.count(exchange, facet(exchange));
        highestKey = Math.max(highestKey, key);
        added.add(exchange);
        return true;
    }

    private int facet(Exchange exchange) throws SQLException {
        return facets.facet(exchange.provider(), exchange.status());
    }

    private Exchange addRow(long key, SpooledExchange spooled, Care care) throws SQLException {
        BodyFacts requestFacts = spooled.body(Side.REQUEST);
        BodyFacts responseFacts = spooled.body(Side.RESPONSE);
        BodyWriter.Written request =
                care == Care.FULL
                        ? bodies.request(spooled.pieces(Side.REQUEST), requestFacts.kept())
                        : bodies.pieces(spooled.pieces(Side.REQUEST), requestFacts.kept());
        BodyWriter.Written response =
                bodies.pieces(spooled.pieces(Side.RESPONSE), responseFacts.kept());
        if (care != Care.BARE) {
            whole(requestFacts, request);
            whole(responseFacts, response);
        }
        BodyFacts storedRequest = stored(requestFacts, request);
        BodyFacts storedResponse = stored(responseFacts, response);
        boolean derive = care == Care.FULL || care == Care.UNCUT;
        Exchange exchange =
                spooled instanceof TakenIn taken
                        ? taken.record(storedRequest, storedResponse)
                        : new Assembly(spooled, fallbacks)
                                .exchange(request.members(), storedRequest, storedResponse, derive);
        insert.setLong(1, key);
        insert.setLong(2, exchange.id().low());
        insert.setInt(3, facet(exchange));
        insert.setLong(4, record(exchange));
        insert.setBytes(5, manifest(request));
        insert.setBytes(6, manifest(response));
        scratch.clear();
        ChunkCodec.encode(spooled.chunks(Side.REQUEST), spooled.chunks(Side.RESPONSE), scratch);
        insert.setBytes(7, Blob.pack(scratch));
        insert.setBytes(8, null);
        insert.executeUpdate();
        return exchange;
    }

    private static void whole(BodyFacts facts, BodyWriter.Written written) {
        if (written.kept() != facts.kept()) {
            throw new IllegalStateException(
                    "a body of " + facts.kept() + " bytes has " + written.kept());
        }
    }

    private static BodyFacts stored(BodyFacts facts, BodyWriter.Written written) {
        return new BodyFacts(
                Math.max(facts.length(), written.kept()), written.kept(), written.crc32c());
    }

    private byte @Nullable [] manifest(BodyWriter.Written written) {
        scratch.clear();
        written.manifest().encode(scratch);
        return Blob.pack(scratch);
    }

    private long record(Exchange exchange) throws SQLException {
        scratch.clear(256 * 1024);
        RecordCodec.encode(exchange, scratch);
        long id = recordLane.peek();
        if (records.refuses(id, scratch.length())) {
            frames.write(records);
        }
        records.add(recordLane.take(), scratch.array(), 0, scratch.length());
        return id;
    }

    /** A key that is free; negative where the exchange is on record already. */
    private long freeKey(ExchangeId id) throws SQLException {
        long base = Keys.base(id);
        if (base > highestKey) {
            return base;
        }
        places.setLong(1, base);
        places.setLong(2, base + Keys.PLACES - 1);
        long free = base;
        try (ResultSet rows = places.executeQuery()) {
            while (rows.next()) {
                if (rows.getLong(1) == free) {
                    free++;
                }
                if (rows.getLong(2) == id.low()) {
                    return -1;
                }
            }
        }
        if (free >= base + Keys.PLACES) {
            throw new IllegalStateException(
                    "more than " + Keys.PLACES + " exchanges share the time and sequence of " + id);
        }
        return free;
    }

    /** Makes durable what was added, and gives it in order. */
    List<Exchange> commit() throws SQLException {
        begin();
        bodies.flush();
        frames.write(records);
        rollups.write();
        index.beforeCommit();
        execute("COMMIT");
        inTransaction = false;
        index.committed();
        committedHighestKey = highestKey;
        List<Exchange> done = List.copyOf(added);
        added.clear();
        return done;
    }

    /**
     * Trains a dictionary where one is due; true where it took time.
     *
     * @param idle true where there is nothing else to do
     */
    boolean maintain(boolean idle) throws SQLException {
        Trainer.Lesson lesson = trainer.due(idle);
        if (lesson == null) {
            return false;
        }
        byte[] dictionary = lesson.train();
        if (dictionary != null) {
            learn(lesson.kind(), dictionary);
        }
        return true;
    }

    /** Forgets everything since the last commit, and all that was remembered of it. */
    void rollback() throws SQLException {
        added.clear();
        bodies.clear();
        records.clear();
        conversations.clear();
        index.rolledBack();
        facets.clear();
        rollups.clear();
        highestKey = committedHighestKey;
        if (inTransaction) {
            inTransaction = false;
            execute("ROLLBACK");
        }
    }

    /** Enters what waits in memory only to be entered together; without it nothing is lost. */
    private void enterBlocks() throws SQLException {
        if (!inTransaction && index.waiting() > 0) {
            begin();
            index.enterAll();
            execute("COMMIT");
            inTransaction = false;
            index.committed();
        }
    }

    @Override
    public void close() throws SQLException {
        try {
            enterBlocks();
        } finally {
            compressor.close();
            connection.close();
        }
    }
}
