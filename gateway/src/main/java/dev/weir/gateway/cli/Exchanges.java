package dev.weir.gateway.cli;

import tools.jackson.databind.JsonNode;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Exchanges of the read API as lines of text. */
final class Exchanges {

    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("MM-dd HH:mm:ss.SSS", Locale.ROOT);

    private Exchanges() {}

    static Table table() {
        return new Table(
                "ID",
                "STARTED",
                "PROVIDER",
                "REQUEST",
                "MODEL",
                ">STATUS",
                "OUTCOME",
                ">FIRST BYTE",
                ">TOTAL",
                ">IN",
                ">OUT");
    }

    static void row(Table table, JsonNode item, ZoneId zone) {
        table.row(cells(item, zone));
    }

    /** One line for the live tail; the same facts without columns. */
    static String line(JsonNode item, ZoneId zone) {
        String[] cells = cells(item, zone);
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.length; i++) {
            line.append(i == 0 ? "" : "  ").append(Plain.cut(cells[i], 60));
        }
        return line.toString();
    }

    private static String[] cells(JsonNode item, ZoneId zone) {
        int status = item.path("status").asInt(0);
        String outcome = item.path("outcome").asString("");
        String error = item.path("errorCode").asString("");
        JsonNode durations = item.path("durations");
        return new String[] {
            item.path("id").asString(""),
            started(item.path("startedAt").asString(""), zone),
            orDash(item.path("provider").asString("")),
            item.path("method").asString("") + " " + item.path("path").asString(""),
            item.path("requestedModel").asString("-"),
            status == 0 ? "-" : Integer.toString(status),
            error.isEmpty() ? outcome : outcome + ":" + error,
            millis(durations.path("firstByteMs")),
            millis(durations.path("totalMs")),
            bytes(item.path("requestBytes").asLong(0)),
            bytes(item.path("responseBytes").asLong(0))
        };
    }

    /** The text; a dash for none. */
    static String orDash(String text) {
        return text.isEmpty() ? "-" : text;
    }

    static String started(String text, ZoneId zone) {
        try {
            return CLOCK.format(Instant.parse(text).atZone(zone));
        } catch (java.time.DateTimeException e) {
            return text;
        }
    }

    /** A duration for people; a dash where it was never reached. */
    static String millis(JsonNode node) {
        if (!node.isNumber()) {
            return "-";
        }
        double millis = node.asDouble();
        return millis < 1000
                ? String.format(Locale.ROOT, "%.1f ms", millis)
                : String.format(Locale.ROOT, "%.2f s", millis / 1000);
    }

    /** A size for people. */
    static String bytes(long count) {
        if (count < 1024) {
            return count + " B";
        }
        if (count < 1024 * 1024) {
            return String.format(Locale.ROOT, "%.1f KiB", count / 1024.0);
        }
        return String.format(Locale.ROOT, "%.1f MiB", count / 1024.0 / 1024.0);
    }
}
