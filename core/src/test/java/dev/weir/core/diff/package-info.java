@NullMarked
package dev.weir.core.diff;

import org.jspecify.annotations.NullMarked;
