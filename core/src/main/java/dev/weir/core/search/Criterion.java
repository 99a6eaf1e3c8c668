package dev.weir.core.search;

/** What is asked of a field's value. A value that is absent meets none of these. */
public sealed interface Criterion {

    /** Signs that compare. */
    enum Operator {
        LT("<"),
        LE("<="),
        GT(">"),
        GE(">=");

        private final String sign;

        Operator(String sign) {
            this.sign = sign;
        }

        /** The sign in a query, which is also SQL's. */
        public String sign() {
            return sign;
        }

        /** True for the two that halve a line without a gap or a doubled point. */
        boolean half() {
            return this == GE || this == LT;
        }

        /**
         * True where it holds.
         *
         * @param order how the value stands to the one of the query, as {@link Value#compare} says
         */
        boolean holds(int order) {
            return switch (this) {
                case LT -> order < 0;
                case LE -> order <= 0;
                case GT -> order > 0;
                case GE -> order >= 0;
            };
        }
    }

    /** There is a value: {@code field:*}. */
    record Present() implements Criterion {}

    /** It is this; names count as the same whatever the case of A to Z. */
    record Is(Value value) implements Criterion {}

    /**
     * The name matches.
     *
     * @param pattern not a literal, and not one that matches everything
     */
    record Like(Glob pattern) implements Criterion {
        public Like {
            if (pattern.isLiteral() || pattern.isAny()) {
                throw new IllegalArgumentException("not a pattern: " + pattern);
            }
        }
    }

    /**
     * There is a tag whose key and value match.
     *
     * @param key without {@code =}, not empty
     * @param value {@link Glob#ANY} where only a key was given
     */
    record Tagged(Glob key, Glob value) implements Criterion {
        public Tagged {
            if (key.equals(Glob.literal(""))
                    || key.pieces().stream().anyMatch(p -> p.contains("="))) {
                throw new IllegalArgumentException("not a tag's key: " + key);
            }
            if (key.isAny() && value.isAny()) {
                throw new IllegalArgumentException("any tag is Present");
            }
        }
    }

    /** It is less, or more, than this. Times come with {@code GE} and {@code LT} only. */
    record Compare(Operator operator, Value value) implements Criterion {
        public Compare {
            if (!value.ordered()) {
                throw new IllegalArgumentException(value + " has no order");
            }
        }
    }

    /**
     * It is in a half-open range.
     *
     * @param from the least that is in the range
     * @param to the least above it that is not
     */
    record Between(Value from, Value to) implements Criterion {
        public Between {
            if (Value.compare(from, to) >= 0) {
                throw new IllegalArgumentException("an empty range: " + from + ".." + to);
            }
        }
    }
}
