package dev.weir.gateway.console;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * The fields of a form in the body of a call. Pages of other sites can send forms too, so nothing
 * is changed on the strength of a cookie unless the form also carries what only Weir's own page
 * knows.
 */
final class Form {

    private static final int LARGEST = 16 * 1024;
    private static final String TYPE = "application/x-www-form-urlencoded";

    private Form() {}

    /**
     * Reads a form; others than those known are an error, or passed over.
     *
     * @param known the names that are expected
     * @param open true where other fields are passed over
     */
    static Parameters read(Call call, List<String> known, boolean open) throws IOException {
        String type = call.headers().first("content-type");
        if (type == null || !type.toLowerCase(Locale.ROOT).startsWith(TYPE)) {
            throw new Refused(ConsoleError.BAD_REQUEST, "content-type: expected " + TYPE);
        }
        byte[] bytes;
        try (InputStream body = call.shortBody()) {
            bytes = body.readNBytes(LARGEST + 1);
        }
        if (bytes.length > LARGEST) {
            throw new Refused(
                    ConsoleError.BAD_REQUEST, "the form is larger than " + LARGEST + " bytes");
        }
        return Parameters.parse(new String(bytes, StandardCharsets.ISO_8859_1), known, open);
    }
}
