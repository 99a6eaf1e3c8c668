package dev.weir.gateway.console;

import dev.weir.core.archive.Archive;
import dev.weir.core.archive.Archive.ArchiveDamaged;
import dev.weir.core.archive.Page;
import dev.weir.core.archive.Query;
import dev.weir.core.exchange.Exchange;
import dev.weir.core.exchange.ExchangeId;
import dev.weir.core.exchange.Headers;
import dev.weir.core.exchange.Side;
import dev.weir.gateway.console.BodyReader.Scan;

import tools.jackson.core.JsonGenerator;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * The archive as JSON lines, newest first: one exchange a line, with its bodies. Streams page by
 * page and body by body; however large the archive or a body, little of it is in memory.
 */
final class Export {

    private static final int PAGE = 50;
    private static final int IN_MEMORY = 1024 * 1024;

    private final Archive archive;
    private final BodyReader bodies;
    private final Duration settle;

    Export(Archive archive, BodyReader bodies, Duration settle) {
        this.archive = archive;
        this.bodies = bodies;
        this.settle = settle;
    }

    void lines(Call call, Route.Asked asked) throws IOException, InterruptedException {
        asked.query().only("format", "jsonl");
        Query all = asked.query().query();
        archive.settle(settle);
        Query page =
                new Query(
                        PAGE,
                        null,
                        all.tag(),
                        all.provider(),
                        all.status(),
                        all.since(),
                        all.until());
        Page first = archive.list(page);
        Headers fields =
                Headers.of("content-disposition", "attachment; filename=\"weir-export.jsonl\"");
        try (ResponseStream out = call.stream(200, "application/x-ndjson", fields, -1)) {
            if (!call.isHead()) {
                write(out, page, first);
            }
            out.finish();
        }
    }

    private void write(ResponseStream out, Query query, Page first) throws IOException {
        Page page = first;
        while (true) {
            for (Exchange exchange : page.items()) {
                try (JsonGenerator json = Json.to(out)) {
                    ExchangeJson.detail(json, exchange, this::body);
                }
                out.write('\n');
            }
            out.flush();
            ExchangeId next = page.next();
            if (next == null) {
                return;
            }
            page = archive.list(query.before(next));
        }
    }

    /**
     * The body's bytes: {@code text} where they are UTF-8, else {@code base64}. All are read, and
     * so checked, before any is written.
     */
    private void body(JsonGenerator json, Exchange exchange, Side side) throws IOException {
        if (!BodyReader.kept(exchange, side)) {
            Exchanges.digest(json, exchange, side, null, false);
            json.writeNullProperty("body");
            return;
        }
        byte[] small = null;
        Scan scan;
        try (InputStream in = bodies.open(exchange, side)) {
            if (BodyReader.facts(exchange, side).kept() <= IN_MEMORY) {
                small = in.readAllBytes();
                scan = BodyReader.scan(new ByteArrayInputStream(small));
            } else {
                scan = BodyReader.scan(in);
            }
        } catch (ArchiveDamaged e) {
            Exchanges.digest(json, exchange, side, null, true);
            json.writeNullProperty("body");
            return;
        }
        Exchanges.digest(json, exchange, side, scan.sha256(), false);
        json.writeObjectPropertyStart("body");
        try (InputStream in =
                small != null ? new ByteArrayInputStream(small) : bodies.open(exchange, side)) {
            if (scan.text()) {
                json.writeName("text");
                json.writeString(new InputStreamReader(in, StandardCharsets.UTF_8), -1);
            } else {
                json.writeName("base64");
                json.writeBinary(in, -1);
            }
        }
        json.writeEndObject();
    }
}
