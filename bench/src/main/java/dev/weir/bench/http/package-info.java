/**
 * As much of HTTP/1.1 as the mock provider and the load driver need, and no more, so that neither
 * becomes the bottleneck. Touches Netty's buffers, no socket.
 *
 * <p>May touch: Netty's buffers.
 */
@NullMarked
package dev.weir.bench.http;

import org.jspecify.annotations.NullMarked;
