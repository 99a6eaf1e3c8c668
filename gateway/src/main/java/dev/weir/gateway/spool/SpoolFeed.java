package dev.weir.gateway.spool;

import java.time.Duration;
import java.util.List;

/**
 * The archiver's end of the spool: finished exchanges in the order in which they were closed. For
 * one reader.
 */
public interface SpoolFeed {

    /**
     * Exchanges that are over, oldest first, at most that many; waits up to the given time for the
     * first one. What is taken stays readable until it is acknowledged. Exchanges found unfinished
     * after a crash come too, closed as {@code gateway_crash}. After a crash an exchange may come a
     * second time: the archive knows it by its id.
     */
    List<SpooledExchange> take(int atMost, Duration timeout) throws InterruptedException;

    /** These are durable in the archive: their space may be used again. */
    void acknowledge(List<SpooledExchange> done);

    /**
     * Waits until everything that was closed before the call is acknowledged.
     *
     * @return false where the time ran out first
     */
    boolean settle(Duration atMost) throws InterruptedException;
}
