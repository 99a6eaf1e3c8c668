/** Limits counted in one process: races, crashes, calendars, failing ledgers. */
@NullMarked
package dev.weir.gateway.limits;

import org.jspecify.annotations.NullMarked;
