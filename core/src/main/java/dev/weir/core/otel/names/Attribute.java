package dev.weir.core.otel.names;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Every attribute that Weir writes or reads: the one table of names.
 *
 * <p>An attribute has a name in each {@link Semconv}; where the older one has no such attribute it
 * is not written there. Its aliases are other names of the same quantity, newest first, which are
 * read and never written: two names of one quantity on a span would be added up.
 */
public enum Attribute {
    // The call.
    OPERATION_NAME("gen_ai.operation.name", Type.STRING),
    PROVIDER_NAME(
            "gen_ai.provider.name", Type.STRING, "gen_ai.system", "llm.system", "llm.provider"),
    REQUEST_MODEL(
            "gen_ai.request.model",
            Type.STRING,
            "llm.model_name",
            "llm.request.model",
            "embedding.model_name"),
    RESPONSE_MODEL("gen_ai.response.model", Type.STRING, "llm.response.model"),
    RESPONSE_ID("gen_ai.response.id", Type.STRING),
    RESPONSE_FINISH_REASONS("gen_ai.response.finish_reasons", Type.STRINGS, "llm.finish_reason"),
    RESPONSE_STATUS("gen_ai.response.status", null, Type.STRING),
    /** In seconds. */
    TIME_TO_FIRST_CHUNK("gen_ai.response.time_to_first_chunk", Type.DOUBLE),
    CONVERSATION_ID("gen_ai.conversation.id", Type.STRING),
    CONVERSATION_COMPACTED("gen_ai.conversation.compacted", null, Type.BOOLEAN),
    OUTPUT_TYPE("gen_ai.output.type", Type.STRING),
    PROMPT_NAME("gen_ai.prompt.name", Type.STRING),
    PROMPT_VERSION("gen_ai.prompt.version", Type.STRING),

    // Parameters of the request.
    REQUEST_STREAM("gen_ai.request.stream", Type.BOOLEAN, "llm.is_streaming"),
    REQUEST_CHOICE_COUNT("gen_ai.request.choice.count", Type.INT),
    REQUEST_SEED("gen_ai.request.seed", Type.INT, "gen_ai.openai.request.seed"),
    /** A double in {@link Semconv#V1_41}. */
    REQUEST_TOP_K("gen_ai.request.top_k", Type.INT),
    REQUEST_TOP_P("gen_ai.request.top_p", Type.DOUBLE),
    REQUEST_MAX_TOKENS("gen_ai.request.max_tokens", Type.INT),
    REQUEST_TEMPERATURE("gen_ai.request.temperature", Type.DOUBLE),
    REQUEST_FREQUENCY_PENALTY("gen_ai.request.frequency_penalty", Type.DOUBLE),
    REQUEST_PRESENCE_PENALTY("gen_ai.request.presence_penalty", Type.DOUBLE),
    REQUEST_STOP_SEQUENCES("gen_ai.request.stop_sequences", Type.STRINGS),
    /** The exact word that was sent. */
    REQUEST_REASONING_LEVEL("gen_ai.request.reasoning.level", null, Type.STRING),
    REQUEST_PREVIOUS_RESPONSE_ID("gen_ai.request.previous_response.id", null, Type.STRING),
    REQUEST_ENCODING_FORMATS("gen_ai.request.encoding_formats", Type.STRINGS),
    REQUEST_STREAM_CURSOR("gen_ai.request.stream_cursor", null, Type.STRING),
    EMBEDDINGS_DIMENSION_COUNT("gen_ai.embeddings.dimension.count", Type.INT),

