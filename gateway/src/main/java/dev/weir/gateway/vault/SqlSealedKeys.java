package dev.weir.gateway.vault;

import dev.weir.core.vault.CipherText;
import dev.weir.core.vault.Destination;
import dev.weir.core.vault.KekCheck;
import dev.weir.core.vault.KeyField;
import dev.weir.core.vault.KeyRef;
import dev.weir.core.vault.ProviderKey;
import dev.weir.core.vault.Rotation;
import dev.weir.core.vault.SealedKey;
import dev.weir.core.vault.SealedKeys;
import dev.weir.core.vault.Sharing;
import dev.weir.gateway.store.Database;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Keys at rest in a database. A row that makes no sense is left out of what is read, and logged, so
 * that one damaged row does not take the others along.
 */
public final class SqlSealedKeys implements SealedKeys {

    private static final System.Logger LOG = System.getLogger("weir.vault");

    private static final String SCHEMA =
            """
            create table if not exists provider_key(
              organisation text not null, id text not null, owner text not null,
              name text not null, provider text not null, destination text not null,
              field text not null, sharing text not null, shared_with text not null,
              weight bigint not null, version bigint not null, revision bigint not null,
              last_four text not null, created_at bigint not null, created_by text not null,
              checked_at bigint, disabled bigint not null,
              kek text not null, data_key blob not null, sealed blob not null,
              primary key(organisation, id), unique(organisation, owner, name));
            create table if not exists vault_kek(
              id text not null primary key, proof blob not null);
            create table if not exists vault_rotation(
              one bigint not null primary key, started_at bigint not null,
              new_data_keys bigint not null, after_organisation text, after_id text,
              done bigint not null, failed bigint not null);
            """;

    private static final String COLUMNS =
            "organisation, id, name, provider, destination, field, sharing, shared_with, weight,"
                    + " version, revision, last_four, created_at, created_by, checked_at, disabled,"
                    + " kek, data_key, sealed";

    private final Database database;

    /** Makes the tables where there are none. */
    public SqlSealedKeys(Database database) throws IOException {
        this.database = database;
        database.create(SCHEMA);
    }

    @Override
    public Added add(Row row) throws IOException {
        return database.write(
                connection -> {
                    if (!insert(connection, row)) {
                        return Added.TAKEN;
                    }
                    // Counted behind the insertion, under the writer's lock; one too many goes.
                    if (count(connection, row.key().organisation()) > MOST_OF_AN_ORGANISATION) {
                        remove(connection, row.key().organisation(), row.key().id());
                        return Added.FULL;
                    }
                    return Added.YES;
                });
    }

