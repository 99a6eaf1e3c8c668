package dev.weir.gateway.oidc;

/** The identity provider could not be asked, or what it said does not count; for people. */
public final class OidcException extends Exception {

    private final boolean unreachable;

    /**
     * @param unreachable true where it could not be asked, false where its word does not count
     */
    OidcException(boolean unreachable, String message) {
        super(message);
        this.unreachable = unreachable;
    }

    /** True where it could not be asked, false where its word does not count. */
    public boolean isUnreachable() {
        return unreachable;
    }
}