    // What it used. Input is inclusive of the cache, output of reasoning.
    USAGE_INPUT_TOKENS(
            "gen_ai.usage.input_tokens",
            Type.INT,
            "gen_ai.usage.prompt_tokens",
            "llm.usage.prompt_tokens",
            "llm.token_count.prompt"),
    USAGE_OUTPUT_TOKENS(
            "gen_ai.usage.output_tokens",
            Type.INT,
            "gen_ai.usage.completion_tokens",
            "llm.usage.completion_tokens",
            "llm.token_count.completion"),
    USAGE_CACHE_READ(
            "gen_ai.usage.cache_read.input_tokens",
            Type.INT,
            "gen_ai.usage.cache_read_input_tokens",
            "gen_ai.usage.cache_read_tokens",
            "gen_ai.usage.input_tokens.cached",
            "llm.token_count.prompt_details.cache_read"),
    USAGE_CACHE_WRITE(
            "gen_ai.usage.cache_write.input_tokens",
            "gen_ai.usage.cache_creation.input_tokens",
            Type.INT,
            "gen_ai.usage.cache_creation_input_tokens",
            "gen_ai.usage.cache_write_tokens",
            "gen_ai.usage.input_tokens.cache_write",
            "llm.token_count.prompt_details.cache_write"),
    USAGE_REASONING(
            "gen_ai.usage.reasoning.output_tokens",
            Type.INT,
            "gen_ai.usage.reasoning_tokens",
            "llm.token_count.completion_details.reasoning"),
    USAGE_TEXT_INPUT("gen_ai.usage.text.input_tokens", null, Type.INT),
    USAGE_IMAGE_INPUT("gen_ai.usage.image.input_tokens", null, Type.INT),
    USAGE_AUDIO_INPUT(
            "gen_ai.usage.audio.input_tokens",
            null,
            Type.INT,
            "llm.token_count.prompt_details.audio"),
    USAGE_TEXT_OUTPUT("gen_ai.usage.text.output_tokens", null, Type.INT),
    USAGE_IMAGE_OUTPUT("gen_ai.usage.image.output_tokens", null, Type.INT),
    USAGE_AUDIO_OUTPUT(
            "gen_ai.usage.audio.output_tokens",
            null,
            Type.INT,
            "llm.token_count.completion_details.audio"),
    USAGE_TEXT_CACHE_READ("gen_ai.usage.text.cache_read.input_tokens", null, Type.INT),
    USAGE_IMAGE_CACHE_READ("gen_ai.usage.image.cache_read.input_tokens", null, Type.INT),
    USAGE_AUDIO_CACHE_READ("gen_ai.usage.audio.cache_read.input_tokens", null, Type.INT),

    // What was said. Only where content is asked for.
    SYSTEM_INSTRUCTIONS("gen_ai.system_instructions", Type.ANY),
    INPUT_MESSAGES("gen_ai.input.messages", Type.ANY, "input.value"),
    OUTPUT_MESSAGES("gen_ai.output.messages", Type.ANY, "output.value"),
    TOOL_DEFINITIONS("gen_ai.tool.definitions", Type.ANY),

    // Tools and agents.
    TOOL_NAME("gen_ai.tool.name", Type.STRING),
    TOOL_CALL_ID("gen_ai.tool.call.id", Type.STRING),
    TOOL_TYPE("gen_ai.tool.type", Type.STRING),
    TOOL_DESCRIPTION("gen_ai.tool.description", Type.STRING),
    TOOL_CALL_ARGUMENTS("gen_ai.tool.call.arguments", Type.ANY),
    TOOL_CALL_RESULT("gen_ai.tool.call.result", Type.ANY),
    AGENT_NAME("gen_ai.agent.name", Type.STRING),
    /** The dimension of token counters; in the older conventions {@link #TOKEN_TYPE} takes it. */
    TOKEN_MODALITY("gen_ai.token.modality", null, Type.STRING),
    /** Only in {@link Semconv#V1_41}. */
    TOKEN_TYPE(null, "gen_ai.token.type", Type.STRING),

    // OpenAI's own.
    OPENAI_REQUEST_SERVICE_TIER(
            "openai.request.service_tier", Type.STRING, "gen_ai.openai.request.service_tier"),
    OPENAI_RESPONSE_SERVICE_TIER(
            "openai.response.service_tier", Type.STRING, "gen_ai.openai.response.service_tier"),
    OPENAI_SYSTEM_FINGERPRINT(
            "openai.response.system_fingerprint",
            Type.STRING,
            "gen_ai.openai.response.system_fingerprint"),
    OPENAI_API_TYPE("openai.api.type", Type.STRING),
    AZURE_NAMESPACE("azure.resource_provider.namespace", Type.STRING),

