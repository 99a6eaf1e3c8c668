/**
 * Fakes of the recording ports.
 *
 * <p>{@link dev.weir.testkit.capture.MemoryRecorder} is the port, {@link
 * dev.weir.testkit.capture.RecordedCall} what it kept of one exchange. May touch core only.
 */
@NullMarked
package dev.weir.testkit.capture;

import org.jspecify.annotations.NullMarked;
