package dev.weir.gateway.limits;

import dev.weir.core.limit.LimitRule;
import dev.weir.core.limit.Subject;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/**
 * How much of a limit one subject has used.
 *
 * @param limit the amount, as {@link LimitRule#units()}
 * @param used by calls that have ended; for a rate what is missing in its bucket, for concurrent
 *     calls those under way
 * @param reserved by calls under way
 * @param resets when all of the amount is there again, null where calls must end for that
 */
public record Use(
        LimitRule rule,
        Subject subject,
        long limit,
        long used,
        long reserved,
        @Nullable Instant resets) {}
