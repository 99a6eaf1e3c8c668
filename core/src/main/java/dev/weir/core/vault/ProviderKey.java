package dev.weir.core.vault;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.regex.Pattern;

/**
 * What is known of a provider's key, all of which may be shown. Times are to the millisecond.
 *
 * @param organisation whose it is
 * @param id what it is in its organisation, for good
 * @param name what people and routes call it: 1 to 100 characters without control characters; one
 *     name is there once among the organisation's keys, and once among the own keys of each user
 * @param provider the name of the provider it is for
 * @param destination the only place it goes to, for good
 * @param field the header field it goes into, for good
 * @param sharing whose calls may use it
 * @param weight its share of the calls, beside other keys for the same; 0 to 1000, 0 for none
 * @param version counts the texts and data keys it has had, from 1
 * @param revision counts all changes, from 1
 * @param lastFour the end of the key; empty where it is short
 * @param createdAt when it was added
 * @param createdBy who added it
 * @param checkedAt when the provider last accepted it, null for never
 * @param disabled true where no call may use it
 */
public record ProviderKey(
        String organisation,
        String id,
        String name,
        String provider,
        Destination destination,
        KeyField field,
        Sharing sharing,
        int weight,
        int version,
        long revision,
        String lastFour,
        Instant createdAt,
        String createdBy,
        @Nullable Instant checkedAt,
        boolean disabled) {

    public static final int HEAVIEST = 1_000;

    private static final Pattern NAME =
            Pattern.compile("[^\\p{Cntrl}\\p{Z}](?:[^\\p{Cntrl}]{0,98}[^\\p{Cntrl}\\p{Z}])?");

    public ProviderKey {
        Sharing.Ids.check(organisation);
        Sharing.Ids.check(id);
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "the name of a key is 1 to 100 characters, without blanks around it");
        }
        if (weight < 0 || weight > HEAVIEST) {
            throw new IllegalArgumentException("a weight is 0 to " + HEAVIEST);
        }
        if (version < 1 || revision < 1) {
            throw new IllegalArgumentException("versions and revisions count from 1");
        }
        if (lastFour.length() > 4) {
            throw new IllegalArgumentException("no more than four characters of a key are known");
        }
        createdAt = createdAt.truncatedTo(ChronoUnit.MILLIS);
        checkedAt = checkedAt == null ? null : checkedAt.truncatedTo(ChronoUnit.MILLIS);
    }

    /** The next revision, of another name, sharing and weight, on or off. */
    public ProviderKey edited(String name, Sharing sharing, int weight, boolean disabled) {
        return new ProviderKey(
                organisation,
                id,
                name,
                provider,
                destination,
                field,
                sharing,
                weight,
                version,
                revision + 1,
                lastFour,
                createdAt,
                createdBy,
                checkedAt,
                disabled);
    }

    /** The next revision, accepted by the provider, or not yet. */
    public ProviderKey checked(@Nullable Instant at) {
        return next(version, lastFour, at);
    }

    /** The next revision and version, of another text or data key. */
    public ProviderKey resealed(String lastFour, @Nullable Instant checkedAt) {
        return next(version + 1, lastFour, checkedAt);
    }

    /** The next revision, nothing of which can be seen here. */
    public ProviderKey rewrapped() {
        return next(version, lastFour, checkedAt);
    }

    private ProviderKey next(int version, String lastFour, @Nullable Instant checkedAt) {
        return new ProviderKey(
                organisation,
                id,
                name,
                provider,
                destination,
                field,
                sharing,
                weight,
                version,
                revision + 1,
                lastFour,
                createdAt,
                createdBy,
                checkedAt,
                disabled);
    }
}
