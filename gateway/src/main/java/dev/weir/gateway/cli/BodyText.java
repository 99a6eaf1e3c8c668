package dev.weir.gateway.cli;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** A recorded body laid out for reading: JSON indented, event streams one event a paragraph. */
final class BodyText {

    private BodyText() {}

    /**
     * The body as text that is safe on a terminal.
     *
     * @param body the bytes, content encoding undone
     * @param contentType the head's word on it; empty for none
     */
    static String of(byte[] body, String contentType) {
        String text;
        try {
            text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
        } catch (CharacterCodingException e) {
            return "(" + Exchanges.bytes(body.length) + " that are not text)";
        }
        if (contentType.startsWith("text/event-stream")) {
            return Plain.text(events(text));
        }
        if (isJson(text)) {
            return Plain.text(JsonIndent.of(text));
        }
        return Plain.text(text);
    }

    private static String events(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (String block : text.replace("\r\n", "\n").split("\n\n+")) {
            String name = "";
            StringBuilder data = new StringBuilder();
            StringBuilder rest = new StringBuilder();
            for (String line : block.split("\n")) {
                if (line.startsWith("event:")) {
                    name = line.substring(6).strip();
                } else if (line.startsWith("data:")) {
                    data.append(data.isEmpty() ? "" : "\n").append(line.substring(5).strip());
                } else if (!line.isEmpty()) {
                    rest.append(line).append('\n');
                }
            }
            out.append(rest);
            if (!name.isEmpty() || !data.isEmpty()) {
                out.append(name.isEmpty() ? "data" : name).append("  ").append(data).append('\n');
            }
        }
        return out.toString();
    }

    private static boolean isJson(String text) {
        String start = text.stripLeading();
        if (!start.startsWith("{") && !start.startsWith("[")) {
            return false;
        }
        try (JsonParser parser = new JsonFactory().createParser(ObjectReadContext.empty(), text)) {
            parser.nextToken();
            parser.skipChildren();
            return parser.nextToken() == null;
        } catch (JacksonException e) {
            return false;
        }
    }
}
