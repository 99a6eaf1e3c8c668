package dev.weir.testkit;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** A byte string as a value: equal where the bytes are, shown short in a failed assertion. */
public final class Bytes {

    public static final Bytes NONE = new Bytes(new byte[0]);

    private static final int SHOWN = 120;

    private final byte[] bytes;

    private Bytes(byte[] bytes) {
        this.bytes = bytes;
    }

    /** These bytes; the array must not be changed afterwards. */
    public static Bytes of(byte[] bytes) {
        return bytes.length == 0 ? NONE : new Bytes(bytes);
    }

    /** The UTF-8 bytes of the text. */
    public static Bytes of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The bytes themselves, not to be changed. */
    public byte[] array() {
        return bytes;
    }

    public int length() {
        return bytes.length;
    }

    public boolean isEmpty() {
        return bytes.length == 0;
    }

    /** The bytes from one position up to, not including, another. */
    public Bytes slice(int from, int to) {
        return of(Arrays.copyOfRange(bytes, from, to));
    }

    /** The bytes as a stream. */
    public InputStream stream() {
        return new ByteArrayInputStream(bytes);
    }

    /** The bytes as UTF-8. */
    public String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** The bytes as ISO 8859-1: one character a byte. */
    public String latin1() {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** SHA-256, lower-case hex. */
    public String sha256() {
        return HexFormat.of().formatHex(digest().digest(bytes));
    }

    /** A fresh SHA-256. */
    public static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Bytes that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        String start =
                new String(bytes, 0, Math.min(SHOWN, bytes.length), StandardCharsets.ISO_8859_1)
                        .replace("\r", "\\r")
                        .replace("\n", "\\n");
        return bytes.length <= SHOWN
                ? "'" + start + "'"
                : bytes.length + " bytes " + sha256().substring(0, 12) + " '" + start + "…'";
    }
}
