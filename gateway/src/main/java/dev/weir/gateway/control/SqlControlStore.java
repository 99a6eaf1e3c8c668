package dev.weir.gateway.control;

import dev.weir.core.control.ControlStore;
import dev.weir.core.control.Document;
import dev.weir.core.control.Kind;
import dev.weir.core.json.JsonObject;
import dev.weir.core.json.JsonReader;
import dev.weir.core.token.Grant;
import dev.weir.core.token.TokenHash;
import dev.weir.gateway.store.Database;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** People and rules in a database. */
public final class SqlControlStore implements ControlStore {

    private static final String SCHEMA =
            """
            create table if not exists document(
              organisation text not null, kind text not null, id text not null,
              owner text not null, name text not null, space text not null,
              version bigint not null, body text not null,
              changed_at bigint not null, changed_by text not null,
              primary key(organisation, kind, id), unique(kind, space, name));
            create table if not exists document_version(
              organisation text not null, kind text not null, id text not null,
              version bigint not null, owner text not null, name text not null,
              body text not null, changed_at bigint not null, changed_by text not null,
              primary key(organisation, kind, id, version));
            create table if not exists token(
              organisation text not null, id text not null, hash text not null unique,
              kind text not null, holder text, team text, name text not null,
              last_four text not null, scope text not null, capture text not null,
              created_at bigint not null, expires_at bigint, slides bigint, revoked_at bigint,
              used_at bigint, primary key(organisation, id));
            create table if not exists password(
              organisation text not null, holder text not null, hash text not null,
              primary key(organisation, holder));
            create table if not exists identity(
              issuer text not null, subject text not null, organisation text not null,
              holder text not null, primary key(issuer, subject));
            create table if not exists pending(
              key text not null primary key, value text not null, until bigint not null);
            create table if not exists control_revision(
              one bigint not null primary key, revision bigint not null);
            insert into control_revision(one, revision) values (1, 1) on conflict do nothing;
            """;

    private static final String DOCUMENT =
            "select organisation, kind, id, owner, name, version, body, changed_at, changed_by"
                    + " from document where ";

    private static final long WEEK_MILLIS = 7L * 24 * 3600 * 1000;

    private final Database database;

    /** Makes the tables where there are none. */
    public SqlControlStore(Database database) throws IOException {
        this.database = database;
        database.create(SCHEMA);
    }

    // ---- documents ----

    @Override
    public Optional<Document> find(String organisation, Kind kind, String id) throws IOException {
        return first(DOCUMENT + "organisation = ? and kind = ? and id = ?", organisation, kind, id);
    }

    @Override
    public Optional<Document> named(String organisation, Kind kind, String name)
            throws IOException {
        return first(
                DOCUMENT + "organisation = ? and kind = ? and name = ? and owner = ''",
                organisation,
                kind,
                name);
    }

    private Optional<Document> first(String sql, String organisation, Kind kind, String what)
            throws IOException {
        return documents(sql, organisation, kind.word(), what).stream().findFirst();
    }

    @Override
    public List<Document> list(String organisation, Kind kind) throws IOException {
        return documents(
                DOCUMENT + "organisation = ? and kind = ? order by name, owner, id",
                organisation,
                kind.word());
    }

    @Override
    public List<Document> versions(String organisation, Kind kind, String id) throws IOException {
        return documents(
                "select organisation, kind, id, owner, name, version, body, changed_at, changed_by"
                        + " from document_version where organisation = ? and kind = ? and id = ?"
                        + " order by version desc",
                organisation,
                kind.word(),
                id);
    }

    @Override
    public List<Document> every(Kind kind) throws IOException {
        return documents(DOCUMENT + "kind = ? order by organisation, name, owner", kind.word());
    }

    private List<Document> documents(String sql, String... arguments) throws IOException {
        return database.read(
                connection -> {
                    List<Document> found = new ArrayList<>();
                    try (PreparedStatement select = connection.prepareStatement(sql)) {
                        set(select, arguments);
                        try (ResultSet rows = select.executeQuery()) {
                            while (rows.next()) {
                                found.add(document(rows));
                            }
                        }
                    }
                    return found;
                });
    }

    private static Document document(ResultSet rows) throws SQLException {
        Kind kind = Kind.parse(rows.getString(2));
        JsonObject body = JsonReader.read(rows.getString(7)).object();
        if (kind == null || body == null) {
            throw new SQLException("document " + rows.getString(3) + " is damaged");
        }
        return new Document(
                rows.getString(1),
                kind,
                rows.getString(3),
                rows.getString(4),
                rows.getString(5),
                rows.getInt(6),
                body,
                Instant.ofEpochMilli(rows.getLong(8)),
                rows.getString(9));
    }

