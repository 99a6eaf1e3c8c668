package dev.weir.gateway.vault;

import java.io.IOException;

/** Why the vault did not do what it was asked. The message is for people and holds no secret. */
public final class VaultException extends IOException {

    private static final long serialVersionUID = 1L;

    /** What went wrong: a closed list. */
    public enum Kind {
        /** There is no such key. */
        NOT_FOUND,
        /** The name is taken. */
        NAME_TAKEN,
        /** The organisation, or the vault, has as many keys as it may. */
        TOO_MANY,
        /** What was given cannot be a key, or a name. */
        INVALID,
        /** Somebody else changed the key at the same time, several times over. */
        CONFLICT,
        /** The key cannot be opened. */
        UNDECRYPTABLE,
        /** The KEK is missing, wrong, readable by others, or out of reach. */
        KEK,
        /** A rotation is under way. */
        ROTATING
    }

    private final Kind kind;

    VaultException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    VaultException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