    private static boolean insert(Connection connection, Row row) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement(
                        """
                        insert into provider_key(
                          organisation, id, owner, name, provider, destination, field, sharing,
                          shared_with, weight, version, revision, last_four, created_at,
                          created_by, checked_at, disabled, kek, data_key, sealed)
                        values(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)
                        on conflict do nothing""")) {
            ProviderKey key = row.key();
            insert.setString(1, key.organisation());
            insert.setString(2, key.id());
            insert.setString(3, key.sharing().owner());
            insert.setString(4, key.name());
            insert.setString(5, key.provider());
            insert.setString(6, key.destination().toString());
            insert.setString(7, key.field().name());
            insert.setString(8, key.sharing().word());
            insert.setString(9, String.join(" ", key.sharing().with()));
            insert.setLong(10, key.weight());
            insert.setLong(11, key.version());
            insert.setLong(12, key.revision());
            insert.setString(13, key.lastFour());
            insert.setLong(14, key.createdAt().toEpochMilli());
            insert.setString(15, key.createdBy());
            setTime(insert, 16, key.checkedAt());
            insert.setLong(17, key.disabled() ? 1 : 0);
            insert.setString(18, row.sealed().kek());
            insert.setBytes(19, row.sealed().dataKey().bytes());
            insert.setBytes(20, row.sealed().text().bytes());
            return insert.executeUpdate() == 1;
        }
    }

    private static void setTime(PreparedStatement statement, int at, @Nullable Instant time)
            throws SQLException {
        if (time == null) {
            statement.setNull(at, Types.BIGINT);
        } else {
            statement.setLong(at, time.toEpochMilli());
        }
    }

    private static long count(Connection connection, String organisation) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement(
                        "select count(*) from provider_key where organisation = ?")) {
            select.setString(1, organisation);
            try (ResultSet rows = select.executeQuery()) {
                return rows.next() ? rows.getLong(1) : 0;
            }
        }
    }

    @Override
    public Optional<Row> find(String organisation, String id) throws IOException {
        return database.read(
                connection -> {
                    try (PreparedStatement select =
                            connection.prepareStatement(
                                    "select "
                                            + COLUMNS
                                            + " from provider_key where organisation = ? and id ="
                                            + " ?")) {
                        select.setString(1, organisation);
                        select.setString(2, id);
                        return rows(select).stream().findFirst();
                    }
                });
    }

    @Override
    public List<ProviderKey> list(String organisation) throws IOException {
        return database.read(
                connection -> {
                    try (PreparedStatement select =
                            connection.prepareStatement(
                                    "select "
                                            + COLUMNS
                                            + " from provider_key where organisation = ? order by"
                                            + " name, id")) {
                        select.setString(1, organisation);
                        return rows(select).stream().map(Row::key).toList();
                    }
                });
    }

    @Override
    public Replaced replace(Row row, long expected) throws IOException {
        return database.write(
                connection -> {
                    if (isTaken(connection, row)) {
                        return Replaced.TAKEN;
                    }
                    return update(connection, row, expected) ? Replaced.YES : Replaced.CHANGED;
                });
    }

    /** Writes a row on itself, which takes the writer's lock, and looks for the name. */
    private static boolean isTaken(Connection connection, Row row) throws SQLException {
        ProviderKey key = row.key();
        try (PreparedStatement lock =
                connection.prepareStatement(
                        """
                        update provider_key set revision = revision
                         where organisation = ? and id = ?""")) {
            lock.setString(1, key.organisation());
            lock.setString(2, key.id());
            lock.executeUpdate();
        }
        try (PreparedStatement select =
                connection.prepareStatement(
                        """
                        select 1 from provider_key
                         where organisation = ? and owner = ? and name = ? and id <> ?""")) {
            select.setString(1, key.organisation());
            select.setString(2, key.sharing().owner());
            select.setString(3, key.name());
            select.setString(4, key.id());
            try (ResultSet rows = select.executeQuery()) {
                return rows.next();
            }
        }
    }

    private static boolean update(Connection connection, Row row, long expected)
            throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement(
                        """
                        update provider_key set
                          owner = ?, name = ?, sharing = ?, shared_with = ?, weight = ?,
                          version = ?, revision = ?, last_four = ?, checked_at = ?, disabled = ?,
                          kek = ?, data_key = ?, sealed = ?
                         where organisation = ? and id = ? and revision = ?""")) {
            ProviderKey key = row.key();
            update.setString(1, key.sharing().owner());
            update.setString(2, key.name());
            update.setString(3, key.sharing().word());
            update.setString(4, String.join(" ", key.sharing().with()));
            update.setLong(5, key.weight());
            update.setLong(6, key.version());
            update.setLong(7, key.revision());
            update.setString(8, key.lastFour());
            setTime(update, 9, key.checkedAt());
            update.setLong(10, key.disabled() ? 1 : 0);
            update.setString(11, row.sealed().kek());
            update.setBytes(12, row.sealed().dataKey().bytes());
            update.setBytes(13, row.sealed().text().bytes());
            update.setString(14, key.organisation());
            update.setString(15, key.id());
            update.setLong(16, expected);
            return update.executeUpdate() == 1;
        }
    }

    @Override
    public boolean remove(String organisation, String id) throws IOException {
        return database.write(connection -> remove(connection, organisation, id));
    }

    private static boolean remove(Connection connection, String organisation, String id)
            throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement(
                        "delete from provider_key where organisation = ? and id = ?")) {
            delete.setString(1, organisation);
            delete.setString(2, id);
            return delete.executeUpdate() == 1;
        }
    }

    @Override
    public List<Row> ofEveryOrganisation(@Nullable KeyRef after, int limit) throws IOException {
        return database.read(
                connection -> {
                    List<Row> found = new ArrayList<>();
                    KeyRef from = after;
                    // A page of which some rows were left out is filled up: fewer means the end.
                    while (found.size() < limit) {
                        Batch batch = batch(connection, from, limit - found.size());
                        found.addAll(batch.rows());
                        if (batch.last() == null) {
                            break;
                        }
                        from = batch.last();
                    }
                    return found;
                });
    }

    /**
     * Rows read.
     *
     * @param last the last row, whether it could be read or not; null where there was none
     */
    private record Batch(List<Row> rows, @Nullable KeyRef last) {}

    private static Batch batch(Connection connection, @Nullable KeyRef after, int limit)
            throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement(
                        "select "
                                + COLUMNS
                                + " from provider_key where organisation > ? or organisation = ?"
                                + " and id > ? order by organisation, id limit ?")) {
            select.setString(1, after == null ? "" : after.organisation());
            select.setString(2, after == null ? "" : after.organisation());
            select.setString(3, after == null ? "" : after.id());
            select.setInt(4, limit);
            List<Row> found = new ArrayList<>();
            KeyRef last = null;
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    last = new KeyRef(rows.getString(1), rows.getString(2));
                    Row row = row(rows);
                    if (row != null) {
                        found.add(row);
                    }
                }
            }
            return new Batch(found, last);
        }
    }

    private static List<Row> rows(PreparedStatement select) throws SQLException {
        List<Row> found = new ArrayList<>();
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                Row row = row(rows);
                if (row != null) {
                    found.add(row);
                }
            }
        }
        return found;
    }

    private static @Nullable Row row(ResultSet rows) throws SQLException {
        try {
            String with = rows.getString(8);
            long checked = rows.getLong(15);
            Instant checkedAt = rows.wasNull() ? null : Instant.ofEpochMilli(checked);
            ProviderKey key =
                    new ProviderKey(
                            rows.getString(1),
                            rows.getString(2),
                            rows.getString(3),
                            rows.getString(4),
                            Destination.parse(rows.getString(5)),
                            KeyField.named(rows.getString(6)),
                            Sharing.of(
                                    rows.getString(7),
                                    with.isEmpty() ? List.of() : List.of(with.split(" "))),
                            rows.getInt(9),
                            rows.getInt(10),
                            rows.getLong(11),
                            rows.getString(12),
                            Instant.ofEpochMilli(rows.getLong(13)),
                            rows.getString(14),
                            checkedAt,
                            rows.getLong(16) != 0);
            return new Row(
                    key,
                    new SealedKey(
                            rows.getString(17),
                            CipherText.of(rows.getBytes(18)),
                            CipherText.of(rows.getBytes(19))));
        } catch (IllegalArgumentException | java.time.DateTimeException e) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "a row of a provider key is damaged and left out: {0}",
                    rows.getString(2));
            return null;
        }
    }

    @Override
    public List<KekCheck> checks() throws IOException {
        return database.read(
                connection -> {
                    List<KekCheck> found = new ArrayList<>();
                    try (PreparedStatement select =
                                    connection.prepareStatement(
                                            "select id, proof from vault_kek order by id");
                            ResultSet rows = select.executeQuery()) {
                        while (rows.next()) {
                            found.add(
                                    new KekCheck(
                                            rows.getString(1), CipherText.of(rows.getBytes(2))));
                        }
                    }
                    return found;
                });
    }

    @Override
    public void note(KekCheck check) throws IOException {
        database.write(
                connection -> {
                    try (PreparedStatement insert =
                            connection.prepareStatement(
                                    "insert into vault_kek(id, proof) values(?,?)"
                                            + " on conflict do nothing")) {
                        insert.setString(1, check.kek());
                        insert.setBytes(2, check.proof().bytes());
                        return insert.executeUpdate();
                    }
                });
    }

    @Override
    public void forget(String kek) throws IOException {
        database.write(
                connection -> {
                    try (PreparedStatement delete =
                            connection.prepareStatement("delete from vault_kek where id = ?")) {
                        delete.setString(1, kek);
                        return delete.executeUpdate();
                    }
                });
    }

    @Override
    public Optional<Rotation> rotation() throws IOException {
        return database.read(
                connection -> {
                    try (PreparedStatement select =
                                    connection.prepareStatement(
                                            """
                                            select started_at, new_data_keys, after_organisation,
                                              after_id, done, failed from vault_rotation""");
                            ResultSet rows = select.executeQuery()) {
                        if (!rows.next()) {
                            return Optional.empty();
                        }
                        String organisation = rows.getString(3);
                        String id = rows.getString(4);
                        return Optional.of(
                                new Rotation(
                                        Instant.ofEpochMilli(rows.getLong(1)),
                                        rows.getLong(2) != 0,
                                        organisation == null || id == null
                                                ? null
                                                : new KeyRef(organisation, id),
                                        rows.getLong(5),
                                        rows.getLong(6)));
                    }
                });
    }

    @Override
    public void rotation(@Nullable Rotation rotation) throws IOException {
        database.write(
                connection -> {
                    try (PreparedStatement delete =
                            connection.prepareStatement("delete from vault_rotation")) {
                        delete.executeUpdate();
                    }
                    if (rotation == null) {
                        return 0;
                    }
                    KeyRef after = rotation.after();
                    try (PreparedStatement insert =
                            connection.prepareStatement(
                                    """
                                    insert into vault_rotation(one, started_at, new_data_keys,
                                      after_organisation, after_id, done, failed)
                                    values(1,?,?,?,?,?,?)""")) {
                        insert.setLong(1, rotation.startedAt().toEpochMilli());
                        insert.setLong(2, rotation.newDataKeys() ? 1 : 0);
                        insert.setString(3, after == null ? null : after.organisation());
                        insert.setString(4, after == null ? null : after.id());
                        insert.setLong(5, rotation.done());
                        insert.setLong(6, rotation.failed());
                        return insert.executeUpdate();
                    }
                });
    }
}
