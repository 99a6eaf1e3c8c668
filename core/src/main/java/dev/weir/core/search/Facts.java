package dev.weir.core.search;

import java.util.List;

/** What is known of one exchange, for {@link Matcher}. */
public interface Facts {

    /**
     * The values of a field, of the kind that its type says; empty where there are none. Tags are
     * names of the form {@code key=value}; statuses are 100 or more (no answer: no value); words of
     * closed lists are as on record; durations are nanoseconds.
     */
    List<Value> values(Field field);

    /** The texts of one place, decoded; never asked for {@link Scope#ANY}. */
    List<String> texts(Scope place);
}
