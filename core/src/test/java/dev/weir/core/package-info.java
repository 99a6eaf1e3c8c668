/** Tests that hold core together: its closed lists, and what its packages may know. */
@NullMarked
package dev.weir.core;

import org.jspecify.annotations.NullMarked;
