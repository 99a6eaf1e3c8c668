/**
 * Secrets and personal data are found in bodies while they pass, and replaced by a word in
 * brackets.
 *
 * <p>Start at {@link dev.weir.core.redaction.RedactionRules}, what an operator wrote; it becomes a
 * {@link dev.weir.core.redaction.Redaction}, which makes a {@link dev.weir.core.redaction.Redactor}
 * for each body. {@link dev.weir.core.redaction.Kind} is the closed list of what is found. Inside,
 * a {@code Scanner} looks for short triggers in a {@code Window} of bytes and asks a {@code
 * Detector} at each; no detector looks further than its limits, so that time and memory are bounded
 * for any bytes.
 *
 * <p>Bytes in, bytes out: JSON, streams of events and plain text are read alike, with JSON's
 * escapes understood where they stand. A replacement leaves JSON valid.
 *
 * <p>May touch: the JDK and the other packages of {@code core} only.
 */
@NullMarked
package dev.weir.core.redaction;

import org.jspecify.annotations.NullMarked;
