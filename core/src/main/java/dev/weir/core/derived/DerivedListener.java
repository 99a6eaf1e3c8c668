package dev.weir.core.derived;

import dev.weir.core.exchange.Exchange;
import dev.weir.core.reading.Reading;

import org.jspecify.annotations.Nullable;

/**
 * Is told what exchanges mean, when that is worked out for the first time: once for each that was
 * recorded, and again for all where everything is derived anew.
 */
@FunctionalInterface
public interface DerivedListener {

    DerivedListener NONE = (exchange, meaning) -> {};

    /**
     * What one exchange means, with all that was read of it. It can hold whole conversations, so
     * that nobody should keep it.
     *
     * @param row its row
     * @param reading what was read of its bodies
     * @param external the client's own name of the session, null where it sends none
     */
    record Meaning(DerivedExchange row, Reading reading, @Nullable String external) {}

    /** Must neither block nor fail. Called on the thread that derives. */
    void derived(Exchange exchange, Meaning meaning);
}
