package dev.weir.core.archive;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Duration;

/**
 * Putting exchanges on record that did not pass through the proxy just now: imported ones. The
 * archive's one writer stores them between those that pass. Thread-safe; calls block and belong on
 * virtual threads, never on an event loop.
 */
public interface ArchiveIntake {

    /**
     * Hands an exchange over. Waits while as much as the intake holds is still to be written, so
     * that whoever puts is never far ahead of the disk. The bodies must not change until the
     * receipt is settled.
     *
     * @throws IOException where nothing is taken any more
     */
    Receipt put(Incoming incoming) throws IOException, InterruptedException;

    /**
     * Hands an exchange over like {@link #put}, and waits no longer than that for room. An intake
     * that always has room need not do anything about it.
     *
     * @return null where there was no room in time; nothing of it is kept then
     * @throws IOException where nothing is taken any more
     */
    default @Nullable Receipt offer(Incoming incoming, Duration atMost)
            throws IOException, InterruptedException {
        return put(incoming);
    }

    /** What becomes of one exchange that was handed over. */
    interface Receipt {

        /**
         * Waits until it is durable.
         *
         * @return true where it was stored, false where an exchange of its id was on record already
         *     and was left as it is
         * @throws NotStored where this one cannot be stored; others can
         * @throws IOException where nothing can be stored now, or it was not in time
         */
        boolean stored(Duration atMost) throws IOException, InterruptedException;
    }

    /** One exchange cannot be stored; the message says why. */
    final class NotStored extends IOException {
        public NotStored(String message) {
            super(message);
        }
    }
}
