package dev.weir.core.vault;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * How far a rotation is that has begun and not ended.
 *
 * @param startedAt to the millisecond
 * @param newDataKeys true where every key is encrypted again with a new data key, false where data
 *     keys are only wrapped again
 * @param after the last key that is done, in the order of {@link SealedKeys#ofEveryOrganisation};
 *     null for none
 * @param done keys done
 * @param failed keys passed over, since they could not be opened
 */
public record Rotation(
        Instant startedAt, boolean newDataKeys, @Nullable KeyRef after, long done, long failed) {

    public Rotation {
        startedAt = startedAt.truncatedTo(ChronoUnit.MILLIS);
    }

    /** The same, one key further. */
    public Rotation past(KeyRef key, boolean opened) {
        return new Rotation(
                startedAt, newDataKeys, key, done + (opened ? 1 : 0), failed + (opened ? 0 : 1));
    }
}
