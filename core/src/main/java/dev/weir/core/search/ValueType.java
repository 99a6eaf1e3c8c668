package dev.weir.core.search;

/**
 * What the values of a field are, and so which criteria it takes: a closed list.
 *
 * <p>{@link #fits} holds of every criterion that the parser makes.
 */
public enum ValueType {
    /** Free text: equality without regard to the case of A to Z, and {@code *}. */
    NAME("name", "a name, in which * stands for anything"),
    /** One of the words in {@link Field#choices}. */
    CHOICE("word", "one of its words"),
    YES_NO("yes/no", "yes or no"),
    /** {@code key} or {@code key=value}, both with {@code *}. */
    TAG("tag", "a key, or key=value, in which * stands for anything"),
    /** An HTTP status, 100 to 999. */
    STATUS("status", "a status like 404, a class like 4xx, or none"),
    /** A whole number. */
    COUNT("number", "a whole number like 500, 20k or 1.5M"),
    /** A number of bytes. */
    BYTES("size", "a size like 800, 64KB or 1.5MiB"),
    /** Nanoseconds. */
    DURATION("duration", "a time with its unit, like 500ms, 2s or 1.5m"),
    /** US dollars. */
    MONEY("dollars", "US dollars like 0.5 or $2"),
    /** A point in time, or a span of it. */
    TIME("time", "a time like 2026-07-28, 2026-07-28T14:05:00Z, today, yesterday, now or -2h");

    private final String word;
    private final String expected;

    ValueType(String word, String expected) {
        this.word = word;
        this.expected = expected;
    }

    /** The word in the table of fields. */
    public String word() {
        return word;
    }

    /** What is to be written, for messages. */
    public String expected() {
        return expected;
    }

    /** True where values can be compared with {@code >}, {@code <} and ranges. */
    public boolean ordered() {
        return switch (this) {
            case STATUS, COUNT, BYTES, DURATION, MONEY, TIME -> true;
            case NAME, CHOICE, YES_NO, TAG -> false;
        };
    }

    /** The forms of a value, as the table of fields has them. */
    public String forms() {
        return switch (this) {
            case NAME, TAG -> "`a` `a*` `a,b` `*`";
            case CHOICE, YES_NO -> "`a` `a,b` `*`";
            case STATUS, COUNT, BYTES, MONEY -> "`n` `>n` `>=n` `<n` `<=n` `n..m` `a,b` `*`";
            case DURATION -> "`>n` `>=n` `<n` `<=n` `n..m` `*`";
            case TIME -> "`t` `>t` `>=t` `<t` `<=t` `t..u` `a,b` `*`";
        };
    }

    /** True where a field of this type takes such a criterion. */
    boolean fits(Criterion criterion) {
        return switch (criterion) {
            case Criterion.Present _ -> true;
            case Criterion.Is(Value.Whole(long status)) when this == STATUS ->
                    status >= 100 && status < Quantities.END_OF_STATUSES;
            case Criterion.Is is -> this != DURATION && this != TIME && holds(is.value());
            case Criterion.Like _ -> this == NAME;
            case Criterion.Tagged _ -> this == TAG;
            case Criterion.Compare compare ->
                    ordered()
                            && holds(compare.value())
                            && (this != TIME || compare.operator().half());
            case Criterion.Between between -> ordered() && holds(between.from());
        };
    }

    /** True where a field of this type can have such a value. */
    private boolean holds(Value value) {
        return switch (value) {
            case Value.Name _ -> this == NAME || this == CHOICE;
            case Value.Flag _ -> this == YES_NO;
            case Value.Whole whole ->
                    switch (this) {
                        case STATUS -> whole.value() <= Quantities.END_OF_STATUSES;
                        case COUNT, BYTES, DURATION -> true;
                        default -> false;
                    };
            case Value.Dollars _ -> this == MONEY;
            case Value.Time _ -> this == TIME;
        };
    }
}
