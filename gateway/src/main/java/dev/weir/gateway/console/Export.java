package dev.weir.gateway.console;

import dev.weir.core.archive.Archive;
import dev.weir.core.archive.Page;
import dev.weir.core.archive.Query;
import dev.weir.core.exchange.Exchange;
import dev.weir.core.exchange.ExchangeId;
import dev.weir.core.exchange.Headers;
import dev.weir.gateway.console.ExchangeJson.Form;

import tools.jackson.core.JsonGenerator;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/**
 * The archive as JSON lines, as HAR or as spans in OTLP's JSON, newest first, with bodies. Streams
 * page by page and body by body; however large the archive or a body, little of it is in memory.
 * Either of the former says all that is on record, and can be imported again.
 */
final class Export {

    private static final int PAGE = 50;

    private final Archive archive;
    private final ExportBodies bodies;
    private final HarEntry har;
    private final SpanLines spans;
    private final ConsoleInfo info;
    private final Duration settle;

    Export(
            Archive archive,
            BodyReader bodies,
            Decoder decoder,
            SpanLines spans,
            ConsoleInfo info,
            Duration settle) {
        this.spans = spans;
        this.archive = archive;
        this.bodies = new ExportBodies(archive, bodies);
        this.har = new HarEntry(this.bodies, decoder);
        this.info = info;
        this.settle = settle;
    }

    /** Writes one exchange. */
    @FunctionalInterface
    private interface Writer {
        void write(Exchange exchange) throws IOException;
    }

    void all(Call call, Route.Asked asked) throws IOException, InterruptedException {
        String format = asked.query().oneOf("format", List.of("jsonl", "har", "otlp"));
        boolean har = format.equals("har");
        Query wanted = asked.query().query();
        archive.settle(settle);
        if (format.equals("otlp")) {
            spans.settle(settle);
        }
        Query page =
                new Query(
                        PAGE,
                        null,
                        wanted.tag(),
                        wanted.provider(),
                        wanted.status(),
                        wanted.since(),
                        wanted.until());
        Page first = archive.list(page);
        String name =
                switch (format) {
                    case "har" -> "weir-export.har";
                    case "otlp" -> "weir-export.otlp.jsonl";
                    default -> "weir-export.jsonl";
                };
        Headers fields = Headers.of("content-disposition", "attachment; filename=\"" + name + "\"");
        String type = har ? Json.TYPE : "application/x-ndjson";
        try (ResponseStream out = call.stream(200, type, fields, -1)) {
            if (!call.isHead()) {
                switch (format) {
                    case "har" -> har(out, page, first);
                    case "otlp" -> spans(out, page, first);
                    default -> lines(out, page, first);
                }
            }
            out.finish();
        }
    }

    private void lines(ResponseStream out, Query query, Page first) throws IOException {
        each(
                query,
                first,
                exchange -> {
                    try (JsonGenerator json = Json.to(out)) {
                        ExchangeJson.write(json, exchange, Form.LINE, bodies::line);
                    }
                    out.write('\n');
                },
                out);
    }

    private void spans(ResponseStream out, Query query, Page first) throws IOException {
        each(
                query,
                first,
                exchange -> {
                    String line = spans.line(exchange);
                    if (line != null) {
                        out.write(line.getBytes(StandardCharsets.UTF_8));
                        out.write('\n');
                    }
                },
                out);
    }

    private void har(ResponseStream out, Query query, Page first) throws IOException {
        try (JsonGenerator json = Json.to(out)) {
            json.writeStartObject();
            json.writeObjectPropertyStart("log");
            json.writeStringProperty("version", "1.2");
            json.writeObjectPropertyStart("creator");
            json.writeStringProperty("name", "Weir");
            json.writeStringProperty("version", info.version());
            json.writeEndObject();
            json.writeArrayPropertyStart("entries");
            each(query, first, exchange -> har.write(json, exchange), out);
            json.writeEndArray();
            json.writeEndObject();
            json.writeEndObject();
        }
    }

    private void each(Query query, Page first, Writer writer, ResponseStream out)
            throws IOException {
        Page page = first;
        while (true) {
            for (Exchange exchange : page.items()) {
                writer.write(exchange);
            }
            out.flush();
            ExchangeId next = page.next();
            if (next == null) {
                return;
            }
            page = archive.list(query.before(next));
        }
    }
}