    // OpenTelemetry's general ones.
    ERROR_TYPE("error.type", Type.STRING),
    SERVER_ADDRESS("server.address", Type.STRING, "net.peer.name"),
    SERVER_PORT("server.port", Type.INT, "net.peer.port"),
    HTTP_STATUS("http.response.status_code", Type.INT, "http.status_code"),
    SESSION_ID("session.id", Type.STRING, "langfuse.session.id"),
    USER_ID("user.id", Type.STRING, "langfuse.user.id", "enduser.id"),

    // Weir's own, for what no convention covers.
    WEIR_EXCHANGE_ID("weir.exchange.id", Type.STRING),
    /** Where the console shows the exchange. */
    WEIR_EXCHANGE_URL("weir.exchange.url", Type.STRING),
    /** The configured name of the provider, e.g. {@code anthropic}. */
    WEIR_PROVIDER("weir.provider", Type.STRING),
    WEIR_DOOR("weir.door", Type.STRING),
    WEIR_DIALECT("weir.dialect", Type.STRING),
    WEIR_ENDPOINT("weir.endpoint", Type.STRING),
    /** In US dollars; absent where there is no price. */
    WEIR_COST(
            "weir.cost.usd",
            Type.DOUBLE,
            "gen_ai.usage.cost",
            "gen_ai.usage.total_cost",
            "llm.cost.total",
            "langfuse.observation.cost_details"),
    /** In US dollars, below zero where writing the cache cost more than reading it saved. */
    WEIR_CACHE_SAVED("weir.cost.cache_saved_usd", Type.DOUBLE),
    /** {@code table}, {@code override:NAME} or {@code unpriced:REASON}. */
    WEIR_COST_HOW("weir.cost.how", Type.STRING),
    WEIR_PRICE_TABLE("weir.cost.price_table", Type.STRING),
    WEIR_CACHE_WRITE_5M("weir.usage.cache_write_5m.input_tokens", Type.INT),
    WEIR_CACHE_WRITE_1H("weir.usage.cache_write_1h.input_tokens", Type.INT),
    WEIR_SERVICE_TIER("weir.service_tier", Type.STRING),
    /** The tool that called, by its user agent. */
    WEIR_CLIENT_NAME("weir.client.name", Type.STRING),
    WEIR_CLIENT_VERSION("weir.client.version", Type.STRING),
    /** Weir's own name of the session. */
    WEIR_SESSION_ID("weir.session.id", Type.STRING),
    WEIR_SESSION_SOURCE("weir.session.source", Type.STRING),
    /** Whether Weir found the session by itself. */
    WEIR_SESSION_INFERRED("weir.session.inferred", Type.BOOLEAN),
    WEIR_SESSION_THREAD("weir.session.thread", Type.STRING),
    WEIR_SESSION_TURN("weir.session.turn", Type.INT),
    WEIR_SESSION_STEP("weir.session.step", Type.INT),
    /** {@code main}, or which background call it is. */
    WEIR_CALL_KIND("weir.call.kind", Type.STRING),
    WEIR_OUTCOME("weir.outcome", Type.STRING),
    WEIR_END_REASON("weir.end.reason", Type.STRING),
    /** Who broke a stream off: {@code client}, {@code upstream} or {@code gateway}. */
    WEIR_ENDED_EARLY("weir.ended_early", Type.STRING),
    WEIR_STOP_WORDS("weir.response.stop_words", Type.STRINGS),
    /** How often the request was sent. */
    WEIR_ATTEMPTS("weir.attempts", Type.INT),
    WEIR_REQUEST_BYTES("weir.request.bytes", Type.INT),
    WEIR_RESPONSE_BYTES("weir.response.bytes", Type.INT),
    /** From the request head to the final response head, in seconds. */
    WEIR_FIRST_BYTE("weir.response.time_to_first_byte", Type.DOUBLE),
    WEIR_CHUNKS("weir.response.chunks", Type.INT),
    WEIR_READING("weir.reading", Type.STRING),
    WEIR_FINDING("weir.reading.finding", Type.STRING),
    WEIR_CAPTURE_MODE("weir.capture.mode", Type.STRING),
    /** Whether content was cut to what a span can carry. */
    WEIR_CONTENT_CUT("weir.content.cut", Type.BOOLEAN),
    /** Whether times of the span were worked out rather than measured. */
    WEIR_SPAN_INFERRED("weir.span.inferred", Type.BOOLEAN);

