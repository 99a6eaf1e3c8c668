package dev.weir.gateway.reading;

import dev.weir.core.reading.Endpoint;
import dev.weir.core.reading.Reading;
import dev.weir.core.reading.Reason;

import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** How much of a corpus was read, by provider and endpoint. */
final class Coverage {

    /** One line of the table. */
    private static final class Row {
        private final Map<Reading.Status, Integer> byStatus = new EnumMap<>(Reading.Status.class);
        private int streamed;
        private final Map<Reason, Integer> reasons = new EnumMap<>(Reason.class);

        void add(Reading reading) {
            byStatus.merge(reading.status(), 1, Integer::sum);
            streamed += reading.streamed() ? 1 : 0;
            reading.reasons().forEach(reason -> reasons.merge(reason, 1, Integer::sum));
        }

        String cells() {
            int all = byStatus.values().stream().mapToInt(Integer::intValue).sum();
            StringBuilder cells = new StringBuilder().append(all).append(" | ").append(streamed);
            for (Reading.Status status : Reading.Status.values()) {
                cells.append(" | ").append(byStatus.getOrDefault(status, 0));
            }
            return cells
                    + " | "
                    + reasons.entrySet().stream()
                            .map(reason -> reason.getKey().word() + " " + reason.getValue())
                            .collect(Collectors.joining(", "));
        }
    }

    private final Map<String, Row> rows = new TreeMap<>();
    private final Row total = new Row();
    private final Row models = new Row();

    void add(String provider, Reading reading) {
        rows.computeIfAbsent(provider + " | `" + reading.endpoint().word() + "`", _ -> new Row())
                .add(reading);
        total.add(reading);
        Endpoint.Kind kind = reading.endpoint().kind();
        if (kind != Endpoint.Kind.MANAGEMENT && kind != Endpoint.Kind.UNKNOWN) {
            models.add(reading);
        }
    }

    boolean has(Reason reason) {
        return total.reasons.containsKey(reason);
    }

    /** The table in Markdown. */
    String table() {
        StringBuilder out = new StringBuilder();
        out.append(
                "| provider | endpoint | exchanges | streamed | full | partly | not | reasons |\n");
        out.append("|---|---|---:|---:|---:|---:|---:|---|\n");
        rows.forEach(
                (name, row) ->
                        out.append("| ")
                                .append(name)
                                .append(" | ")
                                .append(row.cells())
                                .append(" |\n"));
        out.append("| **calls of models** | | ").append(models.cells()).append(" |\n");
        out.append("| **all** | | ").append(total.cells()).append(" |\n");
        return out.toString().replace("|  |", "| |");
    }
}
