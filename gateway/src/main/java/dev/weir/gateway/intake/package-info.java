/**
 * Reading what {@code weir export} and others wrote, and putting it into an archive: JSON lines,
 * HAR, and the transcripts of Claude Code.
 *
 * <p>Start at {@link dev.weir.gateway.intake.Importer}. It looks what it was given ({@code Source},
 * {@code Guess}), and one reader a format turns that into exchanges: {@code JsonLines}, {@code Har}
 * and {@code Transcript}. {@code Document} reads one exchange of Weir's own form, which HAR files
 * of Weir carry too; {@code ForeignEntry} makes one of an entry that somebody else recorded. The
 * forms are described in {@code docs/format/export.md}. Spans that programs send have a package of
 * their own, {@code otlp}.
 *
 * <p>May touch: {@code core} and Jackson; bytes come in as a stream. No file, no socket, no
 * database.
 */
@NullMarked
package dev.weir.gateway.intake;

import org.jspecify.annotations.NullMarked;
