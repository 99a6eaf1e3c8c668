package dev.weir.core.derived;

import dev.weir.core.exchange.ExchangeId;
import dev.weir.core.search.Field;
import dev.weir.core.search.SearchQuery;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * What has been derived from the archive. Thread-safe; calls may block on disk and belong on
 * virtual threads.
 */
public interface Derived {

    int LARGEST_PAGE = 200;

    /** The row of an exchange. */
    Optional<DerivedExchange> find(ExchangeId id) throws IOException;

    /**
     * Exchanges that match a query, newest first.
     *
     * @param query what to look for
     * @param limit 1 to {@link #LARGEST_PAGE}
     * @param before only exchanges older than this one: the cursor
     */
    DerivedPage search(SearchQuery query, int limit, @Nullable ExchangeId before)
            throws IOException;

    /** A page of sessions. */
    SessionPage sessions(SessionQuery query) throws IOException;

    /** One session. */
    Optional<SessionSummary> session(String id) throws IOException;

    /**
     * The exchanges of a session, oldest first.
     *
     * @param after only exchanges newer than this one: the cursor
     */
    DerivedPage exchanges(String session, int limit, @Nullable ExchangeId after) throws IOException;

    /**
     * Values that a field has, for whoever is typing one: those of most exchanges first where that
     * is kept, else those used last. The work is bounded however many exchanges there are, so that
     * of very many values some may be missing.
     *
     * @param prefix what they begin with, whatever the case; empty for any
     * @param limit at most {@link KnownValue#MOST}
     * @return none for a field of which no values are kept
     */
    List<KnownValue> values(Field field, String prefix, int limit) throws IOException;

    /** Sums, dearest first. */
    List<StatsQuery.Row> stats(StatsQuery query) throws IOException;

    /**
     * Waits until every exchange that was in the archive before the call has its row.
     *
     * @return false where the time ran out first
     */
    boolean settle(Duration atMost) throws InterruptedException;

    /**
     * Derives every row anew.
     *
     * @param progress told how many are done, now and then
     */
    void deriveAll(LongConsumer progress) throws IOException, InterruptedException;

    /**
     * Prices rows again, without reading bodies; sums follow. Exchanges go on being derived.
     *
     * @param progress told how many are done, now and then
     * @throws IOException where it fails; rows up to there are priced, and it can be done again
     */
    Repricing.Result reprice(Repricing which, LongConsumer progress)
            throws IOException, InterruptedException;
}
