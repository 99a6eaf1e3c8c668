/**
 * The data plane: takes requests, sends them on, brings the answers back, and tells the recorder of
 * every byte before it goes any further.
 *
 * <p>One {@link dev.weir.gateway.relay.Call} is one exchange; it runs on one event loop, between a
 * {@link dev.weir.gateway.relay.ClientSide} and an {@link dev.weir.gateway.relay.UpstreamSide},
 * each of which is an HTTP/1.1 connection or an HTTP/2 stream. It has an {@link
 * dev.weir.gateway.relay.Upload} and a {@link dev.weir.gateway.relay.Download}, a {@link
 * dev.weir.gateway.relay.Tape} for the recorder, and {@link dev.weir.gateway.relay.Deadlines}.
 * {@link dev.weir.gateway.relay.Relay} listens, {@link dev.weir.gateway.relay.Upstreams} dials and
 * pools. Bodies are never parsed, and collected only where a rule must see them whole.
 *
 * <p>Where policies want it, a {@link dev.weir.gateway.relay.RedactingRecording} stands before the
 * recorder, and a {@link dev.weir.gateway.relay.BodyReading} is made of a request before it is
 * sent.
 *
 * <p>May touch core, {@code content} and Netty; no file, no store, no blocking call on an event
 * loop. Start at {@code Call}.
 */
@NullMarked
package dev.weir.gateway.relay;

import org.jspecify.annotations.NullMarked;
