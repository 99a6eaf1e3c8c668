/**
 * The API shapes that model providers speak: how to tell them apart, how each words an error, how
 * little of a body has to be read to learn its model.
 *
 * <p>{@link dev.weir.core.dialect.Dialect} is the list, {@link dev.weir.core.dialect.ErrorCode} the
 * closed list of Weir's own errors and {@link dev.weir.core.dialect.Refusal} one of them in a
 * dialect's shape.
 *
 * <p>May touch: the JDK and the other packages of {@code core} only, and jackson-core for {@code
 * ModelPeek}.
 */
@NullMarked
package dev.weir.core.dialect;

import org.jspecify.annotations.NullMarked;
