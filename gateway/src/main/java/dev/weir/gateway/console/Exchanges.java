package dev.weir.gateway.console;

import dev.weir.core.archive.Archive;
import dev.weir.core.archive.Archive.ArchiveDamaged;
import dev.weir.core.archive.Page;
import dev.weir.core.exchange.Chunk;
import dev.weir.core.exchange.Exchange;
import dev.weir.core.exchange.ExchangeId;
import dev.weir.core.exchange.Side;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JsonGenerator;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Lists exchanges and shows one: everything but the bytes of its bodies. */
final class Exchanges {

    private final Archive archive;
    private final BodyReader bodies;
    private final Duration settle;

    Exchanges(Archive archive, BodyReader bodies, Duration settle) {
        this.archive = archive;
        this.bodies = bodies;
        this.settle = settle;
    }

    void list(Call call, Route.Asked asked) throws IOException, InterruptedException {
        var query = asked.query().query();
        archive.settle(settle);
        Page page = archive.list(query);
        byte[] body =
                Json.bytes(
                        json -> {
                            json.writeStartObject();
                            json.writeArrayPropertyStart("items");
                            page.items().forEach(exchange -> ExchangeJson.item(json, exchange));
                            json.writeEndArray();
                            ExchangeId next = page.next();
                            if (next == null) {
                                json.writeNullProperty("next");
                            } else {
                                json.writeStringProperty("next", next.toString());
                            }
                            json.writeEndObject();
                        });
        call.answer(200, Json.TYPE, body);
    }

    void detail(Call call, Route.Asked asked) throws IOException, InterruptedException {
        Exchange exchange = find(asked.id());
        ByteArrayOutputStream out = new ByteArrayOutputStream(8 * 1024);
        try (JsonGenerator json = Json.to(out)) {
            ExchangeJson.write(json, exchange, ExchangeJson.Form.DETAIL, this::digest);
        }
        call.answer(200, Json.TYPE, out.toByteArray());
    }

    /**
     * The hash is taken from the bytes, now. A damaged body is said to be, since the rest of the
     * exchange is still worth seeing.
     */
    private void digest(JsonGenerator json, Exchange exchange, Side side) throws IOException {
        String hash = null;
        boolean damaged = false;
        if (BodyReader.kept(exchange, side)) {
            try (InputStream in = bodies.open(exchange, side)) {
                hash = BodyReader.scan(in).sha256();
            } catch (ArchiveDamaged e) {
                damaged = true;
            }
        }
        digest(json, exchange, side, hash, damaged);
    }

    /** Writes {@code sha256}, null where not the whole body is on record, and {@code damaged}. */
    static void digest(
            JsonGenerator json,
            Exchange exchange,
            Side side,
            @Nullable String hash,
            boolean damaged) {
        if (hash != null && BodyReader.facts(exchange, side).whole()) {
            json.writeStringProperty("sha256", hash);
        } else {
            json.writeNullProperty("sha256");
        }
        json.writeBooleanProperty("damaged", damaged);
    }

    Route.Handler chunks(Side side) {
        return (call, asked) -> {
            Exchange exchange = find(asked.id());
            List<Chunk> chunks = archive.chunks(exchange.id(), side);
            byte[] body =
                    Json.bytes(
                            json -> {
                                json.writeStartObject();
                                json.writeArrayPropertyStart("items");
                                for (Chunk chunk : chunks) {
                                    json.writeStartObject();
                                    json.writeNumberProperty("atUs", chunk.nanos() / 1_000);
                                    json.writeNumberProperty("bytes", chunk.length());
                                    json.writeEndObject();
                                }
                                json.writeEndArray();
                                json.writeEndObject();
                            });
            call.answer(200, Json.TYPE, body);
        };
    }

    /**
     * The exchange, once what was over before the call is on the archive. An exchange that is there
     * never changes, so that only one that is not has to be waited for.
     */
    Exchange find(ExchangeId id) throws IOException, InterruptedException {
        Optional<Exchange> found = archive.find(id);
        if (found.isEmpty()) {
            archive.settle(settle);
            found = archive.find(id);
        }
        return found.orElseThrow(
                () ->
                        new Refused(
                                ConsoleError.EXCHANGE_NOT_FOUND,
                                "there is no exchange "
                                        + id
                                        + "; it may still be going on, or was not recorded"));
    }
}
