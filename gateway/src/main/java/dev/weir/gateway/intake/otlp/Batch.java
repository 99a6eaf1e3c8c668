package dev.weir.gateway.intake.otlp;

import dev.weir.core.json.Json;
import dev.weir.core.json.JsonArray;
import dev.weir.core.json.JsonNull;
import dev.weir.core.json.JsonObject;

import java.util.ArrayList;
import java.util.List;

/**
 * The spans of a request, each as a document of its own: the request as if it had that span alone,
 * with what sent it and the library that made it.
 */
final class Batch {

    /** Spans of one request. An SDK sends 512 at once. */
    static final int MOST_SPANS = 10_000;

    private Batch() {}

    static List<JsonObject> documents(JsonObject request) throws MalformedRequest {
        List<JsonObject> documents = new ArrayList<>();
        for (JsonObject resource : objects(request, "resourceSpans")) {
            for (JsonObject scope : objects(resource, "scopeSpans")) {
                for (JsonObject span : objects(scope, "spans")) {
                    if (documents.size() == MOST_SPANS) {
                        throw new MalformedRequest(
                                "more than " + MOST_SPANS + " spans in one request", true);
                    }
                    documents.add(
                            only(
                                    JsonObject.EMPTY,
                                    "resourceSpans",
                                    only(resource, "scopeSpans", only(scope, "spans", span))));
                }
            }
        }
        return documents;
    }

    private static JsonObject only(JsonObject parent, String name, JsonObject child) {
        return parent.with(name, JsonArray.of(List.of(child)));
    }

    private static List<JsonObject> objects(JsonObject parent, String name)
            throws MalformedRequest {
        Json value = parent.get(name);
        if (value == null || value == JsonNull.NULL) {
            return List.of();
        }
        if (value instanceof JsonArray array) {
            List<JsonObject> objects = array.objects().toList();
            if (objects.size() == array.size()) {
                return objects;
            }
        }
        throw new MalformedRequest(name + ": expected a list of objects");
    }
}
