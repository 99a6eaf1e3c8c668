package dev.weir.core.search;

import java.math.BigDecimal;
import java.time.Instant;

/** A value of a field, its unit resolved. */
public sealed interface Value {

    /**
     * A name, or a word of a closed list.
     *
     * @param text not empty
     */
    record Name(String text) implements Value {
        public Name {
            if (text.isEmpty()) {
                throw new IllegalArgumentException("an empty name");
            }
        }
    }

    /**
     * A count, a status, bytes, or nanoseconds.
     *
     * @param value 0 to {@link #LARGEST}
     */
    record Whole(long value) implements Value {

        /** The largest that can be written: two of them can be added. */
        public static final long LARGEST = Long.MAX_VALUE / 2;

        public Whole {
            if (value < 0 || value > LARGEST) {
                throw new IllegalArgumentException("out of range: " + value);
            }
        }
    }

    /**
     * Money.
     *
     * @param amount US dollars, without trailing zeros; not negative, at most {@link #DIGITS}
     *     digits before the point and as many behind
     */
    record Dollars(BigDecimal amount) implements Value {

        /** Digits on either side of the point. */
        public static final int DIGITS = 18;

        public Dollars {
            amount = amount.stripTrailingZeros();
            if (amount.signum() < 0
                    || amount.scale() > DIGITS
                    || amount.precision() - amount.scale() > DIGITS) {
                throw new IllegalArgumentException("out of range: " + amount);
            }
        }
    }

    /**
     * A point in time.
     *
     * @param instant in the years 1 to 9999
     */
    record Time(Instant instant) implements Value {

        /** The earliest that can be written. */
        static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");

        /** The latest that can be written. */
        static final Instant LAST = Instant.parse("9999-12-31T00:00:00Z");

        public Time {
            if (instant.isBefore(FIRST) || instant.isAfter(LAST)) {
                throw new IllegalArgumentException("not in the years 1 to 9999: " + instant);
            }
        }
    }

    /** Yes or no. */
    record Flag(boolean yes) implements Value {}

    /**
     * Compares two values of one kind; throws {@link IllegalArgumentException} for others and for
     * kinds without an order.
     */
    static int compare(Value one, Value other) {
        if (one instanceof Whole(long a) && other instanceof Whole(long b)) {
            return Long.compare(a, b);
        }
        if (one instanceof Dollars(BigDecimal a) && other instanceof Dollars(BigDecimal b)) {
            return a.compareTo(b);
        }
        if (one instanceof Time(Instant a) && other instanceof Time(Instant b)) {
            return a.compareTo(b);
        }
        throw new IllegalArgumentException(one + " and " + other + " have no order");
    }

    /** True for values that have an order. */
    default boolean ordered() {
        return this instanceof Whole || this instanceof Dollars || this instanceof Time;
    }
}
