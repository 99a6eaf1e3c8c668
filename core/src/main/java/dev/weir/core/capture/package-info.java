/**
 * The tee's side of recording: what the relay says about a call while it passes, and what may be
 * kept of it.
 *
 * <p>{@link dev.weir.core.capture.Recorder} is the port that the relay calls, {@link
 * dev.weir.core.capture.CaptureMode} decides how much is kept, {@link dev.weir.core.capture.Loss}
 * names why something is not on record.
 *
 * <p>May touch: the JDK and the other packages of {@code core} only. Start at {@code Recorder}.
 */
@NullMarked
package dev.weir.core.capture;

import org.jspecify.annotations.NullMarked;
