package dev.weir.core.otel;

import dev.weir.core.json.Json;
import dev.weir.core.json.JsonArray;
import dev.weir.core.json.JsonString;
import dev.weir.core.otel.names.Attribute;
import dev.weir.core.otel.names.Semconv;
import dev.weir.core.reading.ModelRequest;
import dev.weir.core.reading.ModelResponse;

import java.util.List;

/**
 * What was said, as attributes. Each is at most so large that a span with all of them passes the
 * usual limit of a message, 4 MiB; what is larger is cut within its strings, then from its front.
 */
final class Content {

    private static final int LARGEST_INPUT = 768 << 10;
    private static final int LARGEST_OUTPUT = 256 << 10;
    private static final int LARGEST_INSTRUCTIONS = 256 << 10;
    private static final int LARGEST_TOOLS = 64 << 10;
    private static final int LONGEST_VARIABLE = 4 << 10;

    /** Lengths of strings that are tried, one after the other. */
    private static final List<Integer> LENGTHS = List.of(64 << 10, 16 << 10, 4 << 10, 1 << 10, 128);

    private Content() {}

    static void add(
            Attributes to,
            ModelRequest request,
            ModelResponse response,
            List<String> finishReasons) {
        boolean cut =
                add(
                        to,
                        Attribute.SYSTEM_INSTRUCTIONS,
                        MessageJson.instructions(request.system()),
                        LARGEST_INSTRUCTIONS);
        cut |= add(to, Attribute.INPUT_MESSAGES, MessageJson.input(request), LARGEST_INPUT);
        cut |=
                add(
                        to,
                        Attribute.OUTPUT_MESSAGES,
                        MessageJson.output(
                                response.choices(), finishReasons, to.semconv() == Semconv.V1_41),
                        LARGEST_OUTPUT);
        cut |=
                add(
                        to,
                        Attribute.TOOL_DEFINITIONS,
                        MessageJson.tools(request.tools()),
                        LARGEST_TOOLS);
        request.parameters()
                .rest()
                .object("prompt")
                .object("variables")
                .forEach(
                        (key, value) -> {
                            if (value instanceof JsonString text
                                    && to.semconv() == Semconv.NEW
                                    && text.value().length() <= LONGEST_VARIABLE) {
                                to.named(Attribute.PROMPT_VARIABLE_PREFIX + key, text.value());
                            }
                        });
        if (cut) {
            to.flag(Attribute.WEIR_CONTENT_CUT, true);
        }
    }

    /** True where it had to be cut. */
    private static boolean add(Attributes to, Attribute attribute, JsonArray value, int largest) {
        if (value.isEmpty()) {
            return false;
        }
        to.put(attribute, fitting(value, largest));
        return JsonSize.of(value) > largest;
    }

    /** The value itself where it fits. */
    static JsonArray fitting(JsonArray value, int largest) {
        if (JsonSize.of(value) <= largest) {
            return value;
        }
        JsonArray shorter = value;
        for (int length : LENGTHS) {
            shorter = (JsonArray) JsonSize.cut(value, length);
            if (JsonSize.of(shorter) <= largest) {
                return shorter;
            }
        }
        List<Json> items = shorter.values();
        int from = items.size();
        long size = 2;
        while (from > 0 && size + JsonSize.of(items.get(from - 1)) <= largest) {
            from--;
            size += JsonSize.of(items.get(from));
        }
        return JsonArray.of(items.subList(from, items.size()));
    }
}
