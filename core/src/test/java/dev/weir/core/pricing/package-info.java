/** Tests of prices and costs; start at {@code CostByHandTest}. */
@NullMarked
package dev.weir.core.pricing;

import org.jspecify.annotations.NullMarked;
