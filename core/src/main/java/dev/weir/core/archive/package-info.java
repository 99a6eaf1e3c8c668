/**
 * The archive's two ports, reading ({@link dev.weir.core.archive.Archive}) and putting in what did
 * not just pass ({@link dev.weir.core.archive.ArchiveIntake}), with queries and pages, and an
 * in-memory store that passes the same contract kit.
 *
 * <p>Start at {@code Archive}.
 *
 * <p>May touch: the JDK and the other packages of {@code core} only.
 */
@NullMarked
package dev.weir.core.archive;

import org.jspecify.annotations.NullMarked;