    @Override
    public Document put(Document document) throws IOException, Conflict {
        Document next =
                new Document(
                        document.organisation(),
                        document.kind(),
                        document.id(),
                        document.owner(),
                        document.name(),
                        document.version() + 1,
                        document.body(),
                        Instant.ofEpochMilli(document.changedAt().toEpochMilli()),
                        document.changedBy());
        Optional<Conflict> conflict =
                database.write(
                        connection -> {
                            touch(connection);
                            Conflict no = taken(connection, next);
                            return Optional.ofNullable(no == null ? write(connection, next) : no);
                        });
        if (conflict.isPresent()) {
            throw conflict.get();
        }
        return next;
    }

    /** Within what a name is there once. */
    private static String space(Document document) {
        return document.kind().namesAreGlobal()
                ? ""
                : document.organisation() + "/" + document.owner();
    }

    private static @Nullable Conflict taken(Connection connection, Document next)
            throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement(
                        "select organisation, id from document"
                                + " where kind = ? and space = ? and name = ?")) {
            set(select, next.kind().word(), space(next), next.name());
            try (ResultSet rows = select.executeQuery()) {
                boolean other =
                        rows.next()
                                && !(rows.getString(1).equals(next.organisation())
                                        && rows.getString(2).equals(next.id()));
                return other
                        ? new Conflict(
                                true,
                                "there is a "
                                        + next.kind().word()
                                        + " '"
                                        + next.name()
                                        + "' already")
                        : null;
            }
        }
    }

    private static @Nullable Conflict write(Connection connection, Document next)
            throws SQLException {
        int changed;
        if (next.version() == 1) {
            changed =
                    update(
                            connection,
                            "insert into document(name, space, owner, version, body, changed_at,"
                                    + " changed_by, organisation, kind, id)"
                                    + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing",
                            next);
        } else {
            changed =
                    update(
                            connection,
                            "update document set name = ?, space = ?, owner = ?, version = ?,"
                                    + " body = ?, changed_at = ?, changed_by = ?"
                                    + " where organisation = ? and kind = ? and id = ?"
                                    + " and version = "
                                    + (next.version() - 1),
                            next);
        }
        if (changed == 0) {
            return new Conflict(
                    false,
                    next.kind().word()
                            + " '"
                            + next.name()
                            + "' was changed by somebody else meanwhile");
        }
        try (PreparedStatement insert =
                connection.prepareStatement(
                        "insert into document_version(organisation, kind, id, version, owner, name,"
                                + " body, changed_at, changed_by)"
                                + " values (?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
            insert.setString(1, next.organisation());
            insert.setString(2, next.kind().word());
            insert.setString(3, next.id());
            insert.setLong(4, next.version());
            insert.setString(5, next.owner());
            insert.setString(6, next.name());
            insert.setString(7, next.body().write());
            insert.setLong(8, next.changedAt().toEpochMilli());
            insert.setString(9, next.changedBy());
            insert.executeUpdate();
        }
        return null;
    }

    private static int update(Connection connection, String sql, Document next)
            throws SQLException {
        try (PreparedStatement write = connection.prepareStatement(sql)) {
            write.setString(1, next.name());
            write.setString(2, space(next));
            write.setString(3, next.owner());
            write.setLong(4, next.version());
            write.setString(5, next.body().write());
            write.setLong(6, next.changedAt().toEpochMilli());
            write.setString(7, next.changedBy());
            write.setString(8, next.organisation());
            write.setString(9, next.kind().word());
            write.setString(10, next.id());
            return write.executeUpdate();
        }
    }

    @Override
    public boolean remove(String organisation, Kind kind, String id, Instant at, String by)
            throws IOException {
        return database.write(
                connection -> {
                    touch(connection);
                    return execute(
                                    connection,
                                    "delete from document where organisation = ? and kind = ?"
                                            + " and id = ?",
                                    organisation,
                                    kind.word(),
                                    id)
                            > 0;
                });
    }

    // ---- tokens ----

    @Override
    public void addToken(Grant grant, TokenHash hash) throws IOException {
        database.write(
                connection -> {
                    touch(connection);
                    try (PreparedStatement insert =
                            connection.prepareStatement(
                                    "insert into token(organisation, id, hash, kind, holder, team,"
                                            + " name, last_four, scope, capture, created_at, expires_at,"
                                            + " slides, revoked_at)"
                                            + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
                        GrantColumns.write(insert, grant, hash);
                        insert.executeUpdate();
                    }
                    return true;
                });
    }

    @Override
    public List<Grant> tokens(String organisation) throws IOException {
        return List.copyOf(
                grants("organisation = ? order by created_at desc, id", organisation).values());
    }

    @Override
    public Optional<Grant> token(String organisation, String id) throws IOException {
        return grants("organisation = ? and id = ?", organisation, id).values().stream()
                .findFirst();
    }

    @Override
    public Optional<Grant> everyToken(TokenHash hash) throws IOException {
        return grants("hash = ?", hash.hex()).values().stream().findFirst();
    }

    @Override
    public Map<TokenHash, Grant> everyToken(Instant now) throws IOException {
        long weekAgo = now.toEpochMilli() - WEEK_MILLIS;
        return grants(
                "(revoked_at is null or revoked_at > "
                        + weekAgo
                        + ") and (expires_at is null or expires_at > "
                        + weekAgo
                        + ")");
    }

    private Map<TokenHash, Grant> grants(String where, String... arguments) throws IOException {
        return database.read(
                connection -> {
                    Map<TokenHash, Grant> found = new java.util.LinkedHashMap<>();
                    try (PreparedStatement select =
                            connection.prepareStatement(GrantColumns.SELECT + where)) {
                        set(select, arguments);
                        try (ResultSet rows = select.executeQuery()) {
                            while (rows.next()) {
                                found.put(GrantColumns.hash(rows), GrantColumns.read(rows));
                            }
                        }
                    }
                    return found;
                });
    }

    @Override
    public boolean revokeToken(String organisation, String id, Instant at) throws IOException {
        return database.write(
                connection -> {
                    touch(connection);
                    return execute(
                                    connection,
                                    "update token set revoked_at = "
                                            + at.toEpochMilli()
                                            + " where organisation = ? and id = ?"
                                            + " and revoked_at is null",
                                    organisation,
                                    id)
                            > 0;
                });
    }

    @Override
    public void tokensUsed(String organisation, Map<String, Instant> used) throws IOException {
        if (used.isEmpty()) {
            return;
        }
        database.write(
                connection -> {
                    try (PreparedStatement update =
                            connection.prepareStatement(
                                    "update token set used_at = ?, expires_at ="
                                            + " case when slides is null then expires_at"
                                            + " when expires_at > ? + slides then expires_at"
                                            + " else ? + slides end"
                                            + " where organisation = ? and id = ?"
                                            + " and revoked_at is null"
                                            + " and (used_at is null or used_at < ?)")) {
                        for (Map.Entry<String, Instant> one : used.entrySet()) {
                            long at = one.getValue().toEpochMilli();
                            update.setLong(1, at);
                            update.setLong(2, at);
                            update.setLong(3, at);
                            update.setString(4, organisation);
                            update.setString(5, one.getKey());
                            update.setLong(6, at);
                            update.addBatch();
                        }
                        update.executeBatch();
                    }
                    return true;
                });
    }

    @Override
    public @Nullable Instant tokenUsed(String organisation, String id) throws IOException {
        Optional<Instant> used =
                database.read(
                        connection -> {
                            try (PreparedStatement select =
                                    connection.prepareStatement(
                                            "select used_at from token"
                                                    + " where organisation = ? and id = ?")) {
                                set(select, organisation, id);
                                try (ResultSet rows = select.executeQuery()) {
                                    if (!rows.next()) {
                                        return Optional.empty();
                                    }
                                    long at = rows.getLong(1);
                                    return rows.wasNull()
                                            ? Optional.empty()
                                            : Optional.of(Instant.ofEpochMilli(at));
                                }
                            }
                        });
        return used.orElse(null);
    }

    // ---- signing in ----

    @Override
    public Optional<String> password(String organisation, String user) throws IOException {
        return text(
                "select hash from password where organisation = ? and holder = ?",
                organisation,
                user);
    }

    @Override
    public void setPassword(String organisation, String user, @Nullable String hash)
            throws IOException {
        database.write(
                connection ->
                        hash == null
                                ? execute(
                                        connection,
                                        "delete from password where organisation = ? and holder = ?",
                                        organisation,
                                        user)
                                : execute(
                                        connection,
                                        "insert into password(organisation, holder, hash)"
                                                + " values (?, ?, ?) on conflict(organisation, holder)"
                                                + " do update set hash = excluded.hash",
                                        organisation,
                                        user,
                                        hash));
    }

    @Override
    public Optional<Holder> everyHolder(String issuer, String subject) throws IOException {
        return database.read(
                connection -> {
                    try (PreparedStatement select =
                            connection.prepareStatement(
                                    "select organisation, holder from identity"
                                            + " where issuer = ? and subject = ?")) {
                        set(select, issuer, subject);
                        try (ResultSet rows = select.executeQuery()) {
                            return rows.next()
                                    ? Optional.of(new Holder(rows.getString(1), rows.getString(2)))
                                    : Optional.empty();
                        }
                    }
                });
    }

    @Override
    public void link(String issuer, String subject, Holder holder) throws IOException {
        database.write(
                connection ->
                        execute(
                                connection,
                                "insert into identity(issuer, subject, organisation, holder)"
                                        + " values (?, ?, ?, ?) on conflict(issuer, subject) do update"
                                        + " set organisation = excluded.organisation,"
                                        + " holder = excluded.holder",
                                issuer,
                                subject,
                                holder.organisation(),
                                holder.user()));
    }

    @Override
    public Set<String> linked(String organisation) throws IOException {
        return database.read(
                connection -> {
                    Set<String> holders = new HashSet<>();
                    try (PreparedStatement select =
                            connection.prepareStatement(
                                    "select distinct holder from identity where organisation = ?")) {
                        set(select, organisation);
                        try (ResultSet rows = select.executeQuery()) {
                            while (rows.next()) {
                                holders.add(rows.getString(1));
                            }
                        }
                    }
                    return holders;
                });
    }

    @Override
    public void putPending(String key, JsonObject value, Instant until) throws IOException {
        database.write(
                connection ->
                        execute(
                                connection,
                                "insert into pending(key, value, until) values (?, ?, "
                                        + until.toEpochMilli()
                                        + ") on conflict(key) do update set value = excluded.value,"
                                        + " until = excluded.until",
                                key,
                                value.write()));
    }

    @Override
    public Optional<JsonObject> pending(String key, Instant now) throws IOException {
        return text(
                        "select value from pending where key = ? and until > " + now.toEpochMilli(),
                        key)
                .map(text -> JsonReader.read(text).object());
    }

    @Override
    public Optional<JsonObject> takePending(String key, Instant now) throws IOException {
        return database.write(
                connection -> {
                    // What nobody came for goes along the way.
                    execute(connection, "delete from pending where until <= " + now.toEpochMilli());
                    try (PreparedStatement take =
                            connection.prepareStatement(
                                    "delete from pending where key = ? returning value")) {
                        set(take, key);
                        try (ResultSet rows = take.executeQuery()) {
                            return rows.next()
                                    ? Optional.ofNullable(
                                            JsonReader.read(rows.getString(1)).object())
                                    : Optional.empty();
                        }
                    }
                });
    }

    private Optional<String> text(String sql, String... arguments) throws IOException {
        return database.read(
                connection -> {
                    try (PreparedStatement select = connection.prepareStatement(sql)) {
                        set(select, arguments);
                        try (ResultSet rows = select.executeQuery()) {
                            return rows.next() ? Optional.of(rows.getString(1)) : Optional.empty();
                        }
                    }
                });
    }

    // ---- changes ----

    @Override
    public long revision() throws IOException {
        return text("select revision from control_revision where one = 1")
                .map(Long::parseLong)
                .orElse(0L);
    }

    /** The first statement of every change, so that the lock of the writer is taken at once. */
    private static void touch(Connection connection) throws SQLException {
        execute(connection, "update control_revision set revision = revision + 1 where one = 1");
    }

    private static int execute(Connection connection, String sql, String... arguments)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            set(statement, arguments);
            return statement.executeUpdate();
        }
    }

    private static void set(PreparedStatement statement, String... arguments) throws SQLException {
        for (int i = 0; i < arguments.length; i++) {
            statement.setString(i + 1, arguments[i]);
        }
    }

    /** All documents by id, for readers that look up many. */
    static Map<String, Document> byId(List<Document> documents) {
        Map<String, Document> map = new HashMap<>();
        documents.forEach(document -> map.put(document.id(), document));
        return map;
    }
}
