package dev.weir.core.reading.wire;

import dev.weir.core.dialect.Dialect;
import dev.weir.core.exchange.Headers;
import dev.weir.core.reading.Reading;
import dev.weir.core.reading.Source;

import java.nio.charset.StandardCharsets;

/** Exchanges written by hand, for the tests of the readers. */
final class Exchanges {

    static final String JSON = "application/json";
    static final String SSE = "text/event-stream; charset=utf-8";
    static final String LINES = "application/x-ndjson";

    private Exchanges() {}

    static Reading read(String path, String request, String type, String response) {
        return read(path, request, 200, type, response.getBytes(StandardCharsets.UTF_8));
    }

    static Reading read(String path, String request, int status, String type, byte[] response) {
        return TurnReader.read(source(path, request, status, type, response));
    }

    static Source source(String path, String request, int status, String type, byte[] response) {
        return new Source(
                Dialect.ofPath(path, Dialect.OTHER),
                null,
                "POST",
                path,
                "",
                Headers.of("content-type", JSON),
                Source.Body.of(request.getBytes(StandardCharsets.UTF_8), Source.State.WHOLE),
                status,
                Headers.of("content-type", type),
                Source.Body.of(response, Source.State.WHOLE));
    }

    /** An SSE stream of these events; the name of each is its {@code type}. */
    static String events(String... data) {
        StringBuilder stream = new StringBuilder();
        for (String each : data) {
            int at = each.indexOf("\"type\":\"");
            if (each.startsWith("{\"type\":\"")) {
                int end = each.indexOf('"', at + 8);
                stream.append("event: ").append(each, at + 8, end).append('\n');
            }
            stream.append("data: ").append(each).append("\n\n");
        }
        return stream.toString();
    }
}
