package dev.weir.gateway.console;

import dev.weir.core.derived.Derived;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** Having derived rows made anew: each organisation its own, one at a time. */
final class UpkeepCalls {

    private final Derived derived;
    private final LongSupplier clock;
    private final Map<String, Upkeep> organisations = new ConcurrentHashMap<>();

    UpkeepCalls(Derived derived, LongSupplier clock) {
        this.derived = derived;
        this.clock = clock;
    }

    private Upkeep of(Route.Asked asked) {
        return organisations.computeIfAbsent(
                asked.caller().organisation(), _ -> new Upkeep(derived, clock));
    }

    void derive(Call call, Route.Asked asked) throws IOException {
        of(asked).derive(call, asked);
    }

    void reprice(Call call, Route.Asked asked) throws IOException {
        of(asked).reprice(call, asked);
    }
}
