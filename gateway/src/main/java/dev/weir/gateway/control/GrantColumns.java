package dev.weir.gateway.control;

import dev.weir.core.capture.CaptureMode;
import dev.weir.core.control.Documents;
import dev.weir.core.json.JsonArray;
import dev.weir.core.json.JsonObject;
import dev.weir.core.json.JsonReader;
import dev.weir.core.json.JsonString;
import dev.weir.core.token.Grant;
import dev.weir.core.token.Scope;
import dev.weir.core.token.TokenHash;
import dev.weir.core.token.TokenKind;

import org.jspecify.annotations.Nullable;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/** A token as a row. */
final class GrantColumns {

    static final String SELECT =
            "select organisation, id, hash, kind, holder, team, name, last_four, scope, capture,"
                    + " created_at, expires_at, slides, revoked_at from token where ";

    private GrantColumns() {}

    static void write(PreparedStatement row, Grant grant, TokenHash hash) throws SQLException {
        row.setString(1, grant.organisation());
        row.setString(2, grant.id());
        row.setString(3, hash.hex());
        row.setString(4, grant.kind().word());
        row.setString(5, grant.user());
        row.setString(6, grant.team());
        row.setString(7, grant.name());
        row.setString(8, grant.lastFour());
        row.setString(9, json(grant.scope()).write());
        row.setString(10, grant.capture().toString());
        row.setLong(11, grant.createdAt().toEpochMilli());
        number(row, 12, grant.expiresAt() == null ? null : grant.expiresAt().toEpochMilli());
        number(row, 13, grant.slides() == null ? null : grant.slides().toMillis());
        number(row, 14, grant.revokedAt() == null ? null : grant.revokedAt().toEpochMilli());
    }

    private static void number(PreparedStatement row, int place, @Nullable Long value)
            throws SQLException {
        if (value == null) {
            row.setNull(place, Types.BIGINT);
        } else {
            row.setLong(place, value);
        }
    }

    static TokenHash hash(ResultSet row) throws SQLException {
        return TokenHash.parse(row.getString(3));
    }

    static Grant read(ResultSet row) throws SQLException {
        TokenKind kind = TokenKind.parse(row.getString(4));
        JsonObject scope = JsonReader.read(row.getString(9)).object();
        if (kind == null || scope == null) {
            throw new SQLException("token " + row.getString(2) + " is damaged");
        }
        Long expires = number(row, 12);
        Long slides = number(row, 13);
        Long revoked = number(row, 14);
        return new Grant(
                row.getString(2),
                row.getString(1),
                kind,
                row.getString(5),
                row.getString(6),
                row.getString(7),
                row.getString(8),
                Documents.scope("scope", scope),
                CaptureMode.parse(row.getString(10)),
                Instant.ofEpochMilli(row.getLong(11)),
                expires == null ? null : Instant.ofEpochMilli(expires),
                slides == null ? null : Duration.ofMillis(slides),
                revoked == null ? null : Instant.ofEpochMilli(revoked));
    }

    private static @Nullable Long number(ResultSet row, int place) throws SQLException {
        long value = row.getLong(place);
        return row.wasNull() ? null : Long.valueOf(value);
    }

    private static JsonObject json(Scope scope) {
        JsonObject.Builder json = JsonObject.builder();
        add(json, "routes", scope.routes());
        add(json, "models", scope.models());
        add(json, "paths", scope.paths());
        return json.build();
    }

    private static void add(JsonObject.Builder json, String name, Set<String> texts) {
        if (!texts.isEmpty()) {
            json.add(name, JsonArray.of(texts.stream().sorted().map(JsonString::of).toList()));
        }
    }
}
