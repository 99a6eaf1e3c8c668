package dev.weir.core.reading.wire;

import dev.weir.core.json.Json;
import dev.weir.core.json.JsonArray;
import dev.weir.core.json.JsonNumber;
import dev.weir.core.json.JsonObject;
import dev.weir.core.json.JsonString;
import dev.weir.core.reading.ResponseError;

import org.jspecify.annotations.Nullable;

/** The errors of all dialects. */
final class Errors {

    private static final int LONGEST_PLAIN = 500;

    private Errors() {}

    /**
     * The error of an answer, null where it is none.
     *
     * @param body the answer's body
     * @param failed true where the status says that it is an error
     * @param header the error's name in AWS's header, null for none
     */
    static @Nullable ResponseError find(JsonObject body, boolean failed, @Nullable String header) {
        Json error = body.value("error");
        if (error instanceof JsonObject object && !object.isEmpty()) {
            return ofObject(object);
        }
        if (error instanceof JsonString text && !text.value().isEmpty()) {
            String message = body.text("error_description", "message");
            return message == null
                    ? new ResponseError(null, body.text("code"), text.value(), body)
                    : new ResponseError(text.value(), body.text("code"), message, body);
        }
        if (!failed) {
            return null;
        }
        if (body.get("errors") instanceof JsonArray errors && errors.objects().count() > 0) {
            return ofObject(errors.objects().iterator().next());
        }
        String type = header == null ? body.text("__type", "type", "object") : word(header);
        String message = body.text("message", "Message", "detail", "error_message");
        Json detail = body.value("detail", "message");
        return new ResponseError(
                type,
                code(body),
                message != null ? message : detail == null ? "" : detail.write(),
                body);
    }

    /** AWS writes {@code Name:http://…} or only the name. */
    private static String word(String header) {
        int colon = header.indexOf(':');
        return colon < 0 ? header : header.substring(0, colon);
    }

    static ResponseError ofObject(JsonObject error) {
        // Gemini has a status for what others call a type, and the HTTP status as its code.
        String type = error.text("type", "status", "__type");
        String message = error.text("message", "reason", "detail");
        return new ResponseError(type, code(error), message == null ? "" : message, error);
    }

    private static @Nullable String code(JsonObject error) {
        return switch (error.value("code", "error_code", "status_code")) {
            case JsonString text -> text.value();
            case JsonNumber number -> number.text();
            case null, default -> null;
        };
    }

    /** An error whose body is no JSON object. */
    static ResponseError plain(String body, int status) {
        String text = body.length() <= LONGEST_PLAIN ? body : body.substring(0, LONGEST_PLAIN);
        return new ResponseError(null, Integer.toString(status), text.strip(), JsonString.of(text));
    }
}
