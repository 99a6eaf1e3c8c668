package dev.weir.gateway.intake;

import dev.weir.core.archive.Incoming;

import tools.jackson.databind.JsonNode;

import java.io.IOException;

/** Reads Weir's JSON lines. A line that is wrong is refused, and the next one is read. */
final class JsonLines {

    private final Arrivals arrivals;

    JsonLines(Arrivals arrivals) {
        this.arrivals = arrivals;
    }

    void read(Source source) throws IOException, InterruptedException {
        for (Source.Line line = source.next(null); line != null; line = source.next(line)) {
            Incoming incoming;
            try {
                JsonNode tree = Trees.line(line);
                if (tree == null) {
                    continue;
                }
                incoming = Document.of(tree);
            } catch (Unusable e) {
                arrivals.refuse(line.number(), e.reason());
                continue;
            }
            arrivals.put(line.number(), incoming);
        }
    }
}
