package dev.weir.core.reading.wire;

import dev.weir.core.json.JsonArray;
import dev.weir.core.json.JsonObject;
import dev.weir.core.usage.Unit;
import dev.weir.core.usage.Usage;

import java.util.Locale;

/**
 * Gemini's usageMetadata: thoughts are not within the candidates, tool prompts not in the prompt.
 */
final class GeminiUsage {

    private GeminiUsage() {}

    static Usage read(JsonObject usage, Context context) {
        Long tools = usage.integer("toolUsePromptTokenCount");
        Long thoughts = usage.integer("thoughtsTokenCount");
        Long prompt = usage.integer("promptTokenCount");
        Long written = usage.integer("candidatesTokenCount", "responseTokenCount");
        Counts counts =
                new Counts(context)
                        .set(Unit.INPUT_TOKENS, Counts.sum(prompt, tools))
                        .set(Unit.CACHE_READ_TOKENS, usage.integer("cachedContentTokenCount"))
                        .set(Unit.INPUT_TOOL_TOKENS, tools)
                        .set(Unit.OUTPUT_TOKENS, Counts.sum(written, thoughts))
                        .set(Unit.OUTPUT_REASONING_TOKENS, thoughts)
                        .tier(usage.text("serviceTier"));
        each(counts, usage.array("promptTokensDetails", "promptTokenDetails"), INPUT);
        each(counts, usage.array("toolUsePromptTokensDetails"), INPUT);
        each(counts, usage.array("toolUsePromptTokensDetails"), TOOL);
        each(counts, usage.array("cacheTokensDetails"), CACHE);
        each(counts, usage.array("candidatesTokensDetails", "responseTokensDetails"), OUTPUT);
        return counts.usage(usage);
    }

    /** Units by modality, in the order text, audio, image, video. */
    private static final Unit[] INPUT = {
        Unit.INPUT_TEXT_TOKENS,
        Unit.INPUT_AUDIO_TOKENS,
        Unit.INPUT_IMAGE_TOKENS,
        Unit.INPUT_VIDEO_TOKENS
    };

    private static final Unit[] TOOL = {
        Unit.INPUT_TEXT_TOOL_TOKENS,
        Unit.INPUT_AUDIO_TOOL_TOKENS,
        Unit.INPUT_IMAGE_TOOL_TOKENS,
        Unit.INPUT_VIDEO_TOOL_TOKENS
    };

    private static final Unit[] CACHE = {
        Unit.CACHE_TEXT_READ_TOKENS,
        Unit.CACHE_AUDIO_READ_TOKENS,
        Unit.CACHE_IMAGE_READ_TOKENS,
        Unit.CACHE_VIDEO_READ_TOKENS
    };

    private static final Unit[] OUTPUT = {
        Unit.OUTPUT_TEXT_TOKENS,
        Unit.OUTPUT_AUDIO_TOKENS,
        Unit.OUTPUT_IMAGE_TOKENS,
        Unit.OUTPUT_VIDEO_TOKENS
    };

    /** Documents and unnamed modalities have no unit; they are in the totals. */
    private static void each(Counts counts, JsonArray details, Unit[] units) {
        details.objects()
                .forEach(
                        detail -> {
                            int place = place(detail);
                            if (place >= 0) {
                                counts.add(units[place], detail.integer("tokenCount", "tokens"));
                            }
                        });
    }

    /** The place of a modality among the units. Vertex AI may write it as a number. */
    private static int place(JsonObject detail) {
        Long number = detail.integer("modality");
        String word =
                number == null
                        ? detail.textOrEmpty("modality").toUpperCase(Locale.ROOT)
                        : number.toString();
        return switch (word) {
            case "TEXT", "1" -> 0;
            case "AUDIO", "4" -> 1;
            case "IMAGE", "2" -> 2;
            case "VIDEO", "3" -> 3;
            default -> -1;
        };
    }

    /** The usage of Gemini's interactions, which has names of its own. */
    static Usage ofInteraction(JsonObject body, Context context) {
        JsonObject usage = body.object("usage");
        Long thoughts = usage.integer("total_thought_tokens", "total_reasoning_tokens");
        Long tools = usage.integer("total_tool_use_tokens");
        Counts counts =
                new Counts(context)
                        .set(
                                Unit.INPUT_TOKENS,
                                Counts.sum(usage.integer("total_input_tokens"), tools))
                        .set(Unit.CACHE_READ_TOKENS, usage.integer("total_cached_tokens"))
                        .set(Unit.INPUT_TOOL_TOKENS, tools)
                        .set(
                                Unit.OUTPUT_TOKENS,
                                Counts.sum(usage.integer("total_output_tokens"), thoughts))
                        .set(Unit.OUTPUT_REASONING_TOKENS, thoughts)
                        .tier(body.text("service_tier"));
        each(counts, usage.array("input_tokens_by_modality"), INPUT);
        each(counts, usage.array("tool_use_tokens_by_modality"), INPUT);
        each(counts, usage.array("tool_use_tokens_by_modality"), TOOL);
        each(counts, usage.array("cached_tokens_by_modality"), CACHE);
        each(counts, usage.array("output_tokens_by_modality"), OUTPUT);
        return counts.usage(usage);
    }
}
