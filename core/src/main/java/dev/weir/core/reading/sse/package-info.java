/**
 * Cuts the bytes of a streamed answer into its events, whatever the framing: server-sent events,
 * JSON lines, one growing JSON array, and AWS event streams. Bytes may come in pieces of any size.
 * What is broken, too long or unfinished is counted, never thrown.
 *
 * <p>May touch: the JDK only. Start at {@link dev.weir.core.reading.sse.Framing}.
 */
@NullMarked
package dev.weir.core.reading.sse;

import org.jspecify.annotations.NullMarked;
