/**
 * What tests are made of: fakes of core's ports, a provider and a client that speak raw bytes, and
 * recorded traffic.
 *
 * <ul>
 *   <li>{@link dev.weir.testkit.capture.MemoryRecorder}: records exchanges in memory
 *   <li>{@link dev.weir.testkit.wire.ScriptedProvider}: a provider that answers, or misbehaves,
 *       exactly as told
 *   <li>{@link dev.weir.testkit.wire.RawClient}: a client that sends and sees exact bytes
 *   <li>{@link dev.weir.testkit.corpus.Corpus}: recorded traffic and fixtures in its format
 *   <li>{@link dev.weir.testkit.BrowserProgram}: the machine's Chromium, for what needs a real
 *       browser
 * </ul>
 *
 * <p>Nothing here uses an HTTP library: it could not break the protocol as a test needs it.
 *
 * <p>May touch: {@code core}, the JDK, JUnit. Never {@code gateway}.
 */
@NullMarked
package dev.weir.testkit;

import org.jspecify.annotations.NullMarked;
