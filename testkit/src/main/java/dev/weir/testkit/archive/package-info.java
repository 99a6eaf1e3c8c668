/**
 * What every store of the archive has to do, as tests: {@link
 * dev.weir.testkit.archive.ArchiveContract}.
 */
@NullMarked
package dev.weir.testkit.archive;

import org.jspecify.annotations.NullMarked;
