package dev.weir.gateway.control;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Names what waits under a secret code without keeping the code: a keyed hash of it. Thread-safe.
 */
public final class CodeHash {

    private static final String ALGORITHM = "HmacSHA256";

    private final byte[] pepper;

    /**
     * @param pepper the server's secret, 32 bytes or more
     */
    public CodeHash(byte[] pepper) {
        this.pepper = pepper.clone();
    }

    /**
     * The hash of a code.
     *
     * @param what what sort of code it is, so that none stands for one of another sort
     */
    public String of(String what, String code) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(pepper, ALGORITHM));
            byte[] hash = mac.doFinal((what + "\n" + code).getBytes(StandardCharsets.UTF_8));
            return what + ":" + HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }
}
