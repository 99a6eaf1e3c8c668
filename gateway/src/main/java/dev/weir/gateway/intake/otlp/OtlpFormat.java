package dev.weir.gateway.intake.otlp;

import dev.weir.core.json.Json;
import dev.weir.core.json.JsonLimits;
import dev.weir.core.json.JsonNumber;
import dev.weir.core.json.JsonObject;
import dev.weir.core.json.JsonReader;
import dev.weir.core.json.JsonString;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The two encodings of OTLP over HTTP. An answer is in that of its request. */
public enum OtlpFormat {
    PROTOBUF("application/x-protobuf"),
    JSON("application/json");

    /** The most bytes of a request without its content encoding. */
    public static final int MOST_BYTES = 20 << 20;

    private static final int MOST_VALUES = 1_000_000;

    /** A level of protobuf is two of JSON: an object, and the list it is in. */
    private static final JsonLimits OF_JSON = new JsonLimits(MOST_BYTES, 200, MOST_VALUES);

    private static final JsonLimits OF_PROTOBUF = new JsonLimits(MOST_BYTES, 100, MOST_VALUES);

    /** {@code INVALID_ARGUMENT} among the codes of {@code google.rpc.Status}. */
    public static final int INVALID = 3;

    /** {@code RESOURCE_EXHAUSTED}: less of it may be taken. */
    public static final int EXHAUSTED = 8;

    /** {@code UNAVAILABLE}: the same may be taken later. */
    public static final int UNAVAILABLE = 14;

    private final String type;

    OtlpFormat(String type) {
        this.type = type;
    }

    /** The media type. */
    public String type() {
        return type;
    }

    /** The encoding of a media type, whatever its parameters; null where it is another. */
    public static @Nullable OtlpFormat of(@Nullable String contentType) {
        if (contentType == null) {
            return null;
        }
        int end = contentType.indexOf(';');
        String plain = end < 0 ? contentType : contentType.substring(0, end);
        for (OtlpFormat format : values()) {
            if (format.type.equals(plain.strip().toLowerCase(Locale.ROOT))) {
                return format;
            }
        }
        return null;
    }

    /** Reads an {@code ExportTraceServiceRequest}. */
    JsonObject read(byte[] body) throws MalformedRequest {
        if (this == PROTOBUF) {
            return ProtobufReader.read(body, Shape.REQUEST, OF_PROTOBUF);
        }
        JsonReader.Parsed parsed = JsonReader.read(body, 0, body.length, OF_JSON);
        if (!parsed.whole()) {
            throw new MalformedRequest(
                    "no JSON of OTLP: " + parsed.message(),
                    parsed.fault() == JsonReader.Fault.TOO_LARGE);
        }
        if (parsed.value() instanceof JsonObject object) {
            return object;
        }
        throw new MalformedRequest("no JSON of OTLP: not an object");
    }

    /**
     * An {@code ExportTraceServiceResponse}.
     *
     * @param rejected spans that were not taken and will not be
     * @param message why; empty where all is well
     */
    public byte[] answer(long rejected, String message) {
        if (rejected == 0 && message.isEmpty()) {
            return this == PROTOBUF ? new byte[0] : utf8("{}");
        }
        if (this == JSON) {
            return json(
                    JsonObject.of(
                            "partialSuccess",
                            JsonObject.builder()
                                    .set("rejectedSpans", Long.toString(rejected))
                                    .set("errorMessage", message)
                                    .build()));
        }
        ByteArrayOutputStream partial = new ByteArrayOutputStream();
        number(partial, 1, rejected);
        text(partial, 2, message);
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        bytes(answer, 1, partial.toByteArray());
        return answer.toByteArray();
    }

    /** A {@code google.rpc.Status}, which says why there is no other answer. */
    public byte[] status(int code, String message) {
        if (this == JSON) {
            return json(
                    JsonObject.of("code", (Json) JsonNumber.of(code))
                            .with("message", JsonString.of(message)));
        }
        ByteArrayOutputStream status = new ByteArrayOutputStream();
        number(status, 1, code);
        text(status, 2, message);
        return status.toByteArray();
    }

    private static byte[] json(JsonObject object) {
        return utf8(object.write());
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void number(ByteArrayOutputStream out, int field, long value) {
        if (value != 0) {
            out.write(field << 3);
            varint(out, value);
        }
    }

    private static void text(ByteArrayOutputStream out, int field, String text) {
        if (!text.isEmpty()) {
            bytes(out, field, utf8(text));
        }
    }

    private static void bytes(ByteArrayOutputStream out, int field, byte[] value) {
        out.write(field << 3 | 2);
        varint(out, value.length);
        out.writeBytes(value);
    }

    private static void varint(ByteArrayOutputStream out, long value) {
        long rest = value;
        while (rest >>> 7 != 0) {
            out.write((int) (rest & 0x7F | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }
}
