package dev.weir.core.redaction;

import dev.weir.core.redaction.StreamedText.Piece;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * Finds in a recorded stream the strings that are pieces of one text. An event is one {@code data:}
 * line, or a line that begins with a brace. Strings belong together where they stand at the same
 * place of the event and the indexes around them are the same.
 */
final class StreamedPieces {

    /** Texts that one body may have; more are not joined. */
    private static final int MOST_TEXTS = 10_000;

    private static final int MOST_LEVELS = 64;

    /** Where pieces stand, with a star for each place in a list. */
    private static final Set<String> PLACES =
            Set.of(
                    // Anthropic
                    "/delta/text",
                    "/delta/thinking",
                    "/delta/partial_json",
                    // OpenAI chat and completions, and what is of that shape
                    "/choices/*/delta/content",
                    "/choices/*/delta/refusal",
                    "/choices/*/delta/reasoning",
                    "/choices/*/delta/reasoning_content",
                    "/choices/*/delta/function_call/arguments",
                    "/choices/*/delta/tool_calls/*/function/arguments",
                    "/choices/*/text",
                    // OpenAI Responses
                    "/delta",
                    // Gemini
                    "/candidates/*/content/parts/*/text",
                    "/response/candidates/*/content/parts/*/text",
                    // Ollama
                    "/message/content",
                    "/message/thinking",
                    "/response");

    /** Numbers and words that tell one text from another. */
    private static final Set<String> INDEXES =
            Set.of(
                    "index",
                    "output_index",
                    "content_index",
                    "summary_index",
                    "item_id",
                    "type",
                    "thought");

    private static final JsonFactory JSON =
            JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(MOST_LEVELS)
                                    .maxStringLength(Integer.MAX_VALUE)
                                    .maxNameLength(1 << 20)
                                    .build())
                    .build();

    private final byte[] body;
    private final BiConsumer<String, Piece> out;

    /**
     * @param body the bytes that lines are in
     * @param out takes each piece in order, with the name of the text that it is part of
     */
    StreamedPieces(byte[] body, BiConsumer<String, Piece> out) {
        this.body = body;
        this.out = out;
    }

    /** The texts, each with its pieces in order. */
    static Map<String, List<Piece>> of(byte[] body) {
        Map<String, List<Piece>> texts = new LinkedHashMap<>();
        StreamedPieces pieces = new StreamedPieces(body, (key, piece) -> add(texts, key, piece));
        int from = 0;
        while (from < body.length) {
            int to = from;
            while (to < body.length && body[to] != '\n' && body[to] != '\r') {
                to++;
            }
            pieces.line(from, to);
            from = to + 1;
        }
        return texts;
    }

    /** Reads one line, without its end. */
    void line(int from, int to) {
        int start = from;
        if (to - from > 5 && body[from] == 'd' && body[from + 3] == 'a' && body[from + 4] == ':') {
            start = from + 5;
            while (start < to && body[start] == ' ') {
                start++;
            }
        }
        if (start < to && body[start] == '{') {
            Event event = new Event(start);
            try (JsonParser parser =
                    JSON.createParser(ObjectReadContext.empty(), body, start, to - start)) {
                event.read(parser);
            } catch (JacksonException e) {
                // what was read before the fault counts: the rest is redacted as it stands
            }
            event.found.forEach(found -> out.accept(found.key(), found.piece));
        }
    }

    private static void add(Map<String, List<Piece>> texts, String key, Piece piece) {
        List<Piece> pieces = texts.get(key);
        if (pieces == null) {
            if (texts.size() == MOST_TEXTS) {
                return;
            }
            pieces = new ArrayList<>();
            texts.put(key, pieces);
        }
        pieces.add(piece);
    }

    /** An object or list that is open. */
    private static final class Level {
        private final String path;
        private final boolean list;
        private final StringBuilder index = new StringBuilder();

        private Level(String path, boolean list) {
            this.path = path;
            this.list = list;
        }
    }

    private record Found(Piece piece, String path, List<Level> around) {
        String key() {
            StringBuilder key = new StringBuilder(path);
            around.forEach(level -> key.append(' ').append(level.index));
            return key.toString();
        }
    }

    /** Reads one event. */
    private final class Event {

        private final int base;
        private final List<Found> found = new ArrayList<>();
        private final List<Level> open = new ArrayList<>();

        private Event(int base) {
            this.base = base;
        }

        private void read(JsonParser parser) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                switch (token) {
                    case START_OBJECT, START_ARRAY ->
                            open.add(new Level(path(parser), token == JsonToken.START_ARRAY));
                    case END_OBJECT, END_ARRAY -> open.removeLast();
                    case VALUE_STRING -> string(parser);
                    case VALUE_NUMBER_INT, VALUE_TRUE -> index(parser);
                    default -> {}
                }
            }
        }

        /** The path of the value under the parser: an element of a list is a star. */
        private String path(JsonParser parser) {
            if (open.isEmpty()) {
                return "";
            }
            Level around = open.getLast();
            return around.path + "/" + (around.list ? "*" : parser.currentName());
        }

        private void string(JsonParser parser) {
            String path = path(parser);
            if (PLACES.contains(path)) {
                int quote = base + (int) parser.currentTokenLocation().getByteOffset();
                int from = quote + 1;
                int to = from;
                while (to < body.length && body[to] != '"') {
                    to += body[to] == '\\' ? 2 : 1;
                }
                if (body[quote] == '"' && to <= body.length) {
                    found.add(new Found(new Piece(from, to), path, List.copyOf(open)));
                }
            } else {
                index(parser);
            }
        }

        private void index(JsonParser parser) {
            Level around = open.isEmpty() ? null : open.getLast();
            if (around != null && !around.list && INDEXES.contains(parser.currentName())) {
                String value = parser.getString();
                around.index
                        .append(parser.currentName())
                        .append('=')
                        .append(value, 0, Math.min(value.length(), 100))
                        .append(' ');
            }
        }
    }
}
