package dev.weir.core.derived;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/**
 * Which sessions to list, the last to end first. A null condition does not narrow.
 *
 * @param limit 1 to {@link #LARGEST_PAGE}
 * @param cursor from the page before
 * @param client an exact client name
 * @param since ended at or after
 * @param until started before
 */
public record SessionQuery(
        int limit,
        @Nullable String cursor,
        @Nullable String client,
        @Nullable Instant since,
        @Nullable Instant until) {

    public static final int LARGEST_PAGE = 200;

    public SessionQuery {
        if (limit < 1 || limit > LARGEST_PAGE) {
            throw new IllegalArgumentException(
                    "limit " + limit + " is not between 1 and " + LARGEST_PAGE);
        }
    }
}
