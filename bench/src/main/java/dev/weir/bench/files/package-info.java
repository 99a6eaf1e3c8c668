/**
 * Directories in which something is measured.
 *
 * <p>Start at {@link dev.weir.bench.files.WorkDirectory}. May touch: the JDK.
 */
@NullMarked
package dev.weir.bench.files;

import org.jspecify.annotations.NullMarked;
