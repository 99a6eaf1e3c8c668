package dev.weir.core.live;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;

/**
 * The calls that are under way. Asking costs whoever forwards calls nothing: it is read from what
 * is on record already. Thread-safe; may block, and belongs on virtual threads.
 */
@FunctionalInterface
public interface LiveCalls {

    /** Where nothing is ever under way. */
    LiveCalls NONE = _ -> List.of();

    /**
     * All calls that are under way, in no order. What is not recorded is not among them.
     *
     * @param atMost how long to wait
     * @return null where that is not known in time
     */
    @Nullable List<LiveCall> now(Duration atMost) throws InterruptedException;
}
