/**
 * Limits: how many requests, tokens, calls at once and how much money a key, user, team,
 * organisation, route or provider credential may use, and the ports behind which they are counted.
 * A call reserves an upper estimate before it is sent and settles with the real figures when it
 * ends.
 *
 * <p>May touch: {@code pricing}, {@code usage}, the JDK. Start at {@link
 * dev.weir.core.limit.Limiter}, then {@link dev.weir.core.limit.LimitRule}; docs/gateway/limits.md
 * has the rules in words.
 */
@NullMarked
package dev.weir.core.limit;

import org.jspecify.annotations.NullMarked;
