package dev.weir.core.vault;

/**
 * A known text wrapped by a KEK: whoever can open it has the right one.
 *
 * @param kek the id of the KEK
 * @param proof the wrapped text
 */
public record KekCheck(String kek, CipherText proof) {}
