/** Limits: windows, rules, estimates and words. */
@NullMarked
package dev.weir.core.limit;

import org.jspecify.annotations.NullMarked;
