/**
 * Undoing content encodings, for reading only: what passes is never decoded.
 *
 * <p>Start at {@link dev.weir.gateway.content.ContentDecoding}; {@link
 * dev.weir.gateway.content.DecodedBody} is a whole body of an exchange on record, for readers.
 *
 * <p>May touch: {@code core}, the JDK and the decompression libraries. No network, no disk of its
 * own.
 */
@NullMarked
package dev.weir.gateway.content;

import org.jspecify.annotations.NullMarked;
