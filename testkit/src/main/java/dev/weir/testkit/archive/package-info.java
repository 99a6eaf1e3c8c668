/**
 * What every store of the archive has to do, as tests: {@link
 * dev.weir.testkit.archive.ArchiveContract}.
 *
 * <p>May touch: {@code core}, JUnit and AssertJ. Start there.
 */
@NullMarked
package dev.weir.testkit.archive;

import org.jspecify.annotations.NullMarked;
