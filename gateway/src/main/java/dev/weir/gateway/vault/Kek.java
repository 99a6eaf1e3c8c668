package dev.weir.gateway.vault;

import java.security.GeneralSecurityException;

/**
 * A key encryption key: it wraps data keys, and is kept where no database is. Thread-safe.
 *
 * <p>Both methods may speak to a key service over the network, and wait for it.
 */
public interface Kek {

    /**
     * What tells this KEK from any other, 1 to 128 visible ASCII characters. The same KEK has the
     * same id in every process, and the id does not give it away.
     */
    String id();

    /**
     * The data key, wrapped.
     *
     * @param context what the data key is for; unwrapping needs the same
     */
    byte[] wrap(byte[] dataKey, byte[] context) throws GeneralSecurityException;

    /** The data key. Throws where anything differs, and where the service cannot be reached. */
    byte[] unwrap(byte[] wrapped, byte[] context) throws GeneralSecurityException;
}
