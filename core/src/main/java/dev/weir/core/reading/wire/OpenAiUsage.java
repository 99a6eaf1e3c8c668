package dev.weir.core.reading.wire;

import dev.weir.core.json.Json;
import dev.weir.core.json.JsonNumber;
import dev.weir.core.json.JsonObject;
import dev.weir.core.usage.Unit;
import dev.weir.core.usage.Usage;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;

/**
 * Usage of Chat Completions, Responses, Embeddings and of all that is like them. Both naming
 * schemes ({@code prompt_tokens}, {@code input_tokens}) are read everywhere, since hosts mix them.
 */
final class OpenAiUsage {

    /** xAI states costs in these: so many are a US dollar. */
    private static final int TICK_DIGITS = 10;

    private OpenAiUsage() {}

    /** The usage of an answer: its {@code usage}, or what Groq has instead in streams. */
    static Usage read(JsonObject response, Context context) {
        JsonObject usage = response.object("usage");
        if (usage.isEmpty()) {
            usage = response.object("x_groq").object("usage");
        }
        return read(usage, response.text("service_tier"), context);
    }

    static Usage read(JsonObject usage, @Nullable String tier, Context context) {
        JsonObject input =
                usage.object(
                        "prompt_tokens_details",
                        "input_tokens_details",
                        "prompt_token_details",
                        "input_token_details");
        JsonObject output =
                usage.object(
                        "completion_tokens_details",
                        "output_tokens_details",
                        "completion_token_details",
                        "output_token_details");
        Counts counts = new Counts(context).tier(usage.text("service_tier")).tier(tier);
        totals(counts, usage, input, output);
        inputs(counts, usage, input);
        counts.set(Unit.OUTPUT_REASONING_TOKENS, output.integer("reasoning_tokens"))
                .set(Unit.OUTPUT_TEXT_TOKENS, output.integer("text_tokens"))
                .set(Unit.OUTPUT_AUDIO_TOKENS, output.integer("audio_tokens"))
                .set(Unit.OUTPUT_IMAGE_TOKENS, output.integer("image_tokens"));
        tools(counts, usage);
        return counts.cost(cost(usage)).usage(usage);
    }

    /**
     * The two totals. A few hosts leave reasoning out of the output (xAI) or sound out of the input
     * (Mistral); the total then says so, being larger than both by just that count.
     */
    private static void totals(
            Counts counts, JsonObject usage, JsonObject inputs, JsonObject outputs) {
        Long input = usage.integer("prompt_tokens", "input_tokens");
        Long output = usage.integer("completion_tokens", "output_tokens");
        Long total = usage.integer("total_tokens");
        Long reasoning = outputs.integer("reasoning_tokens");
        Long sound = inputs.integer("audio_tokens");
        if (input != null && output != null && total != null) {
            long over = total - input - output;
            if (over > 0 && reasoning != null && over == reasoning) {
                output += reasoning;
            } else if (over > 0 && sound != null && over == sound) {
                input += sound;
            }
        }
        counts.set(Unit.INPUT_TOKENS, input).set(Unit.OUTPUT_TOKENS, output);
    }

    private static void inputs(Counts counts, JsonObject usage, JsonObject input) {
        Long cached = input.integer("cached_tokens");
        if (cached == null) {
            cached = usage.integer("prompt_cache_hit_tokens", "num_cached_tokens", "cached_tokens");
        }
        JsonObject byKind = input.object("cached_tokens_details");
        counts.set(Unit.CACHE_READ_TOKENS, cached)
                .set(Unit.CACHE_WRITE_TOKENS, input.integer("cache_write_tokens"))
                .set(Unit.CACHE_TEXT_READ_TOKENS, byKind.integer("text_tokens"))
                .set(Unit.CACHE_AUDIO_READ_TOKENS, byKind.integer("audio_tokens"))
                .set(Unit.CACHE_IMAGE_READ_TOKENS, byKind.integer("image_tokens"))
                .set(Unit.INPUT_TEXT_TOKENS, input.integer("text_tokens"))
                .set(Unit.INPUT_AUDIO_TOKENS, input.integer("audio_tokens"))
                .set(Unit.INPUT_IMAGE_TOKENS, input.integer("image_tokens"))
                .set(Unit.INPUT_VIDEO_TOKENS, input.integer("video_tokens"))
                .set(Unit.INPUT_AUDIO_SECONDS, usage.integer("prompt_audio_seconds"));
        if ("duration".equals(usage.text("type"))) {
            Double seconds = usage.number("seconds");
            counts.set(
                    Unit.INPUT_AUDIO_SECONDS, seconds == null ? null : (long) Math.ceil(seconds));
        }
    }

    private static void tools(Counts counts, JsonObject usage) {
        JsonObject mine = usage.object("server_side_tool_usage_details");
        JsonObject openRouter = usage.object("server_tool_use_details", "server_tool_use");
        Long searches = usage.integer("num_search_queries");
        if (searches == null) {
            searches = mine.integer("web_search_calls");
        }
        if (searches == null) {
            searches = openRouter.integer("web_search_requests");
        }
        counts.set(Unit.WEB_SEARCHES, searches)
                .set(Unit.SOCIAL_SEARCHES, mine.integer("x_search_calls"))
                .set(Unit.CODE_EXECUTIONS, mine.integer("code_interpreter_calls"))
                .set(
                        Unit.STORAGE_SEARCHES,
                        Counts.sum(
                                mine.integer("file_search_calls"),
                                mine.integer("document_search_calls")));
    }

    private static @Nullable Json cost(JsonObject usage) {
        if (usage.get("cost") instanceof JsonObject parts) {
            return "USD".equals(parts.text("currency")) || !parts.has("currency")
                    ? parts.get("total_cost")
                    : null;
        }
        Long ticks = usage.integer("cost_in_usd_ticks");
        return ticks == null
                ? usage.get("cost")
                : new JsonNumber(
                        BigDecimal.valueOf(ticks, TICK_DIGITS)
                                .stripTrailingZeros()
                                .toPlainString());
    }
}
