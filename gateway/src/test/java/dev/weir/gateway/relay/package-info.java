/** The relay between raw sockets, with a recorder in memory. */
@NullMarked
package dev.weir.gateway.relay;

import org.jspecify.annotations.NullMarked;
