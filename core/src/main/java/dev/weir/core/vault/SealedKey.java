package dev.weir.core.vault;

/**
 * A key at rest: its text, encrypted with a data key of its own, and the data key, wrapped by a key
 * encryption key (KEK) that is in no database.
 *
 * @param kek the id of the KEK
 * @param dataKey the wrapped data key
 * @param text the encrypted text
 */
public record SealedKey(String kek, CipherText dataKey, CipherText text) {}
