package dev.weir.gateway.intake.otlp;

import dev.weir.core.json.Json;
import dev.weir.core.json.JsonArray;
import dev.weir.core.json.JsonObject;
import dev.weir.core.otel.names.Attribute;

import java.util.List;
import java.util.Set;

/**
 * Takes out of a span's document what was said, for capture modes that keep less than all. What
 * stays is a list: names of the table that carry no content, counts, and what tells the kind of a
 * span. All else goes, events and unknown fields too.
 */
final class ContentFilter {

    private static final Set<Attribute> CONTENT =
            Set.of(
                    Attribute.SYSTEM_INSTRUCTIONS,
                    Attribute.INPUT_MESSAGES,
                    Attribute.OUTPUT_MESSAGES,
                    Attribute.TOOL_DEFINITIONS,
                    Attribute.TOOL_DESCRIPTION,
                    Attribute.TOOL_CALL_ARGUMENTS,
                    Attribute.TOOL_CALL_RESULT,
                    Attribute.REQUEST_STOP_SEQUENCES);

    private static final List<String> COUNTS =
            List.of("gen_ai.usage.", "llm.usage.", "llm.token_count.", "llm.cost.", "ai.usage.");

    private static final Set<String> KINDS =
            Set.of(
                    "openinference.span.kind",
                    "langfuse.observation.type",
                    "langfuse.observation.model.name",
                    "langfuse.observation.usage_details",
                    "llm.request.type",
                    "traceloop.span.kind",
                    "ai.operationId",
                    "ai.model.id",
                    "ai.model.provider",
                    "ai.response.id",
                    "ai.response.model",
                    "ai.response.finishReason",
                    "ai.response.msToFirstChunk");

    private static final Set<String> OF_SPAN =
            Set.of(
                    "traceId",
                    "spanId",
                    "parentSpanId",
                    "kind",
                    "startTimeUnixNano",
                    "endTimeUnixNano",
                    "flags");

    private ContentFilter() {}

    /** The document of one span without content. */
    static JsonObject without(JsonObject document) {
        JsonObject resourceSpans = first(document, "resourceSpans");
        JsonObject scopeSpans = first(resourceSpans, "scopeSpans");
        JsonObject span = first(scopeSpans, "spans");
        JsonObject.Builder kept = JsonObject.builder();
        span.forEach(
                (name, value) -> {
                    if (OF_SPAN.contains(name)) {
                        kept.add(name, value);
                    }
                });
        kept.set("attributes", attributes(span, true));
        Json code = span.object("status").get("code");
        if (code != null) {
            kept.set("status", JsonObject.of("code", code));
        }
        JsonObject scope = scopeSpans.object("scope").without(Set.of("attributes"));
        return only(
                "resourceSpans",
                JsonObject.of(
                                "resource",
                                JsonObject.of(
                                        "attributes",
                                        attributes(resourceSpans.object("resource"), false)))
                        .with(
                                "scopeSpans",
                                JsonArray.of(
                                        List.of(
                                                JsonObject.of("scope", scope)
                                                        .with(
                                                                "spans",
                                                                JsonArray.of(
                                                                        List.of(kept.build())))))));
    }

    private static JsonObject only(String name, JsonObject child) {
        return JsonObject.of(name, JsonArray.of(List.of(child)));
    }

    private static JsonObject first(JsonObject parent, String name) {
        return parent.array(name).objects().findFirst().orElse(JsonObject.EMPTY);
    }

    private static JsonArray attributes(JsonObject of, boolean span) {
        return JsonArray.of(
                of.array("attributes")
                        .objects()
                        .filter(each -> stays(each.textOrEmpty("key"), span))
                        .toList());
    }

    private static boolean stays(String name, boolean span) {
        if (!span && name.startsWith("service.")) {
            return true;
        }
        Attribute known = Attribute.of(name);
        return known != null && !CONTENT.contains(known)
                || KINDS.contains(name)
                || COUNTS.stream().anyMatch(name::startsWith);
    }
}
