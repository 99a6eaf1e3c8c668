/**
 * The figures and their faces: what was measured as JSON, the Markdown page with targets and marks,
 * the charts. Pure but for {@link dev.weir.bench.report.ReportFiles} and {@link
 * dev.weir.bench.report.RawFigures}, which read and write them, and {@link
 * dev.weir.bench.report.Machine}. Start at {@link dev.weir.bench.report.Results}.
 *
 * <p>May touch: the JDK and Jackson.
 */
@NullMarked
package dev.weir.bench.report;

import org.jspecify.annotations.NullMarked;
