package dev.weir.core.derived;

import org.jspecify.annotations.Nullable;

import java.time.LocalDate;
import java.util.List;
import java.util.Locale;

/**
 * Which sums to give.
 *
 * @param by what to group by, in order; not empty
 * @param from first day, null for the first there is; days are UTC
 * @param until first day not included, null for none
 * @param limit at most so many rows, dearest first
 * @param user the name of the one user whose rows are wanted, null for all; users are grouped by
 *     then
 */
public record StatsQuery(
        List<Dimension> by,
        @Nullable LocalDate from,
        @Nullable LocalDate until,
        int limit,
        @Nullable String user) {

    public static final int MOST_ROWS = 10_000;

    /** Sums of all users. */
    public StatsQuery(
            List<Dimension> by, @Nullable LocalDate from, @Nullable LocalDate until, int limit) {
        this(by, from, until, limit, null);
    }

    public StatsQuery {
        by = List.copyOf(by);
        if (by.isEmpty()) {
            throw new IllegalArgumentException("nothing to group by");
        }
        boolean daily = by.contains(Dimension.DAY) && !by.contains(Dimension.SESSION);
        if (by.size() > (daily ? 2 : 1) && by.stream().anyMatch(dimension -> !dimension.joins())) {
            throw new IllegalArgumentException(
                    "session stands alone, tag and ruling combine with day only; the others combine");
        }
        if (limit < 1 || limit > MOST_ROWS) {
            throw new IllegalArgumentException(
                    "limit " + limit + " is not between 1 and " + MOST_ROWS);
        }
        if (user != null && !by.contains(Dimension.USER)) {
            throw new IllegalArgumentException("sums of one user are grouped by user");
        }
    }

    /** What sums can be grouped by: a closed list. */
    public enum Dimension {
        DAY(true),
        PROVIDER(true),
        MODEL(true),
        USER(true),
        TEAM(true),
        /** The name of the token or virtual key that was shown. */
        TOKEN(true),
        /** The name of the provider key that was sent. */
        KEY(true),
        ROUTE(true),
        /** The tool or SDK that called. */
        TOOL(true),
        REPO(true),
        BRANCH(true),
        KIND(true),
        SESSION(false),
        TAG(false),
        /** What a policy or limit said, such as {@code would_refuse policy:no previews}. */
        RULING(false);

        private final boolean joins;

        Dimension(boolean joins) {
            this.joins = joins;
        }

        /** Whether it can be combined with others than the day. */
        public boolean joins() {
            return joins;
        }

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Reads a word; null where it is none. */
        public static @Nullable Dimension parse(String word) {
            for (Dimension dimension : values()) {
                if (dimension.word().equals(word)) {
                    return dimension;
                }
            }
            return null;
        }
    }

    /**
     * One row.
     *
     * @param key the values, in the order of {@link #by}; null where an exchange has none
     * @param sums their sums
     */
    public record Row(List<@Nullable String> key, Sums sums) {}
}
