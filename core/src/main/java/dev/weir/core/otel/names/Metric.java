package dev.weir.core.otel.names;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * Every metric that Weir writes. Some have another name in the older {@link Semconv}, some exist in
 * only one of the two.
 */
public enum Metric {
    DURATION(
            "gen_ai.client.inference.duration",
            "gen_ai.client.operation.duration",
            Instrument.SECONDS,
            "How long calls took"),
    /** Of calls that are no inference: embeddings, fetching an answer, counting tokens. */
    OPERATION_DURATION(
            "gen_ai.client.operation.duration",
            "gen_ai.client.operation.duration",
            Instrument.SECONDS,
            "How long calls took"),
    TIME_TO_FIRST_CHUNK(
            "gen_ai.client.inference.time_to_first_chunk",
            "gen_ai.client.operation.time_to_first_chunk",
            Instrument.SECONDS,
            "How long until the first chunk of a streamed answer came"),
    TIME_PER_OUTPUT_CHUNK(
            "gen_ai.client.inference.time_per_output_chunk",
            "gen_ai.client.operation.time_per_output_chunk",
            Instrument.SECONDS,
            "Time between two chunks of a streamed answer"),
    INPUT_TOKENS(
            "gen_ai.client.inference.usage.input_tokens",
            null,
            Instrument.COUNTER,
            "Tokens of input, those of the cache included"),
    OUTPUT_TOKENS(
            "gen_ai.client.inference.usage.output_tokens",
            null,
            Instrument.COUNTER,
            "Tokens of output, those of reasoning included"),
    CACHE_READ_TOKENS(
            "gen_ai.client.inference.usage.cache_read.input_tokens",
            null,
            Instrument.COUNTER,
            "Tokens of input that were read from the provider's cache"),
    CACHE_WRITE_TOKENS(
            "gen_ai.client.inference.usage.cache_write.input_tokens",
            null,
            Instrument.COUNTER,
            "Tokens of input that were written to the provider's cache"),
    REASONING_TOKENS(
            "gen_ai.client.inference.usage.reasoning.output_tokens",
            null,
            Instrument.COUNTER,
            "Tokens of reasoning"),
    INPUT_TOKENS_EACH(
            "gen_ai.client.inference.operation.input_tokens",
            null,
            Instrument.TOKENS,
            "Tokens of input of one call"),
    OUTPUT_TOKENS_EACH(
            "gen_ai.client.inference.operation.output_tokens",
            null,
            Instrument.TOKENS,
            "Tokens of output of one call"),
    /** With {@link Attribute#TOKEN_TYPE}; what the older conventions have for all token counts. */
    TOKEN_USAGE(null, "gen_ai.client.token.usage", Instrument.TOKENS, "Tokens of one call"),
    /** Wide enough for turns of agents, which overflow the conventions' 82 seconds. */
    WEIR_DURATION(
            "weir.inference.duration",
            "weir.inference.duration",
            Instrument.LONG_SECONDS,
            "How long calls took, up to two hours"),
    WEIR_COST("weir.cost", "weir.cost", Instrument.MONEY, "What calls cost, in US dollars");

    /** What a metric is, its unit and its buckets. */
    public enum Instrument {
        SECONDS("s"),
        LONG_SECONDS("s"),
        TOKENS("{token}"),
        COUNTER("{token}"),
        MONEY("USD");

        private final String unit;

        Instrument(String unit) {
            this.unit = unit;
        }

        public String unit() {
            return unit;
        }

        /** Upper bounds, ascending; empty for what only adds up. */
        public List<Double> buckets() {
            return switch (this) {
                case SECONDS -> powers(2, 100.0);
                case LONG_SECONDS ->
                        List.of(
                                0.1, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0, 600.0,
                                1800.0, 3600.0, 7200.0);
                case TOKENS -> powers(4, 1.0);
                case COUNTER, MONEY -> List.of();
            };
        }

        private static List<Double> powers(int factor, double part) {
            List<Double> bounds = new ArrayList<>();
            long power = 1;
            for (int i = 0; i < BOUNDS; i++) {
                bounds.add(power / part);
                power *= factor;
            }
            return List.copyOf(bounds);
        }

        /** True for distributions, false for sums. */
        public boolean histogram() {
            return !buckets().isEmpty();
        }
    }

    private static final int BOUNDS = 14;

    private final @Nullable String name;
    private final @Nullable String older;
    private final Instrument instrument;
    private final String meaning;

    Metric(@Nullable String name, @Nullable String older, Instrument instrument, String meaning) {
        this.name = name;
        this.older = older;
        this.instrument = instrument;
        this.meaning = meaning;
    }

    /** The name to write, null where this version has no such metric. */
    public @Nullable String in(Semconv semconv) {
        return switch (semconv) {
            case NEW -> name;
            case V1_41 -> older;
        };
    }

    public Instrument instrument() {
        return instrument;
    }

    /** What it says, in one sentence without a full stop. */
    public String meaning() {
        return meaning;
    }
}
