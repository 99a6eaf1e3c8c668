/**
 * Tests that hold core together: its closed lists against {@code docs/reasons.md}, and what its
 * packages may know.
 */
@NullMarked
package dev.weir.core;

import org.jspecify.annotations.NullMarked;
