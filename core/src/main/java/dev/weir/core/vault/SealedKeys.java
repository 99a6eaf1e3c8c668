package dev.weir.core.vault;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * The store of keys at rest. It holds nothing that can be read without a KEK. Every change is on
 * disk when its method returns. Thread-safe; an {@link IOException} means that the store cannot be
 * read or written now.
 */
public interface SealedKeys {

    /** Keys of one organisation, own keys of its users included. */
    int MOST_OF_AN_ORGANISATION = 1_000;

    /**
     * A key with its ciphertext.
     *
     * @param key what is known
     * @param sealed what is not
     */
    record Row(ProviderKey key, SealedKey sealed) {

        public KeyRef ref() {
            return new KeyRef(key.organisation(), key.id());
        }
    }

    /** How adding came out. */
    enum Added {
        YES,
        /** The id or the name is taken. */
        TAKEN,
        /** The organisation has {@link #MOST_OF_AN_ORGANISATION}. */
        FULL
    }

    /** How a change came out. */
    enum Replaced {
        YES,
        /** The row is of another revision by now, or gone. */
        CHANGED,
        /** The new name is taken. */
        TAKEN
    }

    Added add(Row row) throws IOException;

    Optional<Row> find(String organisation, String id) throws IOException;

    /** All keys of an organisation, by name; what cannot be read is left out. */
    List<ProviderKey> list(String organisation) throws IOException;

    /**
     * Puts a row in the place of the one of the same organisation and id.
     *
     * @param expected the revision of the row that is replaced
     */
    Replaced replace(Row row, long expected) throws IOException;

    /** True where there was one. */
    boolean remove(String organisation, String id) throws IOException;

    /**
     * Rows of all organisations, for the vault's memory and for rotation; ordered by {@link
     * KeyRef}, what cannot be read is left out.
     *
     * @param after the first row is after this one, null for the beginning
     * @param limit no more than this many; fewer mean that there are no more
     */
    List<Row> ofEveryOrganisation(@Nullable KeyRef after, int limit) throws IOException;

    /** The KEKs in use, one check value each. */
    List<KekCheck> checks() throws IOException;

    /** Notes a KEK; one that is noted already stays as it is. */
    void note(KekCheck check) throws IOException;

    /** Forgets a KEK. */
    void forget(String kek) throws IOException;

    /** The rotation that has begun and not ended. */
    Optional<Rotation> rotation() throws IOException;

    /** Notes how far a rotation is; null where there is none any more. */
    void rotation(@Nullable Rotation rotation) throws IOException;
}
