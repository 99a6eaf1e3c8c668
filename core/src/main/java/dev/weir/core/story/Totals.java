package dev.weir.core.story;

import dev.weir.core.derived.DerivedExchange;
import dev.weir.core.usage.Unit;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Sums over steps.
 *
 * @param calls how many
 * @param errors how many of them failed: a status of 400 and more, or no whole answer
 * @param input input tokens, cache included
 * @param cacheRead of these read from the provider's cache
 * @param cacheWrite of these written to it
 * @param output output tokens, reasoning included
 * @param reasoning of these for reasoning
 * @param nanos cost in billionths of a US dollar, of the priced ones
 * @param unpriced how many with usage have no price
 * @param wallMicros from the begin of the first to the end of the last
 * @param modelMicros time of the calls, summed
 * @param toolMicros time between an answer that called tools and the next request, summed
 */
public record Totals(
        long calls,
        long errors,
        long input,
        long cacheRead,
        long cacheWrite,
        long output,
        long reasoning,
        long nanos,
        long unpriced,
        long wallMicros,
        long modelMicros,
        long toolMicros) {

    /** The sums over these. */
    public static Totals of(List<Step> steps) {
        long errors = 0;
        long[] tokens = new long[5];
        long nanos = 0;
        long unpriced = 0;
        long model = 0;
        long tools = 0;
        Instant first = Instant.MAX;
        Instant last = Instant.MIN;
        for (Step step : steps) {
            DerivedExchange row = step.row();
            boolean failed = row.call().status() >= 400 || !row.call().outcome().equals("complete");
            errors += failed ? 1 : 0;
            tokens[0] += count(row, Unit.INPUT_TOKENS);
            tokens[1] += count(row, Unit.CACHE_READ_TOKENS);
            tokens[2] += count(row, Unit.CACHE_WRITE_TOKENS);
            tokens[3] += count(row, Unit.OUTPUT_TOKENS);
            tokens[4] += count(row, Unit.OUTPUT_REASONING_TOKENS);
            Long cost = row.cost().nanos();
            nanos += cost == null ? 0 : cost;
            unpriced += cost == null && !row.counts().isEmpty() ? 1 : 0;
            model += row.call().micros();
            Long gap = step.marks().toolMicros();
            tools += gap == null ? 0 : gap;
            Instant end = row.startedAt().plusNanos(row.call().micros() * 1_000);
            first = row.startedAt().isBefore(first) ? row.startedAt() : first;
            last = end.isAfter(last) ? end : last;
        }
        return new Totals(
                steps.size(),
                errors,
                tokens[0],
                tokens[1],
                tokens[2],
                tokens[3],
                tokens[4],
                nanos,
                unpriced,
                steps.isEmpty() ? 0 : Duration.between(first, last).toNanos() / 1_000,
                model,
                tools);
    }

    private static long count(DerivedExchange row, Unit unit) {
        @Nullable Long count = row.count(unit);
        return count == null ? 0 : count;
    }
}
