@NullMarked
package dev.weir.core.live;

import org.jspecify.annotations.NullMarked;
