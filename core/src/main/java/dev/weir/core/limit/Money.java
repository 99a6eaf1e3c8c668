package dev.weir.core.limit;

import dev.weir.core.pricing.Cost;

import java.math.BigDecimal;

/** Amounts as people read them. */
final class Money {

    private Money() {}

    /** E.g. {@code 60 requests}, {@code $25.00 of spend}. */
    static String title(Quantity quantity, long units) {
        return number(quantity, units) + " " + quantity.title();
    }

    /** E.g. {@code 60}, {@code $25.00}. */
    static String number(Quantity quantity, long units) {
        if (quantity != Quantity.SPEND) {
            return Long.toString(units);
        }
        return (units < 0 ? "-$" : "$") + plain(units < 0 ? -units : units);
    }

    /** Dollars with two decimals, more only where there are more. */
    static String plain(long nanos) {
        BigDecimal dollars = Cost.dollars(nanos).stripTrailingZeros();
        return (dollars.scale() < 2 ? dollars.setScale(2) : dollars).toPlainString();
    }
}
