package dev.weir.core.reading;

import org.jspecify.annotations.Nullable;

/**
 * Vectors that were given; their numbers are not kept.
 *
 * @param count how many
 * @param dimensions how long the first one is; null where it is coded
 */
public record Embeddings(int count, @Nullable Integer dimensions) {}
