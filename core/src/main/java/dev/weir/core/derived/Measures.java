package dev.weir.core.derived;

import dev.weir.core.exchange.GatewayFacts;
import dev.weir.core.json.Json;
import dev.weir.core.json.JsonNumber;
import dev.weir.core.json.JsonObject;
import dev.weir.core.reading.ModelResponse;
import dev.weir.core.usage.Unit;
import dev.weir.core.usage.Usage;

import java.util.EnumMap;
import java.util.Map;

/**
 * What was read of an answer while it passed, where its body is not kept: it takes the place of
 * what would have been read from the body.
 */
final class Measures {

    private Measures() {}

    /** The answer as it was read, with what was measured where that says more. */
    static ModelResponse complete(ModelResponse read, GatewayFacts gateway) {
        JsonObject measured = gateway.measured();
        if (measured.isEmpty() || !read.usage().isEmpty()) {
            return read;
        }
        Map<Unit, Long> counts = new EnumMap<>(Unit.class);
        measured.object("counts").forEach((name, value) -> put(counts, name, value));
        String model = measured.text("model");
        return ModelResponse.builder()
                .id(read.id())
                .model(read.model() == null ? model : read.model())
                .status(read.status())
                .choices(read.choices())
                .usage(new Usage(counts, measured.text("tier"), null, null, ""))
                .error(read.error())
                .embeddings(read.embeddings())
                .countedTokens(read.countedTokens())
                .rest(read.rest())
                .build();
    }

    private static void put(Map<Unit, Long> counts, String name, Json value) {
        Unit unit = Unit.parse(name);
        Long count = value instanceof JsonNumber number ? number.integer() : null;
        if (unit != null && count != null && count >= 0) {
            counts.put(unit, count);
        }
    }
}