    /** What a tag's key is appended to. */
    public static final String TAG_PREFIX = "weir.tag.";

    /** What the name of a template's variable is appended to. */
    public static final String PROMPT_VARIABLE_PREFIX = "gen_ai.prompt.variable.";

    /**
     * Old forms of messages, one attribute for each member of each message: a prefix, then a number
     * from 0, then the member. Read only.
     */
    public enum Flattened {
        /** {@code gen_ai.prompt.0.role}, {@code .content}, {@code .tool_calls.0.name} ... */
        PROMPT("gen_ai.prompt.", true),
        /** The same, also {@code .finish_reason}. */
        COMPLETION("gen_ai.completion.", false),
        /** {@code llm.input_messages.0.message.role} ... */
        LLM_INPUT("llm.input_messages.", true),
        LLM_OUTPUT("llm.output_messages.", false);

        private final String prefix;
        private final boolean input;

        Flattened(String prefix, boolean input) {
            this.prefix = prefix;
            this.input = input;
        }

        public String prefix() {
            return prefix;
        }

        /** True for messages of the request, false for those of the answer. */
        public boolean input() {
            return input;
        }
    }

    /** What a value is. */
    public enum Type {
        STRING,
        INT,
        DOUBLE,
        BOOLEAN,
        STRINGS,
        /** Structured: JSON text on spans. */
        ANY
    }

    /** From every name that is understood to what it means. */
    private static final Map<String, Attribute> BY_NAME;

    static {
        Map<String, Attribute> byName = new TreeMap<>();
        for (Attribute attribute : values()) {
            for (String name : attribute.names()) {
                Attribute other = byName.put(name, attribute);
                if (other != null) {
                    throw new IllegalStateException(name + " means two things");
                }
            }
        }
        BY_NAME = Collections.unmodifiableMap(byName);
    }

    private final @Nullable String name;
    private final @Nullable String older;
    private final Type type;

    /** Other names, separated by spaces. */
    private final String aliases;

    /** With the same name in both versions. */
    Attribute(String name, Type type, String... aliases) {
        this(name, name, type, aliases);
    }

    Attribute(@Nullable String name, @Nullable String older, Type type, String... aliases) {
        this.name = name;
        this.older = older;
        this.type = type;
        this.aliases = String.join(" ", aliases);
    }

    /** The name to write, null where this version has no such attribute. */
    public @Nullable String in(Semconv semconv) {
        return switch (semconv) {
            case NEW -> name;
            case V1_41 -> older;
        };
    }

    /** What its value is in this version. */
    public Type type(Semconv semconv) {
        return this == REQUEST_TOP_K && semconv == Semconv.V1_41 ? Type.DOUBLE : type;
    }

    /** Other names that are understood, newest first, without those that are written. */
    public List<String> aliases() {
        return aliases.isEmpty() ? List.of() : List.of(aliases.split(" "));
    }

    /** Every name that is understood, newest first. */
    public List<String> names() {
        List<String> names = new ArrayList<>();
        if (name != null) {
            names.add(name);
        }
        if (older != null && !older.equals(name)) {
            names.add(older);
        }
        names.addAll(aliases());
        return names;
    }

    /** The attribute that a name means, in any version; null where it is none of these. */
    public static @Nullable Attribute of(String name) {
        return BY_NAME.get(name);
    }
}
