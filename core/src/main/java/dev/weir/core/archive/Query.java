package dev.weir.core.archive;

import dev.weir.core.exchange.ExchangeId;
import dev.weir.core.exchange.Tag;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/**
 * Which exchanges to list, newest first. A null condition does not narrow.
 *
 * @param limit 1 to {@link #LARGEST_PAGE}
 * @param before only exchanges older than this one: the cursor
 * @param tag an exact tag; an empty value matches any value of the key
 * @param provider an exact provider name
 * @param status which statuses
 * @param since started at or after
 * @param until started before
 */
public record Query(
        int limit,
        @Nullable ExchangeId before,
        @Nullable Tag tag,
        @Nullable String provider,
        @Nullable StatusRange status,
        @Nullable Instant since,
        @Nullable Instant until) {

    public static final int LARGEST_PAGE = 200;

    public Query {
        if (limit < 1 || limit > LARGEST_PAGE) {
            throw new IllegalArgumentException(
                    "limit " + limit + " is not between 1 and " + LARGEST_PAGE);
        }
    }

    public static Query newest(int limit) {
        return new Query(limit, null, null, null, null, null, null);
    }

    /** The same with another tag to narrow by. */
    public Query tagged(Tag other) {
        return new Query(limit, before, other, provider, status, since, until);
    }

    /** The same, continued after a page. */
    public Query before(ExchangeId id) {
        return new Query(limit, id, tag, provider, status, since, until);
    }
}
