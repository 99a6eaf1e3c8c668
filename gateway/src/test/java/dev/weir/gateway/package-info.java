/** What holds for the whole gateway: who may know whom. */
@NullMarked
package dev.weir.gateway;

import org.jspecify.annotations.NullMarked;
