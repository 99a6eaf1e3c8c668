package dev.weir.core.reading;

import dev.weir.core.json.JsonObject;
import dev.weir.core.usage.Usage;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * What was answered.
 *
 * @param id the provider's name for the answer, null where it gives none
 * @param model the model that answered, null where it is not named
 * @param status the dialect's word for how far it is, e.g. {@code completed}; null where it has
 *     none
 * @param choices the answers, one for most calls, none for errors
 * @param usage what it used; {@link Usage#NONE} where that is not said
 * @param error the error, null for none
 * @param embeddings the vectors, null where none were asked for
 * @param countedTokens the answer of a count of tokens, null for other calls
 * @param rest members that were not read, as they were
 */
public record ModelResponse(
        @Nullable String id,
        @Nullable String model,
        @Nullable String status,
        List<Choice> choices,
        Usage usage,
        @Nullable ResponseError error,
        @Nullable Embeddings embeddings,
        @Nullable Long countedTokens,
        JsonObject rest) {

    public static final ModelResponse EMPTY = builder().build();

    public ModelResponse {
        choices = List.copyOf(choices);
    }

    /** Why the first answer ended, null where that is not said. */
    public @Nullable StopReason stop() {
        return choices.isEmpty() ? null : choices.getFirst().stop();
    }

    /** The service tier that answered, null where that is not said. */
    public @Nullable String serviceTier() {
        return usage.tier();
    }

    /** This answer with an error. */
    public ModelResponse withError(ResponseError newError) {
        return new ModelResponse(
                id, model, status, choices, usage, newError, embeddings, countedTokens, rest);
    }

    /** This answer with other usage. */
    public ModelResponse withUsage(Usage newUsage) {
        return new ModelResponse(
                id, model, status, choices, newUsage, error, embeddings, countedTokens, rest);
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Collects an answer. Not thread-safe. */
    public static final class Builder {

        private @Nullable String id;
        private @Nullable String model;
        private @Nullable String status;
        private List<Choice> choices = List.of();
        private Usage usage = Usage.NONE;
        private @Nullable ResponseError error;
        private @Nullable Embeddings embeddings;
        private @Nullable Long countedTokens;
        private JsonObject rest = JsonObject.EMPTY;

        private Builder() {}

        public Builder id(@Nullable String value) {
            id = value;
            return this;
        }

        public Builder model(@Nullable String value) {
            model = value;
            return this;
        }

        public Builder status(@Nullable String value) {
            status = value;
            return this;
        }

        public Builder choices(List<Choice> value) {
            choices = value;
            return this;
        }

        public Builder usage(Usage value) {
            usage = value;
            return this;
        }

        public Builder error(@Nullable ResponseError value) {
            error = value;
            return this;
        }

        public Builder embeddings(@Nullable Embeddings value) {
            embeddings = value;
            return this;
        }

        public Builder countedTokens(@Nullable Long value) {
            countedTokens = value;
            return this;
        }

        public Builder rest(JsonObject value) {
            rest = value;
            return this;
        }

        public ModelResponse build() {
            return new ModelResponse(
                    id, model, status, choices, usage, error, embeddings, countedTokens, rest);
        }
    }
}
