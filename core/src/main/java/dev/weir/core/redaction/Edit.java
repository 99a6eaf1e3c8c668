package dev.weir.core.redaction;

/**
 * One find: what stood where, and what stands there now. It does not hold what was found.
 *
 * @param kind the word of the kind, or the name of a custom pattern
 * @param offset of its first byte in the body as it came
 * @param removed bytes of it
 * @param replacement what was put there; as many bytes as characters, since it is ASCII. In a body
 *     that is not changed, what would have been put there
 */
public record Edit(String kind, long offset, int removed, String replacement) {}
