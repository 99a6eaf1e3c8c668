package dev.weir.core.otel.names;

import dev.weir.core.dialect.Dialect;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The values that attributes take where the conventions list them, and what others mean. */
public final class GenAi {

    private GenAi() {}

    /** What was asked for: values of {@link Attribute#OPERATION_NAME} that Weir writes. */
    public enum Operation {
        CHAT,
        GENERATE_CONTENT,
        TEXT_COMPLETION,
        EMBEDDINGS,
        /** Fetching an answer made earlier. It carries no usage, which would be counted twice. */
        FETCH_RESPONSE,
        EXECUTE_TOOL,
        INVOKE_AGENT,
        /** Counting tokens. The conventions have no word for it; this is a custom value. */
        COUNT_TOKENS;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Reads a value, also those of older conventions; null where it is none of these. */
        public static @Nullable Operation parse(String word) {
            for (Operation operation : values()) {
                if (operation.word().equals(word)) {
                    return operation;
                }
            }
            return switch (word) {
                case "completion", "text_generation" -> TEXT_COMPLETION;
                case "embedding" -> EMBEDDINGS;
                default -> null;
            };
        }
    }

    /** What kind of tokens is counted: values of {@link Attribute#TOKEN_MODALITY}. */
    public enum Modality {
        TEXT,
        IMAGE,
        AUDIO,
        /** Not split. */
        UNKNOWN;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Values of {@link Attribute#TOKEN_TYPE}. */
    public static final String TOKENS_IN = "input";

    public static final String TOKENS_OUT = "output";

    /** {@link Attribute#ERROR_TYPE} where nothing better is known. */
    public static final String OTHER_ERROR = "_OTHER";

    /** What stands before an error that Weir made itself. */
    public static final String OWN_ERROR_PREFIX = "weir.";

    /** A finish reason where one was due and never came. */
    public static final String FINISH_ERROR = "error";

    /** Words for finish reasons that the conventions have. */
    public static final List<String> FINISH_REASONS =
            List.of("stop", "length", "content_filter", "tool_call", "compaction", FINISH_ERROR);

    public static final String OPENAI_CHAT = "chat_completions";

    public static final String OPENAI_RESPONSES = "responses";

    public static final String AZURE_COGNITIVE = "Microsoft.CognitiveServices";

    /** Ends of host names, and the value of {@link Attribute#PROVIDER_NAME} that they tell. */
    private record Host(String ending, String provider) {}

    private static final List<Host> HOSTS =
            List.of(
                    new Host("api.openai.com", "openai"),
                    new Host("chatgpt.com", "openai"),
                    new Host("api.anthropic.com", "anthropic"),
                    new Host("openai.azure.com", "azure.ai.openai"),
                    new Host("cognitiveservices.azure.com", "azure.ai.openai"),
                    new Host("services.ai.azure.com", "azure.ai.inference"),
                    new Host("models.ai.azure.com", "azure.ai.inference"),
                    new Host("inference.ai.azure.com", "azure.ai.inference"),
                    new Host("generativelanguage.googleapis.com", "gcp.gemini"),
                    new Host("aiplatform.googleapis.com", "gcp.vertex_ai"),
                    new Host("api.cohere.com", "cohere"),
                    new Host("api.cohere.ai", "cohere"),
                    new Host("api.deepseek.com", "deepseek"),
                    new Host("api.groq.com", "groq"),
                    new Host("ml.cloud.ibm.com", "ibm.watsonx.ai"),
                    new Host("api.mistral.ai", "mistral_ai"),
                    new Host("api.moonshot.ai", "moonshot_ai"),
                    new Host("api.moonshot.cn", "moonshot_ai"),
                    new Host("api.perplexity.ai", "perplexity"),
                    new Host("api.x.ai", "x_ai"));

    /** Configured names of providers, for hosts that tell nothing. */
    private static final Map<String, String> NAMES =
            Map.ofEntries(
                    Map.entry("bedrock", "aws.bedrock"),
                    Map.entry("azure", "azure.ai.openai"),
                    Map.entry("gemini", "gcp.gemini"),
                    Map.entry("google", "gcp.gemini"),
                    Map.entry("vertex", "gcp.vertex_ai"),
                    Map.entry("vertex_ai", "gcp.vertex_ai"),
                    Map.entry("watsonx", "ibm.watsonx.ai"),
                    Map.entry("mistral", "mistral_ai"),
                    Map.entry("moonshot", "moonshot_ai"),
                    Map.entry("xai", "x_ai"));

    /** Values of older conventions and other dialects for providers, and today's. */
    private static final Map<String, String> OLD_PROVIDERS =
            Map.ofEntries(
                    Map.entry("vertex_ai", "gcp.vertex_ai"),
                    Map.entry("vertexai", "gcp.vertex_ai"),
                    Map.entry("gemini", "gcp.gemini"),
                    Map.entry("google", "gcp.gen_ai"),
                    Map.entry("az.ai.inference", "azure.ai.inference"),
                    Map.entry("az.ai.openai", "azure.ai.openai"),
                    Map.entry("azure", "azure.ai.openai"),
                    Map.entry("xai", "x_ai"),
                    Map.entry("aws", "aws.bedrock"),
                    Map.entry("bedrock", "aws.bedrock"),
                    Map.entry("mistralai", "mistral_ai"),
                    Map.entry("moonshot", "moonshot_ai"),
                    Map.entry("watsonx", "ibm.watsonx.ai"));

    /**
     * The value of {@link Attribute#PROVIDER_NAME}.
     *
     * @param host the provider's host, null where it is not known
     * @param configured the provider's configured name, empty for none
     * @param dialect the shape spoken, where neither tells
     */
    public static String provider(@Nullable String host, String configured, Dialect dialect) {
        if (host != null) {
            for (Host known : HOSTS) {
                if (host.equals(known.ending())
                        || host.endsWith("." + known.ending())
                        || host.endsWith("-" + known.ending())) {
                    return known.provider();
                }
            }
            if (host.startsWith("bedrock") && host.endsWith(".amazonaws.com")) {
                return "aws.bedrock";
            }
        }
        if (!configured.isEmpty()) {
            return NAMES.getOrDefault(configured, configured);
        }
        return switch (dialect) {
            case ANTHROPIC -> "anthropic";
            case OPENAI -> "openai";
            case GEMINI -> "gcp.gen_ai";
            case OLLAMA -> "ollama";
            case OTHER -> GenAi.OTHER_ERROR;
        };
    }

    /** Today's value for a provider as older conventions wrote it. */
    public static String provider(String written) {
        String plain = written.toLowerCase(Locale.ROOT);
        return OLD_PROVIDERS.getOrDefault(plain, plain);
    }

    /** The shape that a provider speaks, by the value of {@link Attribute#PROVIDER_NAME}. */
    public static Dialect dialect(String provider) {
        return switch (provider) {
            case "anthropic" -> Dialect.ANTHROPIC;
            case "gcp.gemini", "gcp.vertex_ai", "gcp.gen_ai" -> Dialect.GEMINI;
            case "ollama" -> Dialect.OLLAMA;
            case "aws.bedrock", "cohere", "ibm.watsonx.ai", OTHER_ERROR -> Dialect.OTHER;
            default -> Dialect.OPENAI;
        };
    }
}
