/**
 * What an exchange used: the units that providers count, and the counts of one exchange.
 *
 * <p>May touch: the JDK only. Start at {@link dev.weir.core.usage.Usage}.
 */
@NullMarked
package dev.weir.core.usage;

import org.jspecify.annotations.NullMarked;
