package dev.weir.core.otel.span;

import dev.weir.core.json.Json;
import dev.weir.core.json.JsonString;
import dev.weir.core.otel.names.Attribute;
import dev.weir.core.otel.names.GenAi;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;

/**
 * What a span is about: a closed list. Only a call of a model becomes an exchange: a span around
 * several of them often carries the sum of their usage, which would be counted twice.
 */
public enum SpanKind {
    /** A model writes an answer. */
    GENERATION(true),
    EMBEDDING(true),
    /** A tool is run. */
    TOOL(false),
    /** An agent, a chain, a workflow, or the outer span of an SDK's function. */
    AGENT(false),
    /** Something else about models: retrieval, ranking, an evaluation, fetching an old answer. */
    OTHER_OPERATION(false),
    /** Nothing about models. */
    NOT_GEN_AI(false);

    private final boolean modelCall;

    SpanKind(boolean modelCall) {
        this.modelCall = modelCall;
    }

    /** True for one call of a model. */
    public boolean modelCall() {
        return modelCall;
    }

    /** The word in metrics and documents. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    private static final List<String> PREFIXES =
            List.of("gen_ai.", "llm.", "langfuse.", "traceloop.", "openinference.", "ai.");

    /** What a span is about, by the words of each convention, the most exact first. */
    public static SpanKind of(String name, Attributes attributes) {
        SpanKind stated = vercel(attributes.text("ai.operationId"));
        if (stated == null) {
            stated = stated(attributes);
        }
        if (stated != null) {
            return stated;
        }
        boolean model =
                attributes.text(Attribute.REQUEST_MODEL) != null
                        || attributes.text(Attribute.RESPONSE_MODEL) != null;
        boolean used =
                attributes.integer(Attribute.USAGE_INPUT_TOKENS) != null
                        || attributes.integer(Attribute.USAGE_OUTPUT_TOKENS) != null
                        || attributes.text(Attribute.PROVIDER_NAME) != null
                        || attributes.get(Attribute.OUTPUT_MESSAGES) != null;
        if (attributes.get(Attribute.TOOL_NAME) != null && !used) {
            return TOOL;
        }
        if (model && used && !name.startsWith("invoke_agent")) {
            return GENERATION;
        }
        if (attributes.get(Attribute.AGENT_NAME) != null) {
            return AGENT;
        }
        return PREFIXES.stream().anyMatch(attributes::hasPrefix) ? OTHER_OPERATION : NOT_GEN_AI;
    }

    private static @Nullable SpanKind stated(Attributes attributes) {
        if (attributes.get(Attribute.OPERATION_NAME) instanceof JsonString operation) {
            return operation(operation.value(), attributes);
        }
        String word = word(attributes, "openinference.span.kind");
        if (word == null) {
            word = word(attributes, "langfuse.observation.type");
        }
        if (word == null) {
            word = word(attributes, "llm.request.type");
        }
        if (word == null) {
            word = word(attributes, "traceloop.span.kind");
        }
        return word == null ? null : named(word);
    }

    private static @Nullable String word(Attributes attributes, String name) {
        Json value = attributes.get(name);
        return value instanceof JsonString text ? text.value().toLowerCase(Locale.ROOT) : null;
    }

    private static SpanKind operation(String word, Attributes attributes) {
        GenAi.Operation known = GenAi.Operation.parse(word);
        if (known != null) {
            return switch (known) {
                case CHAT, GENERATE_CONTENT, TEXT_COMPLETION -> GENERATION;
                case EMBEDDINGS -> EMBEDDING;
                case EXECUTE_TOOL -> TOOL;
                case INVOKE_AGENT -> AGENT;
                case FETCH_RESPONSE, COUNT_TOKENS -> OTHER_OPERATION;
            };
        }
        return switch (word) {
            case "create_agent", "invoke_workflow", "plan" -> AGENT;
            case "retrieval",
                    "search_memory",
                    "create_memory",
                    "update_memory",
                    "upsert_memory",
                    "delete_memory",
                    "create_memory_store",
                    "delete_memory_store" ->
                    OTHER_OPERATION;
            // A word of somebody's own: a call where it says what it used.
            default ->
                    attributes.integer(Attribute.USAGE_OUTPUT_TOKENS) != null
                                    && attributes.text(Attribute.REQUEST_MODEL) != null
                            ? GENERATION
                            : OTHER_OPERATION;
        };
    }

    private static @Nullable SpanKind named(String word) {
        return switch (word) {
            case "llm", "generation", "chat", "completion" -> GENERATION;
            case "embedding" -> EMBEDDING;
            case "tool" -> TOOL;
            case "agent", "chain", "workflow", "task" -> AGENT;
            case "unknown" -> null;
            default -> OTHER_OPERATION;
        };
    }

    /** The AI SDK names its functions; the inner spans, one a call, begin their last word so. */
    private static @Nullable SpanKind vercel(@Nullable String operation) {
        if (operation == null || !operation.startsWith("ai.")) {
            return null;
        }
        String last = operation.substring(operation.lastIndexOf('.') + 1);
        return switch (last) {
            case "doGenerate", "doStream" -> GENERATION;
            case "doEmbed" -> EMBEDDING;
            case "toolCall" -> TOOL;
            default -> AGENT;
        };
    }
}
