package dev.weir.bench.archive;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;

/** Reads recorded sessions, whose request bodies are stored as differences, in their order. */
public final class RecordedSessions {

    /**
     * A turn of a session.
     *
     * @param number the turn's place in its session, from 1
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Turn(
            String session,
            int number,
            String provider,
            String path,
            List<String> requestHeaders,
            byte[] request,
            int status,
            List<String> responseHeaders,
            byte[] response) {}

    /**
     * Where a turn stood, without its bodies.
     *
     * @param requestBytes length of its request body
     */
    record Place(String session, int number, int requestBytes) {}

    private RecordedSessions() {}

    public static List<Path> files(Path directory) throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> found =
                Files.newDirectoryStream(directory, "sessions-*.jsonl.gz")) {
            found.forEach(files::add);
        }
        files.sort(null);
        return files;
    }

    public static void read(Path file, Consumer<Turn> to) throws IOException {
        ObjectMapper json = new ObjectMapper();
        Map<String, byte[]> before = new HashMap<>();
        Map<String, Integer> numbers = new HashMap<>();
        try (BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(
                                new GZIPInputStream(Files.newInputStream(file), 1 << 16),
                                StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode turn = json.readTree(line);
                String thread =
                        turn.path("session_id").asString("")
                                + '\0'
                                + turn.path("thread").asString("");
                JsonNode request = turn.path("request");
                JsonNode response = turn.path("response");
                byte[] body =
                        body(before.getOrDefault(thread, new byte[0]), request.path("body_delta"));
                before.put(thread, body);
                String query = request.path("query").asString("");
                to.accept(
                        new Turn(
                                thread,
                                numbers.merge(thread, 1, Integer::sum),
                                turn.path("provider").asString(""),
                                request.path("path").asString("/")
                                        + (query.isEmpty() ? "" : "?" + query),
                                headers(request.path("headers")),
                                body,
                                response.path("status").asInt(200),
                                headers(response.path("headers")),
                                Base64.getDecoder()
                                        .decode(response.path("body_b64").asString(""))));
            }
        }
    }

    private static byte[] body(byte[] before, JsonNode delta) {
        int prefix = delta.path("prefix").asInt(0);
        int suffix = delta.path("suffix").asInt(0);
        byte[] middle = Base64.getDecoder().decode(delta.path("mid_b64").asString(""));
        byte[] body = new byte[prefix + middle.length + suffix];
        System.arraycopy(before, 0, body, 0, prefix);
        System.arraycopy(middle, 0, body, prefix, middle.length);
        System.arraycopy(before, before.length - suffix, body, body.length - suffix, suffix);
        return body;
    }

    private static List<String> headers(JsonNode fields) {
        List<String> headers = new ArrayList<>();
        for (JsonNode field : fields) {
            headers.add(field.path(0).asString(""));
            headers.add(field.path(1).asString(""));
        }
        return headers;
    }
}
