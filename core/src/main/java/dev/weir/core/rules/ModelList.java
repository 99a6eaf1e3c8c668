package dev.weir.core.rules;

import dev.weir.core.access.Doors;
import dev.weir.core.dialect.Dialect;
import dev.weir.core.json.Json;
import dev.weir.core.json.JsonArray;
import dev.weir.core.json.JsonBoolean;
import dev.weir.core.json.JsonNull;
import dev.weir.core.json.JsonNumber;
import dev.weir.core.json.JsonObject;
import dev.weir.core.json.JsonString;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The routes of a caller as the list of models that a tool asks for, in its dialect's shape. Only
 * exact names are listed: a pattern is no name to choose.
 */
public final class ModelList {

    private static final String LONG_AGO = "2026-01-01T00:00:00Z";
    private static final long LONG_AGO_SECONDS = 1_767_225_600L;

    private ModelList() {}

    /** True for a request that asks for a list of models. */
    public static boolean isAsked(String method, Doors.Through way) {
        if (!method.equals("GET")) {
            return false;
        }
        String path = way.path();
        return switch (way.dialect()) {
            case OLLAMA -> path.equals("/api/tags");
            case ANTHROPIC, OPENAI, GEMINI, OTHER ->
                    path.equals("/v1/models") || path.equals("/v1beta/models");
        };
    }

    /**
     * The answer's body.
     *
     * @return null where the caller has no route with a name for the dialect: then the provider is
     *     asked
     */
    public static byte @Nullable [] body(Dialect dialect, List<Route> routes) {
        List<String> names = new ArrayList<>();
        for (Route route : routes) {
            if (!route.isPattern() && route.speaks(dialect) && !names.contains(route.name())) {
                names.add(route.name());
            }
        }
        if (names.isEmpty()) {
            return null;
        }
        return json(dialect, names).write().getBytes(StandardCharsets.UTF_8);
    }

    private static JsonObject json(Dialect dialect, List<String> names) {
        return switch (dialect) {
            case ANTHROPIC ->
                    JsonObject.builder()
                            .add("data", all(names, ModelList::anthropic))
                            .add("has_more", JsonBoolean.of(false))
                            .add("first_id", JsonString.of(names.getFirst()))
                            .add("last_id", JsonString.of(names.getLast()))
                            .build();
            case GEMINI -> JsonObject.of("models", all(names, ModelList::gemini));
            case OLLAMA -> JsonObject.of("models", all(names, ModelList::ollama));
            case OPENAI, OTHER ->
                    JsonObject.builder()
                            .add("object", JsonString.of("list"))
                            .add("data", all(names, ModelList::openAi))
                            .build();
        };
    }

    private static JsonArray all(
            List<String> names, java.util.function.Function<String, JsonObject> one) {
        List<Json> all = new ArrayList<>(names.size());
        names.forEach(name -> all.add(one.apply(name)));
        return JsonArray.of(all);
    }

    private static JsonObject anthropic(String name) {
        return JsonObject.builder()
                .add("type", JsonString.of("model"))
                .add("id", JsonString.of(name))
                .add("display_name", JsonString.of(name))
                .add("created_at", JsonString.of(LONG_AGO))
                .build();
    }

    private static JsonObject openAi(String name) {
        return JsonObject.builder()
                .add("id", JsonString.of(name))
                .add("object", JsonString.of("model"))
                .add("created", JsonNumber.of(LONG_AGO_SECONDS))
                .add("owned_by", JsonString.of("weir"))
                .build();
    }

    private static JsonObject gemini(String name) {
        return JsonObject.builder()
                .add("name", JsonString.of("models/" + name))
                .add("displayName", JsonString.of(name))
                .add(
                        "supportedGenerationMethods",
                        JsonArray.of(
                                List.of(
                                        JsonString.of("generateContent"),
                                        JsonString.of("streamGenerateContent"),
                                        JsonString.of("countTokens"))))
                .build();
    }

    private static JsonObject ollama(String name) {
        return JsonObject.builder()
                .add("name", JsonString.of(name))
                .add("model", JsonString.of(name))
                .add("modified_at", JsonString.of(LONG_AGO))
                .add("size", JsonNumber.of(0))
                .add("digest", JsonString.of(""))
                .add("details", JsonObject.of("parent_model", JsonNull.NULL))
                .build();
    }
}
