/**
 * How fast exchanges are read, how soon after their end they are found, how large and how fast the
 * full text index is, and how quickly questions about very many are answered. Start at {@link
 * dev.weir.bench.reading.ReadingBench}.
 *
 * <p>May touch: {@code core}, Jackson, picocli, the other packages of the bench, the gateway's
 * archive and reading, which it measures, and the testkit's recorded traffic.
 */
@NullMarked
package dev.weir.bench.reading;

import org.jspecify.annotations.NullMarked;
