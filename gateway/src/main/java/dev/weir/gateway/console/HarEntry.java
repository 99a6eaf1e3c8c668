package dev.weir.gateway.console;

import dev.weir.core.exchange.BodyFacts;
import dev.weir.core.exchange.Exchange;
import dev.weir.core.exchange.Headers;
import dev.weir.core.exchange.RequestHead;
import dev.weir.core.exchange.ResponseHead;
import dev.weir.core.exchange.Side;
import dev.weir.core.exchange.Timeline;
import dev.weir.core.exchange.UpstreamFacts;
import dev.weir.gateway.console.ExchangeJson.Form;
import dev.weir.gateway.console.ExportBodies.Body;
import dev.weir.gateway.console.ExportBodies.Bytes;
import dev.weir.gateway.content.ContentDecoding;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JsonGenerator;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * An exchange as an entry of a HAR 1.2 file, for the tools that read these. What HAR has no place
 * for is in {@code _weir}, together with the bytes of a body where the entry shows it decoded or
 * not at all, so that the file can be imported without loss.
 */
final class HarEntry {

    /** The longest body that the entry itself shows; a longer one is in {@code _weir} alone. */
    private static final int LONGEST_SHOWN = 16 << 20;

    private static final int REDIRECT = 300;
    private static final int ERROR = 400;

    private final ExportBodies bodies;
    private final Decoder decoder;

    HarEntry(ExportBodies bodies, Decoder decoder) {
        this.bodies = bodies;
        this.decoder = decoder;
    }

    /**
     * A body in an entry.
     *
     * @param body as it is on record
     * @param shown as the entry has it, without bytes where it has none
     * @param size bytes of what is shown, else of what passed
     * @param exact true where what is shown is what is on record
     */
    private record Part(Body body, Body shown, long size, boolean exact) {}

    void write(JsonGenerator json, Exchange exchange) throws IOException {
        Part request = part(exchange, Side.REQUEST, exchange.request().headers());
        ResponseHead head = exchange.response();
        Part response =
                part(exchange, Side.RESPONSE, head == null ? Headers.EMPTY : head.headers());
        Timeline times = exchange.timeline();
        json.writeStartObject();
        json.writeStringProperty("startedDateTime", ExchangeJson.time(exchange.startedAt()));
        json.writeNumberProperty("time", millis(0, last(times)));
        request(json, exchange, request);
        response(json, exchange, head, response);
        json.writeObjectPropertyStart("cache");
        json.writeEndObject();
        timings(json, times);
        UpstreamFacts upstream = exchange.upstream();
        if (upstream != null && upstream.address() != null) {
            json.writeStringProperty("serverIPAddress", host(upstream.address()));
        }
        json.writeName("_weir");
        ExchangeJson.write(
                json,
                exchange,
                Form.HAR,
                (to, of, side) -> {
                    Part part = side == Side.REQUEST ? request : response;
                    bodies.facts(to, of, side, part.body());
                    if (!part.exact()) {
                        bodies.whole(to, of, side, part.body());
                    }
                });
        json.writeEndObject();
    }

    private Part part(Exchange exchange, Side side, Headers headers) throws IOException {
        Body body = bodies.read(exchange, side);
        Bytes bytes = body.bytes();
        BodyFacts facts = BodyReader.facts(exchange, side);
        boolean fits = facts.kept() <= LONGEST_SHOWN;
        if (bytes == null || facts.kept() == 0) {
            return new Part(body, Body.NONE, facts.length(), bytes != null);
        }
        List<String> encodings = ContentDecoding.encodings(headers);
        if (encodings.isEmpty()) {
            return new Part(body, fits ? body : Body.NONE, facts.length(), fits);
        }
        byte[] plain = decoded(bytes, encodings);
        return plain == null
                ? new Part(body, Body.NONE, facts.length(), false)
                : new Part(body, ExportBodies.small(plain), plain.length, false);
    }

    /** Null where the bytes cannot be decoded, or are too many to show. */
    private byte @Nullable [] decoded(Bytes bytes, List<String> encodings) throws IOException {
        InputStream in = bytes.open();
        try (in;
                InputStream decoding = decoder.decode(in, encodings)) {
            byte[] plain = decoding.readNBytes(LONGEST_SHOWN + 1);
            return plain.length > LONGEST_SHOWN ? null : plain;
        } catch (IOException e) {
            return null;
        }
    }

