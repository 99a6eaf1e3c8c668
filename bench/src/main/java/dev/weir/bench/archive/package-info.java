/**
 * How small and how fast the archive is on recorded agent sessions. Start at {@link
 * dev.weir.bench.archive.ArchiveBench}.
 *
 * <p>May touch: {@code core}, Jackson, {@code files}, {@code report}, and the gateway's spool and
 * archive, which it measures.
 */
@NullMarked
package dev.weir.bench.archive;

import org.jspecify.annotations.NullMarked;
