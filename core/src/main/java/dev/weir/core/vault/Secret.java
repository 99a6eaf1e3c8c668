package dev.weir.core.vault;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.function.Function;

/**
 * Bytes that nobody may see by accident. It has no text, no equality by value and no hash of its
 * value, and cannot be serialised; only {@link #use} shows the bytes, and {@link #close} overwrites
 * them. Thread-safe: a use and a close wait for each other.
 */
public final class Secret implements AutoCloseable {

    /** Longer than any key that providers give out, a service account's file included. */
    public static final int LONGEST = 16 * 1024;

    private static final int SHORTEST_WITH_TAIL = 12;

    private final byte[] bytes;
    private boolean closed;

    private Secret(byte[] bytes) {
        if (bytes.length == 0 || bytes.length > LONGEST) {
            throw new IllegalArgumentException(
                    "a secret of " + bytes.length + " bytes: expected 1 to " + LONGEST);
        }
        this.bytes = bytes;
    }

    /** A secret of a copy of these bytes. */
    public static Secret copyOf(byte[] bytes) {
        return new Secret(bytes.clone());
    }

    /** A secret of these bytes, which are overwritten. */
    public static Secret taking(byte[] bytes) {
        Secret secret = new Secret(bytes.clone());
        Arrays.fill(bytes, (byte) 0);
        return secret;
    }

    /** A secret of a text's UTF-8. The text itself stays in memory until it is collected. */
    public static Secret ofText(String text) {
        return new Secret(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Shows the bytes to a function, for as long as it runs. It may neither keep nor change them.
     *
     * @throws IllegalStateException where the secret is closed
     */
    public synchronized <T> T use(Function<byte[], T> function) {
        if (closed) {
            throw new IllegalStateException("the secret is closed");
        }
        return function.apply(bytes);
    }

    /** True where both hold the same bytes; the time taken says nothing of where they differ. */
    public boolean sameAs(Secret other) {
        byte[] theirs = other.use(byte[]::clone);
        try {
            return use(mine -> MessageDigest.isEqual(mine, theirs));
        } finally {
            Arrays.fill(theirs, (byte) 0);
        }
    }

    /** Number of bytes. */
    public int length() {
        return bytes.length;
    }

    /**
     * The last four characters, by which people recognise a key. Empty where the secret is under 12
     * bytes, or does not end in printable ASCII, since that would say too much or nothing.
     */
    public String tail() {
        return use(
                all -> {
                    if (all.length < SHORTEST_WITH_TAIL) {
                        return "";
                    }
                    for (int i = all.length - 4; i < all.length; i++) {
                        if (all[i] <= ' ' || all[i] > '~') {
                            return "";
                        }
                    }
                    return new String(all, all.length - 4, 4, StandardCharsets.US_ASCII);
                });
    }

    /** True where it can stand in a header field: visible ASCII only, without a blank. */
    public boolean fitsField() {
        return use(
                all -> {
                    for (byte b : all) {
                        if (b <= ' ' || b > '~') {
                            return false;
                        }
                    }
                    return true;
                });
    }

    public synchronized boolean isClosed() {
        return closed;
    }

    /** Overwrites the bytes. They cannot be used any more. */
    @Override
    public synchronized void close() {
        closed = true;
        Arrays.fill(bytes, (byte) 0);
    }

    /** Says nothing of the value. */
    @Override
    public String toString() {
        return "[secret]";
    }
}
