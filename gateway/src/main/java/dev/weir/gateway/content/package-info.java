/**
 * Undoing content encodings, for reading only: what passes is never decoded.
 *
 * <p>Start at {@link dev.weir.gateway.content.ContentDecoding}. Touches neither network nor disk.
 *
 * <p>May touch: the JDK and the decompression libraries. No network, no disk.
 */
@NullMarked
package dev.weir.gateway.content;

import org.jspecify.annotations.NullMarked;
