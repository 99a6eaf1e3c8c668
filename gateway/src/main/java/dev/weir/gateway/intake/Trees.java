package dev.weir.gateway.intake;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * Reads JSON values of exports as trees. A body is held once, as bytes: the value of each member
 * named {@code text} or {@code base64} becomes a binary node.
 */
final class Trees {

    /** The longest text in UTF-16 units; longer bodies are exported as base64. */
    private static final int LONGEST_TEXT = 80 << 20;

    private static final int DEEPEST = 500;

    static final JsonFactory FACTORY =
            JsonFactory.builder()
                    .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxStringLength(LONGEST_TEXT)
                                    .maxNestingDepth(DEEPEST)
                                    .build())
                    .build();

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private Trees() {}

    static JsonParser parser(InputStream in) {
        return FACTORY.createParser(ObjectReadContext.empty(), in);
    }

    /** The one value of a line, null where the line is blank. */
    static @Nullable JsonNode line(Source.Line line) throws Unusable, IOException {
        try (JsonParser parser = parser(line)) {
            if (parser.nextToken() == null) {
                return null;
            }
            JsonNode tree = value(parser);
            if (parser.nextToken() != null) {
                throw new Unusable("the line goes on after its JSON value");
            }
            return tree;
        } catch (JacksonException e) {
            line.check();
            if (line.isTooLong()) {
                throw new Unusable("the line is over " + Source.LONGEST_LINE + " bytes");
            }
            throw new Unusable("not JSON: " + e.getOriginalMessage());
        }
    }

    /** The value that begins at the current token; the parser is left at its last one. */
    static JsonNode value(JsonParser parser) {
        return value(parser, "");
    }

    private static JsonNode value(JsonParser parser, String name) {
        JsonToken token = parser.currentToken();
        return switch (token) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_STRING -> text(parser, name);
            case VALUE_NUMBER_INT ->
                    switch (parser.getNumberType()) {
                        case INT, LONG -> NODES.numberNode(parser.getLongValue());
                        default -> NODES.numberNode(parser.getDoubleValue());
                    };
            case VALUE_NUMBER_FLOAT -> NODES.numberNode(parser.getDoubleValue());
            case VALUE_TRUE -> NODES.booleanNode(true);
            case VALUE_FALSE -> NODES.booleanNode(false);
            default -> NODES.nullNode();
        };
    }

    private static JsonNode text(JsonParser parser, String name) {
        return switch (name) {
            case "text" -> NODES.binaryNode(parser.getString().getBytes(StandardCharsets.UTF_8));
            case "base64" -> NODES.binaryNode(parser.getBinaryValue());
            default -> NODES.stringNode(parser.getString());
        };
    }

    private static ObjectNode object(JsonParser parser) {
        ObjectNode object = NODES.objectNode();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            object.set(name, value(parser, name));
        }
        return object;
    }

    private static ArrayNode array(JsonParser parser) {
        ArrayNode array = NODES.arrayNode();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            array.add(value(parser, ""));
        }
        return array;
    }
}
