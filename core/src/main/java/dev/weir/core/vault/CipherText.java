package dev.weir.core.vault;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/** Encrypted bytes. Equal where the bytes are. */
public final class CipherText {

    private final byte[] bytes;

    private CipherText(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Of a copy of these bytes. */
    public static CipherText of(byte[] bytes) {
        return new CipherText(bytes.clone());
    }

    /** A copy of the bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    public int length() {
        return bytes.length;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CipherText that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "[" + bytes.length + " bytes of ciphertext]";
    }
}
