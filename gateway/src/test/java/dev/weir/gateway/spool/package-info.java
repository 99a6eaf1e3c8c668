/** The spool on real files: what is written comes back, or its loss is told. */
@NullMarked
package dev.weir.gateway.spool;

import org.jspecify.annotations.NullMarked;
