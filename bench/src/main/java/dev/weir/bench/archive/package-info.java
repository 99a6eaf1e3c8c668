/**
 * How small and how fast the archive is on recorded agent sessions. Start at {@link
 * dev.weir.bench.archive.ArchiveBench}.
 */
@NullMarked
package dev.weir.bench.archive;

import org.jspecify.annotations.NullMarked;
