/**
 * Recorded traffic and fixtures: one exchange a line of JSON, bodies as bytes.
 *
 * <p>{@link dev.weir.testkit.corpus.Corpus} reads it, {@link
 * dev.weir.testkit.corpus.RecordedProvider} answers with it, {@link dev.weir.testkit.corpus.Framer}
 * decides how a recorded message is framed again. May touch core's values, files and {@code wire}.
 */
@NullMarked
package dev.weir.testkit.corpus;

import org.jspecify.annotations.NullMarked;
