package dev.weir.gateway.control;

import com.password4j.Argon2Function;
import com.password4j.Hash;
import com.password4j.Password;
import com.password4j.types.Argon2;

import java.util.concurrent.Semaphore;

/**
 * Hashes passwords with Argon2id (RFC 9106): 19 MiB, two passes, one lane, the parameters that
 * OWASP names. At most two at once, so that a flood of sign-ins takes neither all memory nor all
 * cores. Thread-safe; blocks.
 */
final class Passwords {

    static final int SHORTEST = 10;
    static final int LONGEST = 1024;

    private static final int MEMORY_KIB = 19 * 1024;
    private static final int PASSES = 2;
    private static final int LANES = 1;
    private static final int HASH_BYTES = 32;
    private static final int SALT_BYTES = 16;

    private final Semaphore room = new Semaphore(2);
    private final String nobody;

    Passwords() {
        this.nobody = function().hash("a password that nobody has").getResult();
    }

    private static Argon2Function function() {
        return Argon2Function.getInstance(MEMORY_KIB, PASSES, LANES, HASH_BYTES, Argon2.ID);
    }

    /** The hash of a password, in PHC form, with a salt of its own. */
    String hash(String password) throws InterruptedException {
        room.acquire();
        try {
            Hash hash = Password.hash(password).addRandomSalt(SALT_BYTES).with(function());
            return hash.getResult();
        } finally {
            room.release();
        }
    }

    /** Whether the password is the one of the hash; where there is none it takes as long. */
    boolean matches(String password, @org.jspecify.annotations.Nullable String hash)
            throws InterruptedException {
        room.acquire();
        try {
            String against = hash == null ? nobody : hash;
            boolean same =
                    Password.check(password, against)
                            .with(Argon2Function.getInstanceFromHash(against));
            return same && hash != null;
        } finally {
            room.release();
        }
    }

    /** Why a password will not do, as a sentence; empty where it will. */
    static String fault(String password) {
        if (password.length() < SHORTEST) {
            return "a password has at least " + SHORTEST + " characters";
        }
        return password.length() > LONGEST
                ? "a password has at most " + LONGEST + " characters"
                : "";
    }
}
