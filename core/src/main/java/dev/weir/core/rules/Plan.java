package dev.weir.core.rules;

import dev.weir.core.access.Doors;
import dev.weir.core.token.Caller;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * How a call goes on.
 *
 * @param caller who calls
 * @param route the route that it took, null for none
 * @param attempts where it goes, and where next if that fails before the first byte; at least one
 * @param keeping how much is kept, by the rules alone
 * @param decisions what the policies said
 */
public record Plan(
        Caller caller,
        @Nullable Route route,
        List<Attempt> attempts,
        Keeping keeping,
        List<Decision> decisions) {

    public Plan {
        attempts = List.copyOf(attempts);
        decisions = List.copyOf(decisions);
    }

    /**
     * One place to try.
     *
     * @param way where it goes, the path as the provider shall see it
     * @param model the name to put in place of the model's in the request, null where it stays
     * @param key the provider key to send, null where the caller's own credentials pass
     */
    public record Attempt(Doors.Through way, @Nullable String model, @Nullable SharedKey key) {}
}
