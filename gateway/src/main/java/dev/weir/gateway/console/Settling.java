package dev.weir.gateway.console;

import dev.weir.core.archive.Archive;
import dev.weir.core.derived.Derived;
import dev.weir.core.derived.SessionSummary;

import java.io.IOException;
import java.time.Duration;

/**
 * Waits for what has just ended, so that who has seen an exchange end finds it.
 *
 * @param atMost how long to wait for either
 */
record Settling(Archive archive, Derived derived, Duration atMost) {

    /** Until what is over is on record and has its row. */
    void all() throws InterruptedException {
        archive.settle(atMost);
        derived.settle(atMost);
    }

    /**
     * A session, with what has just ended.
     *
     * @throws Refused where there is none
     */
    SessionSummary session(String id) throws IOException, InterruptedException {
        all();
        return derived.session(id)
                .orElseThrow(
                        () ->
                                new Refused(
                                        ConsoleError.SESSION_NOT_FOUND,
                                        "there is no session '" + Parameters.shown(id) + "'"));
    }
}