    private static void request(JsonGenerator json, Exchange exchange, Part part)
            throws IOException {
        RequestHead head = exchange.request();
        json.writeObjectPropertyStart("request");
        json.writeStringProperty("method", head.method());
        json.writeStringProperty("url", url(exchange));
        json.writeStringProperty("httpVersion", head.version());
        none(json, "cookies");
        fields(json, head.headers());
        json.writeArrayPropertyStart("queryString");
        for (String pair : head.query().split("&", -1)) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                named(
                        json,
                        equals < 0 ? pair : pair.substring(0, equals),
                        equals < 0 ? "" : pair.substring(equals + 1));
            }
        }
        json.writeEndArray();
        if (part.shown().bytes() != null) {
            json.writeObjectPropertyStart("postData");
            json.writeStringProperty("mimeType", type(head.headers()));
            content(json, part.shown());
            json.writeEndObject();
        }
        json.writeNumberProperty("headersSize", -1);
        json.writeNumberProperty("bodySize", exchange.requestBody().length());
        json.writeEndObject();
    }

    private static void response(
            JsonGenerator json, Exchange exchange, @Nullable ResponseHead head, Part part)
            throws IOException {
        ResponseHead known = head == null ? new ResponseHead(0, "", "", Headers.EMPTY) : head;
        json.writeObjectPropertyStart("response");
        json.writeNumberProperty("status", known.status());
        json.writeStringProperty("statusText", known.reason());
        json.writeStringProperty("httpVersion", known.version());
        none(json, "cookies");
        fields(json, known.headers());
        json.writeObjectPropertyStart("content");
        json.writeNumberProperty("size", part.size());
        json.writeStringProperty("mimeType", type(known.headers()));
        if (part.shown().bytes() != null) {
            content(json, part.shown());
        }
        json.writeEndObject();
        String location = known.headers().first("location");
        boolean redirected = known.status() >= REDIRECT && known.status() < ERROR;
        json.writeStringProperty("redirectURL", redirected && location != null ? location : "");
        json.writeNumberProperty("headersSize", -1);
        json.writeNumberProperty("bodySize", exchange.responseBody().length());
        json.writeEndObject();
    }

    private static void content(JsonGenerator json, Body shown) throws IOException {
        Bytes bytes = shown.bytes();
        if (bytes == null) {
            return;
        }
        boolean text = ExportBodies.isText(shown);
        json.writeName("text");
        ExportBodies.value(json, bytes, text);
        if (!text) {
            json.writeStringProperty("encoding", "base64");
        }
    }

    /** HAR's phases add up to the time of the entry. */
    private static void timings(JsonGenerator json, Timeline times) {
        long connected = Math.max(0, times.connected());
        long sent = Math.max(connected, times.requestSent());
        long first = Math.max(sent, times.firstByte());
        long last = Math.max(first, last(times));
        json.writeObjectPropertyStart("timings");
        json.writeNumberProperty("blocked", -1);
        json.writeNumberProperty("dns", -1);
        json.writeNumberProperty("connect", millis(0, connected));
        json.writeNumberProperty("ssl", -1);
        json.writeNumberProperty("send", millis(connected, sent));
        json.writeNumberProperty("wait", millis(sent, first));
        json.writeNumberProperty("receive", millis(first, last));
        json.writeEndObject();
    }

    private static long last(Timeline times) {
        return Math.max(0, times.lastByte() >= 0 ? times.lastByte() : times.closed());
    }

    private static double millis(long from, long to) {
        return (to / 1_000 - from / 1_000) / 1_000.0;
    }

    /** Where the request went; where it went nowhere, where it came in. */
    private static String url(Exchange exchange) {
        UpstreamFacts upstream = exchange.upstream();
        RequestHead head = exchange.request();
        if (upstream == null) {
            String host = head.headers().first("host");
            return "http://" + (host == null ? "localhost" : host) + head.target();
        }
        String origin = upstream.origin();
        String usual = origin.startsWith("https:") ? ":443" : ":80";
        if (origin.endsWith(usual)) {
            origin = origin.substring(0, origin.length() - usual.length());
        }
        String query = head.query();
        return origin + upstream.path() + (query.isEmpty() ? "" : "?" + query);
    }

    /** The address without its port. */
    private static String host(@Nullable String address) {
        String text = String.valueOf(address);
        int colon = text.lastIndexOf(':');
        return colon < 0 ? text : text.substring(0, colon).replace("[", "").replace("]", "");
    }

    private static String type(Headers headers) {
        String type = headers.first("content-type");
        return type == null ? "x-unknown" : type;
    }

    private static void none(JsonGenerator json, String name) {
        json.writeArrayPropertyStart(name);
        json.writeEndArray();
    }

    private static void fields(JsonGenerator json, Headers headers) {
        json.writeArrayPropertyStart("headers");
        headers.forEach((name, value) -> named(json, name, value));
        json.writeEndArray();
    }

    private static void named(JsonGenerator json, String name, String value) {
        json.writeStartObject();
        json.writeStringProperty("name", name);
        json.writeStringProperty("value", value);
        json.writeEndObject();
    }
}
