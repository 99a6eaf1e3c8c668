/**
 * What a call cost: a dated table of list prices, the arithmetic on it, and an organisation's own
 * prices over it. Costs are estimates in US dollars, decimal to the last digit; they can be worked
 * out again at any time from the usage that is kept.
 *
 * <p>May touch: {@code usage}, the JDK and the JSON reader; the table is a resource. Start at
 * {@link dev.weir.core.pricing.Pricing}; docs/reading/cost.md has the rules and worked examples.
 */
@NullMarked
package dev.weir.core.pricing;

import org.jspecify.annotations.NullMarked;
