package dev.weir.gateway.console;

import dev.weir.core.archive.Archive;
import dev.weir.core.archive.Archive.ArchiveDamaged;
import dev.weir.core.exchange.BodyFacts;
import dev.weir.core.exchange.Chunk;
import dev.weir.core.exchange.Exchange;
import dev.weir.core.exchange.Side;
import dev.weir.gateway.console.BodyReader.Scan;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JsonGenerator;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Bodies in exports: all bytes of one are read, and so checked, before any is written. */
final class ExportBodies {

    private static final int IN_MEMORY = 1024 * 1024;

    /** The longest body that is written as text, so that whoever reads a line can hold it. */
    private static final long LONGEST_TEXT = 64L << 20;

    private final Archive archive;
    private final BodyReader bodies;

    ExportBodies(Archive archive, BodyReader bodies) {
        this.archive = archive;
        this.bodies = bodies;
    }

    /** Gives bytes, the same ones each time. */
    @FunctionalInterface
    interface Bytes {
        InputStream open() throws IOException;
    }

    /**
     * A body that was read to its end.
     *
     * @param bytes its bytes, null where they are not on record or damaged
     * @param scan what reading them told, null likewise
     * @param damaged true where they do not match their hash
     */
    record Body(@Nullable Bytes bytes, @Nullable Scan scan, boolean damaged) {

        static final Body NONE = new Body(null, null, false);
    }

    Body read(Exchange exchange, Side side) throws IOException {
        if (!BodyReader.kept(exchange, side)) {
            return Body.NONE;
        }
        try (InputStream in = bodies.open(exchange, side)) {
            if (BodyReader.facts(exchange, side).kept() <= IN_MEMORY) {
                return small(in.readAllBytes());
            }
            return new Body(() -> bodies.open(exchange, side), BodyReader.scan(in), false);
        } catch (ArchiveDamaged e) {
            return new Body(null, null, true);
        }
    }

    static Body small(byte[] bytes) throws IOException {
        return new Body(
                () -> new ByteArrayInputStream(bytes),
                BodyReader.scan(new ByteArrayInputStream(bytes)),
                false);
    }

    /** The members of a side of a line. */
    void line(JsonGenerator json, Exchange exchange, Side side) throws IOException {
        Body body = read(exchange, side);
        facts(json, exchange, side, body);
        whole(json, exchange, side, body);
    }

    /** Hashes, and when the pieces came. */
    void facts(JsonGenerator json, Exchange exchange, Side side, Body body) throws IOException {
        Scan scan = body.scan();
        Exchanges.digest(json, exchange, side, scan == null ? null : scan.sha256(), body.damaged());
        BodyFacts facts = BodyReader.facts(exchange, side);
        json.writeStringProperty("crc32c", HexFormat.of().toHexDigits(facts.crc32c()));
        json.writeArrayPropertyStart("chunks");
        for (Chunk chunk : archive.chunks(exchange.id(), side)) {
            json.writeStartArray();
            json.writeNumber(chunk.nanos() / 1_000);
            json.writeNumber(chunk.length());
            json.writeEndArray();
        }
        json.writeEndArray();
    }

    /** The member {@code body}: {@code text} where the bytes are UTF-8, else {@code base64}. */
    void whole(JsonGenerator json, Exchange exchange, Side side, Body body) throws IOException {
        Bytes bytes = body.bytes();
        if (bytes == null) {
            json.writeNullProperty("body");
            return;
        }
        boolean text = isText(body) && BodyReader.facts(exchange, side).kept() <= LONGEST_TEXT;
        json.writeObjectPropertyStart("body");
        json.writeName(text ? "text" : "base64");
        value(json, bytes, text);
        json.writeEndObject();
    }

    static boolean isText(Body body) {
        Scan scan = body.scan();
        return scan != null && scan.text();
    }

    /** The bytes as the value of the member whose name was written. */
    static void value(JsonGenerator json, Bytes bytes, boolean text) throws IOException {
        try (InputStream in = bytes.open()) {
            if (text) {
                json.writeString(new InputStreamReader(in, StandardCharsets.UTF_8), -1);
            } else {
                json.writeBinary(in, -1);
            }
        }
    }
}
