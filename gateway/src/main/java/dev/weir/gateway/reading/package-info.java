/**
 * The rows derived from the archive: usage, cost, sessions, sums and full text, in a database of
 * their own ({@code reading.db}) that can be thrown away and made again.
 *
 * <p>Start at {@link dev.weir.gateway.reading.Deriver}, which follows the archive, and {@link
 * dev.weir.gateway.reading.SqliteDerived}, which answers questions.
 *
 * <p>May touch: {@code core}, {@code content}, SQLite, Micrometer. It reads the archive through
 * core's port only, and is never in the way of forwarding or recording.
 */
@NullMarked
package dev.weir.gateway.reading;

import org.jspecify.annotations.NullMarked;
