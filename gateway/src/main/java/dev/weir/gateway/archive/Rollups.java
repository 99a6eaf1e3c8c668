package dev.weir.gateway.archive;

import dev.weir.core.exchange.Exchange;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/** Sums by hour, provider and status, and end reason, written with the exchanges they count. */
final class Rollups {

    private record Key(long hour, int facet, int reason) {}

    private static final class Sums {
        private long exchanges;
        private long requestBytes;
        private long responseBytes;
        private long nanos;
    }

    private final PreparedStatement upsert;
    private final Map<Key, Sums> pending = new HashMap<>();

    Rollups(Connection connection) throws SQLException {
        upsert =
                connection.prepareStatement(
                        """
                        INSERT INTO rollup_hour(
                          hour, facet, reason, exchanges, request_bytes, response_bytes, nanos)
                        VALUES (?, ?, ?, ?, ?, ?, ?)
                        ON CONFLICT DO UPDATE SET
                          exchanges = exchanges + excluded.exchanges,
                          request_bytes = request_bytes + excluded.request_bytes,
                          response_bytes = response_bytes + excluded.response_bytes,
                          nanos = nanos + excluded.nanos
                        """);
    }

    void count(Exchange exchange, int facet) {
        Key key =
                new Key(
                        Math.floorDiv(exchange.startedAt().getEpochSecond(), 3600L),
                        facet,
                        Codes.END.of(exchange.end()));
        Sums sums = pending.computeIfAbsent(key, k -> new Sums());
        sums.exchanges++;
        sums.requestBytes += exchange.requestBody().length();
        sums.responseBytes += exchange.responseBody().length();
        sums.nanos += Math.max(0, exchange.timeline().closed());
    }

    void write() throws SQLException {
        for (Map.Entry<Key, Sums> entry : pending.entrySet()) {
            upsert.setLong(1, entry.getKey().hour());
            upsert.setInt(2, entry.getKey().facet());
            upsert.setInt(3, entry.getKey().reason());
            upsert.setLong(4, entry.getValue().exchanges);
            upsert.setLong(5, entry.getValue().requestBytes);
            upsert.setLong(6, entry.getValue().responseBytes);
            upsert.setLong(7, entry.getValue().nanos);
            upsert.executeUpdate();
        }
        pending.clear();
    }

    void clear() {
        pending.clear();
    }
}
