package dev.weir.core.dialect;

import dev.weir.core.exchange.ExchangeId;
import dev.weir.core.exchange.Headers;

import tools.jackson.core.JsonGenerator;
import tools.jackson.core.json.JsonFactory;

import java.nio.charset.StandardCharsets;

/**
 * An answer of Weir's own: one error in the shape that the client's dialect expects.
 *
 * @param code which error
 * @param message a sentence for people: what is wrong and what was expected; never a secret or an
 *     internal address
 * @param retryAfter seconds for a {@code retry-after} field, 0 for the code's usual, {@link #NEVER}
 *     where waiting does not help: then clients are told not to try again by themselves
 * @param extra further fields, such as the figures of a limit
 */
public record Refusal(ErrorCode code, String message, int retryAfter, Headers extra) {

    public Refusal(ErrorCode code, String message) {
        this(code, message, 0, Headers.EMPTY);
    }

    /** Trying again is of no use until somebody changes something. */
    public static final int NEVER = -1;

    /** A refusal that trying again does not help against, although its status says it may. */
    public static Refusal lasting(ErrorCode code, String message) {
        return new Refusal(code, message, NEVER, Headers.of("x-should-retry", "false"));
    }

    private static final JsonFactory JSON = new JsonFactory();

    /** The body in the dialect's shape, UTF-8 JSON. */
    public byte[] body(Dialect dialect, ExchangeId id) {
        java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream(256);
        try (JsonGenerator json =
                JSON.createGenerator(tools.jackson.core.ObjectWriteContext.empty(), bytes)) {
            json.writeStartObject();
            switch (dialect) {
                case ANTHROPIC -> {
                    json.writeStringProperty("type", "error");
                    json.writeObjectPropertyStart("error");
                    json.writeStringProperty("type", code.type());
                    json.writeStringProperty("message", message);
                    json.writeEndObject();
                    json.writeStringProperty("request_id", id.toString());
                }
                case OPENAI, OTHER -> {
                    json.writeObjectPropertyStart("error");
                    json.writeStringProperty("message", message);
                    json.writeStringProperty("type", openAiType());
                    json.writeNullProperty("param");
                    json.writeStringProperty("code", code.word());
                    json.writeEndObject();
                }
                case GEMINI -> {
                    json.writeObjectPropertyStart("error");
                    json.writeNumberProperty("code", code.status());
                    json.writeStringProperty("message", message);
                    json.writeStringProperty("status", code.rpcStatus());
                    json.writeEndObject();
                }
                case OLLAMA -> json.writeStringProperty("error", message);
            }
            json.writeEndObject();
        }
        return bytes.toByteArray();
    }

    /** OpenAI calls a missing or wrong key an invalid request. */
    private String openAiType() {
        return code.status() == 401 ? "invalid_request_error" : code.type();
    }

    /**
     * An SSE event saying the same, for a stream that breaks at an event boundary; empty where the
     * dialect has none.
     */
    public byte[] event(Dialect dialect, ExchangeId id) {
        String json = new String(body(dialect, id), StandardCharsets.UTF_8);
        return switch (dialect) {
            case ANTHROPIC ->
                    ("event: error\ndata: " + json + "\n\n").getBytes(StandardCharsets.UTF_8);
            case OPENAI, GEMINI -> ("data: " + json + "\n\n").getBytes(StandardCharsets.UTF_8);
            case OLLAMA, OTHER -> new byte[0];
        };
    }

    /** The fields that go with it. Content-Length is the sender's. */
    public Headers headers(ExchangeId id) {
        Headers.Builder headers =
                Headers.builder()
                        .add("content-type", "application/json")
                        .add("cache-control", "no-store")
                        .add("x-weir-error", code.word())
                        .add("x-request-id", id.toString());
        int seconds = retryAfter == 0 ? code.retryAfterSeconds() : retryAfter;
        if (seconds > 0) {
            headers.add("retry-after", Integer.toString(seconds));
        }
        extra.forEach(headers::add);
        return headers.build();
    }
}
