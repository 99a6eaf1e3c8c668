/**
 * Makes core's price table from the sources of prices, which are not part of the project.
 *
 * <p>May touch core's values and files. Start at {@link
 * dev.weir.testkit.pricing.PriceTableGenerator}; docs/reading/cost.md has the command.
 */
@NullMarked
package dev.weir.testkit.pricing;

import org.jspecify.annotations.NullMarked;
