package dev.weir.core.limit;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What was used, durably: by subject and quarter of an hour, apart from any rule, so that a rule
 * made today counts from the start of its period. One writer; methods wait for the store and are
 * not for event loops.
 */
public interface Ledger extends AutoCloseable {

    /**
     * Adds to what a subject used.
     *
     * @param quarter {@link Tally#quarter}
     */
    record Booking(String organisation, Subject subject, long quarter, Tally tally) {}

    /** Names one reservation. */
    record Name(String organisation, String exchange) {}

    /**
     * What is written together.
     *
     * @param number above that of every batch before
     * @param bookings what calls used that have ended
     * @param ended the names of those calls, to be remembered until the next batch
     * @param kept reservations to keep or to replace
     * @param dropped reservations that have been settled
     */
    record Batch(
            long number,
            List<Booking> bookings,
            List<Name> ended,
            List<Reservation> kept,
            List<Name> dropped) {
        public Batch {
            bookings = List.copyOf(bookings);
            ended = List.copyOf(ended);
            kept = List.copyOf(kept);
            dropped = List.copyOf(dropped);
        }
    }

    /**
     * Writes all of a batch or nothing; durable when this returns. A batch whose number is not
     * above that of the last one is already written, and has no effect.
     *
     * @throws IOException where nothing was written, or nobody knows; try again with the same batch
     */
    void write(Batch batch) throws IOException;

    /** The number of the last batch, 0 for none. */
    long last() throws IOException;

    /** The names that the last batch ended. */
    Set<Name> ended() throws IOException;

    /**
     * What the subjects of one kind used in a period.
     *
     * @param period starts and ends at whole quarters of an hour
     * @return only subjects that used something
     */
    Map<String, Tally> used(String organisation, Subject.Kind kind, Window.Period period)
            throws IOException;

    /** The reservations of one organisation that are kept, lapsed ones too. */
    List<Reservation> kept(String organisation) throws IOException;

    /** Every organisation that has reservations or has used something: for the start only. */
    Set<String> organisations() throws IOException;

    /** Forgets what was used or reserved before a moment. */
    void forget(Instant before) throws IOException;

    @Override
    void close() throws IOException;
}
