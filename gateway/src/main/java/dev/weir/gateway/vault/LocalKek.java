package dev.weir.gateway.vault;

import dev.weir.core.vault.Secret;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A KEK of 256 bits in this process: it wraps with AES-256-GCM. */
public final class LocalKek implements Kek {

    /** Fewer different bytes than any 32 random ones have: somebody's placeholder. */
    private static final int FEWEST_DIFFERENT = 12;

    private static final int ID_BYTES = 8;

    private final Secret key;
    private final SecureRandom random;
    private final String id;

    private LocalKek(byte[] key, SecureRandom random) {
        this.id = idOf(key);
        this.key = Secret.taking(key);
        this.random = random;
    }

    /** A new one at random. */
    static LocalKek make(SecureRandom random) {
        byte[] key = new byte[AesGcm.KEY_BYTES];
        random.nextBytes(key);
        return new LocalKek(key, random);
    }

    /**
     * Reads a KEK: 32 bytes as Base64 or as 64 hexadecimal digits, blanks around it allowed.
     *
     * @param source where the text comes from, for the message
     * @throws VaultException where it is something else; the message does not repeat it
     */
    public static LocalKek parse(String text, String source, SecureRandom random)
            throws VaultException {
        byte[] key = decoded(text.strip());
        if (key.length != AesGcm.KEY_BYTES) {
            throw new VaultException(
                    VaultException.Kind.KEK,
                    source
                            + " is no KEK: expected 32 random bytes as Base64 or hexadecimal"
                            + " digits, as 'openssl rand -base64 32' prints them");
        }
        if (different(key) < FEWEST_DIFFERENT) {
            throw new VaultException(
                    VaultException.Kind.KEK,
                    source
                            + " is no KEK: its bytes are not random; 'openssl rand -base64 32'"
                            + " prints one");
        }
        return new LocalKek(key, random);
    }

    private static byte[] decoded(String text) {
        try {
            if (text.length() == AesGcm.KEY_BYTES * 2) {
                return HexFormat.of().parseHex(text);
            }
            return Base64.getDecoder().decode(text.replace('-', '+').replace('_', '/'));
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }

    private static long different(byte[] key) {
        boolean[] seen = new boolean[256];
        for (byte b : key) {
            seen[b & 0xFF] = true;
        }
        int count = 0;
        for (boolean one : seen) {
            count += one ? 1 : 0;
        }
        return count;
    }

    /** What {@link #parse} reads. Whoever asks overwrites it. */
    byte[] text() {
        return key.use(bytes -> Base64.getEncoder().encode(bytes));
    }

    private static String idOf(byte[] key) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            byte[] hash = mac.doFinal("weir kek id 1".getBytes(StandardCharsets.US_ASCII));
            return "kek_" + HexFormat.of().formatHex(hash, 0, ID_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public byte[] wrap(byte[] dataKey, byte[] context) throws GeneralSecurityException {
        byte[] copy = key.use(byte[]::clone);
        try {
            return AesGcm.seal(copy, dataKey, context, random);
        } finally {
            Arrays.fill(copy, (byte) 0);
        }
    }

    @Override
    public byte[] unwrap(byte[] wrapped, byte[] context) throws GeneralSecurityException {
        byte[] copy = key.use(byte[]::clone);
        try {
            return AesGcm.open(copy, wrapped, context);
        } finally {
            Arrays.fill(copy, (byte) 0);
        }
    }

    @Override
    public String toString() {
        return id;
    }
}
