package dev.weir.gateway.limits;

import dev.weir.core.limit.Actual;
import dev.weir.core.limit.Permit;
import dev.weir.core.limit.Standing;
import dev.weir.core.limit.Subject;
import dev.weir.core.limit.Tally;
import dev.weir.core.limit.Want;
import dev.weir.core.limit.Warning;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;

/** A reservation of a call of this process. Its state is guarded by the book's lock. */
final class OpenPermit implements Permit {

    /** What was taken from a bucket. */
    record Take(Meter meter, long amount) {}

    enum State {
        OPEN,
        /** Nobody ended it in time; its estimate counts no more. */
        LAPSED,
        ENDED
    }

    final Book book;
    final Want want;
    final List<Subject> subjects;

    /** One for each subject; null where nothing is counted for it. */
    final @Nullable Account[] accounts;

    final List<Take> takes;
    final Tally estimate;
    final Instant at;
    final long expiresTick;
    private final Standing standing;

    State state = State.OPEN;

    /** Its place in the file of open reservations, negative for none. */
    int slot = OpenFile.NONE;

    OpenPermit(
            Book book,
            Want want,
            List<Subject> subjects,
            @Nullable Account[] accounts,
            List<Take> takes,
            Tally estimate,
            Instant at,
            long expiresTick,
            Standing standing) {
        this.book = book;
        this.want = want;
        this.subjects = subjects;
        this.accounts = accounts;
        this.takes = takes;
        this.estimate = estimate;
        this.at = at;
        this.expiresTick = expiresTick;
        this.standing = standing;
    }

    @Override
    public Standing standing() {
        return standing;
    }

    @Override
    public List<Warning> settle(Actual actual) {
        return book.settle(this, actual);
    }

    @Override
    public void release() {
        book.release(this);
    }
}
