package dev.weir.gateway.cli;

import tools.jackson.databind.JsonNode;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;

/** Money and counts of tokens for people. */
final class Money {

    private static final BigDecimal CENT = new BigDecimal("0.01");

    private Money() {}

    /** Dollars of a decimal text: cents where there are any, else two digits that say something. */
    static String dollars(JsonNode text) {
        if (!text.isString()) {
            return "-";
        }
        BigDecimal amount = new BigDecimal(text.asString("0"));
        if (amount.signum() == 0) {
            return "$0";
        }
        BigDecimal size = amount.abs();
        int scale = size.compareTo(CENT) >= 0 ? 2 : size.scale() - size.precision() + 2;
        return (amount.signum() < 0 ? "-$" : "$")
                + size.setScale(Math.min(scale, 9), RoundingMode.HALF_UP).toPlainString();
    }

    /** A count, with k and M from ten thousand on. */
    static String count(JsonNode number) {
        if (!number.isNumber()) {
            return "-";
        }
        long count = number.asLong();
        if (count < 10_000) {
            return Long.toString(count);
        }
        return count < 10_000_000
                ? String.format(Locale.ROOT, "%.1fk", count / 1e3)
                : String.format(Locale.ROOT, "%.1fM", count / 1e6);
    }
}
