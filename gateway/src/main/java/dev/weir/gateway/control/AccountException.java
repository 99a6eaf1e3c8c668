package dev.weir.gateway.control;

/** Something about people or tokens that cannot be done; the message is for people. */
public final class AccountException extends Exception {

    /** Why: a closed list. */
    public enum Reason {
        /** Name and password, or a token, do not fit; nobody is told which. */
        REFUSED,
        /** The caller's role does not allow it. */
        FORBIDDEN,
        /** What is asked for makes no sense. */
        INVALID,
        /** There is no such thing, or it is another organisation's. */
        NOT_FOUND,
        /** A name is taken, or somebody else was faster. */
        CONFLICT,
        /** Too many failed tries. */
        TOO_MANY
    }

    private final Reason reason;

    public AccountException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
