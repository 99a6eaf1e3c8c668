package dev.weir.gateway.console;

import dev.weir.core.control.Shape;
import dev.weir.core.json.JsonLimits;
import dev.weir.core.json.JsonObject;
import dev.weir.core.json.JsonReader;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;

/** The JSON object in the body of a call that changes something. */
final class JsonBody {

    /** No document of people or rules is larger. */
    private static final int LARGEST = 1 << 20;

    private JsonBody() {}

    /** The object; one without members where there is no body. */
    static JsonObject read(Call call) throws IOException {
        byte[] bytes;
        try (InputStream body = call.shortBody()) {
            bytes = body.readNBytes(LARGEST + 1);
        }
        if (bytes.length > LARGEST) {
            throw new Refused(
                    ConsoleError.BAD_REQUEST, "the body is larger than " + LARGEST + " bytes");
        }
        if (bytes.length == 0) {
            return JsonObject.EMPTY;
        }
        String type = call.headers().first("content-type");
        if (type == null || !type.toLowerCase(Locale.ROOT).startsWith("application/json")) {
            // A form of another site cannot send this type without asking first.
            throw new Refused(ConsoleError.BAD_REQUEST, "content-type: expected application/json");
        }
        JsonReader.Parsed parsed = JsonReader.read(bytes, 0, bytes.length, JsonLimits.USUAL);
        JsonObject object = parsed.object();
        if (object == null) {
            throw new Refused(
                    ConsoleError.BAD_REQUEST,
                    "the body is not a JSON object: "
                            + (parsed.message().isEmpty()
                                    ? "it is another value"
                                    : parsed.message()));
        }
        return object;
    }

    /** The object, to be read strictly. */
    static Shape shape(Call call) throws IOException {
        return new Shape("", read(call));
    }
}
