/**
 * HTTP/1.1 by hand, both sides, on plain blocking sockets and virtual threads: what is sent is
 * exactly what the test says, and what arrives is kept byte for byte.
 *
 * <p>Start at {@link dev.weir.testkit.wire.ScriptedProvider} and {@link
 * dev.weir.testkit.wire.RawClient}; {@link dev.weir.testkit.wire.Scripts} has the usual answers and
 * the usual accidents. May touch core's values and sockets, never an HTTP library.
 */
@NullMarked
package dev.weir.testkit.wire;

import org.jspecify.annotations.NullMarked;
