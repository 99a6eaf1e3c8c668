package dev.weir.core.token;

import org.jspecify.annotations.Nullable;

import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What is kept of a token: HMAC-SHA-256 of its text with the server's pepper. Who reads the
 * database has no token, and without the pepper cannot even try one.
 */
public final class TokenHash {

    private static final int LENGTH = 32;
    private static final String ALGORITHM = "HmacSHA256";

    private final byte[] bytes;

    private TokenHash(byte[] bytes) {
        this.bytes = bytes;
    }

    /** A hash as it is stored: 64 lower-case hexadecimal digits. */
    public static TokenHash parse(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException("a token's hash has " + LENGTH + " bytes");
        }
        return new TokenHash(bytes);
    }

    /** Makes hashes; one per thread, since it is not thread-safe. */
    public static final class Hasher {

        private final Mac mac;

        /**
         * @param pepper the server's secret, 32 bytes or more
         */
        public Hasher(byte[] pepper) {
            if (pepper.length < LENGTH) {
                throw new IllegalArgumentException(
                        "the pepper has " + pepper.length + " bytes; expected " + LENGTH);
            }
            try {
                mac = Mac.getInstance(ALGORITHM);
                mac.init(new SecretKeySpec(pepper, ALGORITHM));
            } catch (NoSuchAlgorithmException | InvalidKeyException e) {
                throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
            }
        }

        public TokenHash of(TokenText token) {
            return new TokenHash(mac.doFinal(token.bytes()));
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TokenHash hash && MessageDigest.isEqual(bytes, hash.bytes);
    }

    @Override
    public int hashCode() {
        return bytes[0] << 24 | (bytes[1] & 255) << 16 | (bytes[2] & 255) << 8 | bytes[3] & 255;
    }

    /** As it is stored. */
    public String hex() {
        return HexFormat.of().formatHex(bytes);
    }

    @Override
    public String toString() {
        return "[hash " + HexFormat.of().formatHex(Arrays.copyOf(bytes, 4)) + "…]";
    }
}
