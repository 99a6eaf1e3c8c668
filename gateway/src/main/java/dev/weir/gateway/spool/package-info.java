/**
 * The write-ahead log of capture: append-only memory-mapped segments that survive a killed process.
 *
 * <p>The event loops write through {@link dev.weir.core.capture.Recorder}; the archiver reads
 * finished exchanges through {@link dev.weir.gateway.spool.SpoolFeed} and acknowledges them, after
 * which their space is used again.
 */
@NullMarked
package dev.weir.gateway.spool;

import org.jspecify.annotations.NullMarked;
