package dev.weir.core.derived;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/**
 * A session: exchanges that belong together.
 *
 * @param id its name, stable when rows are derived again
 * @param source how it was found, a word
 * @param inferred true where no identifier names it
 * @param client the tool that called, null where it is not known
 * @param title the first words of the first prompt, null where nothing could be read
 * @param startedAt when the first exchange began
 * @param endedAt when the last one ended
 * @param turns human turns
 * @param sums over all its exchanges
 */
public record SessionSummary(
        String id,
        String source,
        boolean inferred,
        @Nullable String client,
        @Nullable String title,
        Instant startedAt,
        Instant endedAt,
        int turns,
        Sums sums) {}
