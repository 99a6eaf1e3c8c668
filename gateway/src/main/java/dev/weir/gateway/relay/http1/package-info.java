/**
 * HTTP/1.1 on the wire (RFC 9112): heads and body framing, strict, without collecting a body.
 *
 * <p>{@link dev.weir.gateway.relay.http1.MessageReader} turns bytes into one head, body pieces and
 * an end; {@link dev.weir.gateway.relay.http1.HeadParser} reads heads; {@link
 * dev.weir.gateway.relay.http1.MessageWriter} writes them. Whatever two readers could understand
 * differently is an {@link dev.weir.gateway.relay.http1.HttpFault}. Own code and not Netty's codec:
 * see RATIONALE.md. Knows {@code ByteBuf} and core's values, nothing else.
 *
 * <p>May touch: {@code core} and Netty's buffers.
 */
@NullMarked
package dev.weir.gateway.relay.http1;

import org.jspecify.annotations.NullMarked;
