package dev.weir.gateway.audit;

import dev.weir.core.audit.AuditAnchor;
import dev.weir.core.audit.AuditAnchors;
import dev.weir.core.audit.AuditChain;
import dev.weir.core.audit.AuditDraft;
import dev.weir.core.audit.AuditEntry;
import dev.weir.core.audit.AuditPage;
import dev.weir.core.audit.AuditQuery;
import dev.weir.core.audit.AuditTrail;
import dev.weir.gateway.store.Database;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * The audit logs in a database. The end of each log has a row of its own, which is written first,
 * so that two writers, also of two processes, come one after the other.
 */
public final class SqlAuditTrail implements AuditTrail {

    private static final String SCHEMA =
            """
            create table if not exists audit(
              organisation text not null, seq bigint not null, at bigint not null,
              actor_kind text not null, actor_id text not null, actor_name text not null,
              action text not null, subject_kind text not null, subject_id text not null,
              subject_name text not null, before_json text not null, after_json text not null,
              previous text not null, hash text not null,
              primary key(organisation, seq));
            create table if not exists audit_end(
              organisation text not null primary key, seq bigint not null, hash text not null);
            """;

    private static final String COLUMNS =
            "organisation, seq, at, actor_kind, actor_id, actor_name, action, subject_kind,"
                    + " subject_id, subject_name, before_json, after_json, previous, hash";

    private final Database database;
    private final AuditAnchors anchors;

    /**
     * Makes the tables where there are none.
     *
     * @param anchors where ends are kept apart from the database
     */
    public SqlAuditTrail(Database database, AuditAnchors anchors) throws IOException {
        this.database = database;
        this.anchors = anchors;
        database.create(SCHEMA);
    }

    @Override
    public AuditEntry append(AuditDraft draft) throws IOException {
        AuditEntry entry =
                database.write(
                        connection -> {
                            lockEnd(connection, draft.organisation());
                            AuditEntry next =
                                    AuditChain.next(
                                            readEnd(connection, draft.organisation()), draft);
                            insert(connection, next);
                            moveEnd(connection, next);
                            return next;
                        });
        anchors.keep(entry.organisation(), new AuditAnchor(entry.seq(), entry.hash()));
        return entry;
    }

    private static void lockEnd(Connection connection, String organisation) throws SQLException {
        try (PreparedStatement lock =
                connection.prepareStatement(
                        """
                        insert into audit_end(organisation, seq, hash) values(?,?,?)
                        on conflict(organisation) do update set seq = audit_end.seq""")) {
            lock.setString(1, organisation);
            lock.setLong(2, AuditAnchor.NONE.seq());
            lock.setString(3, AuditAnchor.NONE.hash());
            lock.executeUpdate();
        }
    }

    private static AuditAnchor readEnd(Connection connection, String organisation)
            throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement(
                        "select seq, hash from audit_end where organisation = ?")) {
            select.setString(1, organisation);
            try (ResultSet rows = select.executeQuery()) {
                return rows.next()
                        ? new AuditAnchor(rows.getLong(1), rows.getString(2))
                        : AuditAnchor.NONE;
            }
        }
    }

    private static void insert(Connection connection, AuditEntry entry) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement(
                        "insert into audit(" + COLUMNS + ") values(?,?,?,?,?,?,?,?,?,?,?,?,?,?)")) {
            insert.setString(1, entry.organisation());
            insert.setLong(2, entry.seq());
            insert.setLong(3, micros(entry.at()));
            insert.setString(4, entry.actorKind());
            insert.setString(5, entry.actorId());
            insert.setString(6, entry.actorName());
            insert.setString(7, entry.action());
            insert.setString(8, entry.subjectKind());
            insert.setString(9, entry.subjectId());
            insert.setString(10, entry.subjectName());
            insert.setString(11, entry.before());
            insert.setString(12, entry.after());
            insert.setString(13, entry.previous());
            insert.setString(14, entry.hash());
            insert.executeUpdate();
        }
    }

    private static void moveEnd(Connection connection, AuditEntry entry) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement(
                        "update audit_end set seq = ?, hash = ? where organisation = ?")) {
            update.setLong(1, entry.seq());
            update.setString(2, entry.hash());
            update.setString(3, entry.organisation());
            update.executeUpdate();
        }
    }

    @Override
    public AuditPage list(AuditQuery query) throws IOException {
        StringBuilder sql =
                new StringBuilder("select ")
                        .append(COLUMNS)
                        .append(" from audit where organisation = ?");
        List<Object> values = new ArrayList<>();
        values.add(query.organisation());
        if (query.before() != null) {
            sql.append(" and seq < ?");
            values.add(query.before());
        }
        if (query.action() != null) {
            sql.append(" and action = ?");
            values.add(query.action().word());
        }
        if (query.actorId() != null) {
            sql.append(" and actor_id = ?");
            values.add(query.actorId());
        }
        if (query.subjectId() != null) {
            sql.append(" and subject_id = ?");
            values.add(query.subjectId());
        }
        if (query.since() != null) {
            sql.append(" and at >= ?");
            values.add(micros(query.since()));
        }
        if (query.until() != null) {
            sql.append(" and at < ?");
            values.add(micros(query.until()));
        }
        sql.append(" order by seq desc limit ?");
        values.add(query.limit() + 1);
        List<AuditEntry> found =
                database.read(connection -> entries(connection, sql.toString(), values));
        boolean more = found.size() > query.limit();
        List<AuditEntry> items = more ? found.subList(0, query.limit()) : found;
        return new AuditPage(items, more ? items.getLast().seq() : null);
    }

    @Override
    public List<AuditEntry> scan(String organisation, long after, int limit) throws IOException {
        String sql =
                "select "
                        + COLUMNS
                        + " from audit where organisation = ? and seq > ? order by seq limit ?";
        return database.read(
                connection -> entries(connection, sql, List.of(organisation, after, limit)));
    }

    @Override
    public AuditAnchor end(String organisation) throws IOException {
        return database.read(connection -> readEnd(connection, organisation));
    }

    private static List<AuditEntry> entries(Connection connection, String sql, List<Object> values)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.size(); i++) {
                select.setObject(i + 1, values.get(i));
            }
            List<AuditEntry> found = new ArrayList<>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    found.add(
                            new AuditEntry(
                                    rows.getString(1),
                                    rows.getLong(2),
                                    Instant.EPOCH.plus(rows.getLong(3), ChronoUnit.MICROS),
                                    rows.getString(4),
                                    rows.getString(5),
                                    rows.getString(6),
                                    rows.getString(7),
                                    rows.getString(8),
                                    rows.getString(9),
                                    rows.getString(10),
                                    rows.getString(11),
                                    rows.getString(12),
                                    rows.getString(13),
                                    rows.getString(14)));
                }
            }
            return found;
        }
    }

    private static long micros(Instant at) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, at);
    }
}
