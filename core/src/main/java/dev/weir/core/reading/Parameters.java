package dev.weir.core.reading;

import dev.weir.core.json.Json;
import dev.weir.core.json.JsonObject;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * How the model was asked to answer. Null: not said.
 *
 * @param stream whether the answer is to be streamed
 * @param maxTokens the most tokens of output
 * @param temperature randomness
 * @param topP the share of likely tokens to choose from
 * @param topK the number of likely tokens to choose from
 * @param choices how many answers
 * @param stop texts at which to stop
 * @param seed for repeatable answers
 * @param frequencyPenalty against repeating often
 * @param presencePenalty against repeating at all
 * @param effort the dialect's word for how hard to think, e.g. {@code high}
 * @param thinking the dialect's word for the mode of thinking, e.g. {@code enabled}, {@code
 *     adaptive}
 * @param thinkingBudget the most tokens of thought
 * @param verbosity the dialect's word for how long the answer should be
 * @param serviceTier the tier asked for
 * @param toolChoice which tools may or must be called
 * @param parallelToolCalls whether several calls at once are allowed
 * @param format the shape that the answer must have
 * @param rest parameters that are not read, as they were
 */
public record Parameters(
        @Nullable Boolean stream,
        @Nullable Long maxTokens,
        @Nullable Double temperature,
        @Nullable Double topP,
        @Nullable Double topK,
        @Nullable Long choices,
        List<String> stop,
        @Nullable Long seed,
        @Nullable Double frequencyPenalty,
        @Nullable Double presencePenalty,
        @Nullable String effort,
        @Nullable String thinking,
        @Nullable Long thinkingBudget,
        @Nullable String verbosity,
        @Nullable String serviceTier,
        @Nullable Json toolChoice,
        @Nullable Boolean parallelToolCalls,
        @Nullable ResponseFormat format,
        JsonObject rest) {

    public Parameters {
        stop = List.copyOf(stop);
    }

    /** Nothing said. */
    public static final Parameters NONE = builder().build();

    /**
     * The shape that an answer must have.
     *
     * @param type the dialect's word, e.g. {@code json_schema} or a media type
     * @param name the schema's name, null for none
     * @param schema the JSON Schema, null for none
     */
    public record ResponseFormat(String type, @Nullable String name, @Nullable Json schema) {}

    public static Builder builder() {
        return new Builder();
    }

    /** Collects parameters.. Not thread-safe. */
    public static final class Builder {

        private @Nullable Boolean stream;
        private @Nullable Long maxTokens;
        private @Nullable Double temperature;
        private @Nullable Double topP;
        private @Nullable Double topK;
        private @Nullable Long choices;
        private List<String> stop = List.of();
        private @Nullable Long seed;
        private @Nullable Double frequencyPenalty;
        private @Nullable Double presencePenalty;
        private @Nullable String effort;
        private @Nullable String thinking;
        private @Nullable Long thinkingBudget;
        private @Nullable String verbosity;
        private @Nullable String serviceTier;
        private @Nullable Json toolChoice;
        private @Nullable Boolean parallelToolCalls;
        private @Nullable ResponseFormat format;
        private JsonObject rest = JsonObject.EMPTY;

        private Builder() {}

        public Builder stream(@Nullable Boolean value) {
            stream = value;
            return this;
        }

        public Builder maxTokens(@Nullable Long value) {
            maxTokens = value;
            return this;
        }

        /** The three usual settings of chance. */
        public Builder sampling(
                @Nullable Double newTemperature,
                @Nullable Double newTopP,
                @Nullable Double newTopK) {
            temperature = newTemperature;
            topP = newTopP;
            topK = newTopK;
            return this;
        }

        public Builder choices(@Nullable Long value) {
            choices = value;
            return this;
        }

        public Builder stop(List<String> value) {
            stop = value;
            return this;
        }

        public Builder seed(@Nullable Long value) {
            seed = value;
            return this;
        }

        public Builder penalties(@Nullable Double frequency, @Nullable Double presence) {
            frequencyPenalty = frequency;
            presencePenalty = presence;
            return this;
        }

        public Builder effort(@Nullable String value) {
            effort = value;
            return this;
        }

        public Builder thinking(@Nullable String mode, @Nullable Long budget) {
            thinking = mode;
            thinkingBudget = budget;
            return this;
        }

        public Builder verbosity(@Nullable String value) {
            verbosity = value;
            return this;
        }

        public Builder serviceTier(@Nullable String value) {
            serviceTier = value;
            return this;
        }

        public Builder toolChoice(@Nullable Json value) {
            toolChoice = value;
            return this;
        }

        public Builder parallelToolCalls(@Nullable Boolean value) {
            parallelToolCalls = value;
            return this;
        }

        public Builder format(@Nullable ResponseFormat value) {
            format = value;
            return this;
        }

        public Builder rest(JsonObject value) {
            rest = value;
            return this;
        }

        public Parameters build() {
            return new Parameters(
                    stream,
                    maxTokens,
                    temperature,
                    topP,
                    topK,
                    choices,
                    stop,
                    seed,
                    frequencyPenalty,
                    presencePenalty,
                    effort,
                    thinking,
                    thinkingBudget,
                    verbosity,
                    serviceTier,
                    toolChoice,
                    parallelToolCalls,
                    format,
                    rest);
        }
    }
}
