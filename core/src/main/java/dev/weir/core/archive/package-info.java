/**
 * Reading the archive: the port that every store implements, its queries and pages, and an
 * in-memory store that passes the same contract kit.
 *
 * <p>Start at {@link dev.weir.core.archive.Archive}.
 *
 * <p>May touch: the JDK and the other packages of {@code core} only.
 */
@NullMarked
package dev.weir.core.archive;

import org.jspecify.annotations.NullMarked;
