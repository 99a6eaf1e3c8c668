package dev.weir.core.limit;

import dev.weir.core.pricing.Cost;
import dev.weir.core.pricing.Pricing;
import dev.weir.core.usage.Unit;
import dev.weir.core.usage.Usage;

import org.jspecify.annotations.Nullable;

import java.util.EnumMap;
import java.util.Map;

/**
 * What a call may use at most, worked out before it is sent. It is an estimate from sizes, not a
 * count: a provider may state a little more, and then the overshoot is within this one call.
 *
 * @param input tokens of input
 * @param output tokens of output
 * @param nanos nano-dollars; null where the model has no known price
 */
public record Estimate(long input, long output, @Nullable Long nanos) {

    /**
     * The figures it works with.
     *
     * @param bytesPerToken how many bytes of a request's body are one token; less is more careful.
     * @param allowance tokens that a provider adds to any request: its own instructions for tools
     * @param output tokens of output where neither the request nor the price table says a most
     */
    public record Basis(int bytesPerToken, long allowance, long output) {

        /**
         * Three bytes a token and 1,500 tokens; 16,384 tokens of output. docs/gateway/limits.md has
         * the reasons.
         */
        public static final Basis DEFAULT = new Basis(3, 1_500, 16_384);

        public Basis {
            if (bytesPerToken < 1 || allowance < 0 || output < 1) {
                throw new IllegalArgumentException(
                        "bytes a token and tokens of output must be at least 1, and the allowance 0");
            }
        }
    }

    /**
     * What is known of the request.
     *
     * @param bodyBytes the length of its body without content encoding
     * @param maxOutput the most tokens of output it asks for, for one answer; null where it does
     *     not say
     * @param modelOutput the most the model can answer with; null where unknown
     * @param answers how many answers it asks for, at least 1
     * @param caches whether it may write to the provider's cache, which can cost more than input
     * @param tier the service tier it asks for; null for none
     */
    public record Request(
            long bodyBytes,
            @Nullable Long maxOutput,
            @Nullable Long modelOutput,
            int answers,
            boolean caches,
            @Nullable String tier) {}

    /** The estimate for a request that would be priced like that call. */
    public static Estimate of(Basis basis, Request request, Pricing pricing, Pricing.Call call) {
        long input =
                Tally.sum(
                        Math.ceilDiv(Math.max(0, request.bodyBytes()), basis.bytesPerToken()),
                        basis.allowance());
        long most = request.modelOutput() == null ? Long.MAX_VALUE : request.modelOutput();
        Long asked = request.maxOutput();
        long one =
                asked != null && asked >= 0
                        ? Math.min(asked, most)
                        : request.modelOutput() != null ? most : basis.output();
        long output = times(Math.max(0, one), Math.max(1, request.answers()));
        return new Estimate(input, output, nanos(input, output, request, pricing, call));
    }

    private static @Nullable Long nanos(
            long input, long output, Request request, Pricing pricing, Pricing.Call call) {
        Map<Unit, Long> counts = new EnumMap<>(Unit.class);
        counts.put(Unit.INPUT_TOKENS, input);
        counts.put(Unit.OUTPUT_TOKENS, output);
        Long plain = cost(counts, request, pricing, call);
        if (!request.caches() || plain == null) {
            return plain;
        }
        counts.put(Unit.CACHE_WRITE_TOKENS, input);
        Long written = cost(counts, request, pricing, call);
        counts.put(Unit.CACHE_WRITE_1H_TOKENS, input);
        Long longWritten = cost(counts, request, pricing, call);
        return Math.max(plain, Math.max(orZero(written), orZero(longWritten)));
    }

    private static @Nullable Long cost(
            Map<Unit, Long> counts, Request request, Pricing pricing, Pricing.Call call) {
        Usage usage = new Usage(counts, request.tier(), null, null, "");
        return pricing.cost(call, usage) instanceof Cost cost && cost.unbilled().isEmpty()
                ? Long.valueOf(Math.max(0, cost.nanos()))
                : null;
    }

    private static long orZero(@Nullable Long value) {
        return value == null ? 0 : value;
    }

    private static long times(long tokens, int answers) {
        return tokens > Long.MAX_VALUE / answers ? Long.MAX_VALUE : tokens * answers;
    }

    /** Input and output together. */
    public long tokens() {
        return Tally.sum(input, output);
    }
}
