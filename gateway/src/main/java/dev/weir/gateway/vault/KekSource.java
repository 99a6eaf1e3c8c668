package dev.weir.gateway.vault;

/** Where KEKs come from. Used by one vault, under its lock. */
public interface KekSource {

    /**
     * The KEKs at hand, at the start.
     *
     * @param fresh true where nothing is sealed yet, so that a KEK may be made
     * @throws VaultException where there is none; the message says what to do
     */
    Keyring open(boolean fresh) throws VaultException;

    /**
     * Makes a new KEK the current one, the last one readable, and both durable. Where that has
     * happened already and not ended, nothing happens again.
     *
     * @throws VaultException where KEKs come from elsewhere; the message says how to change them
     */
    Keyring renew() throws VaultException;

    /** Nothing is wrapped with a previous KEK any more: it is given up. */
    Keyring settle() throws VaultException;

    /** KEKs that somebody else keeps: a file, an environment variable, a key service. */
    static KekSource fixed(Keyring keyring) {
        return new KekSource() {
            @Override
            public Keyring open(boolean fresh) {
                return keyring;
            }

            @Override
            public Keyring renew() throws VaultException {
                throw new VaultException(
                        VaultException.Kind.KEK,
                        "the KEK comes from the configuration: set a new one there, name the old"
                                + " one as the previous one, restart, and rotate without asking"
                                + " for a new KEK");
            }

            @Override
            public Keyring settle() {
                return keyring;
            }
        };
    }
}
