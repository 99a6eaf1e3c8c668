package dev.weir.core.rules;

import dev.weir.core.access.Doors;
import dev.weir.core.token.Caller;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * A call to be decided.
 *
 * @param caller who calls
 * @param way where it would go by its path
 * @param model the model that it names, null where it names none or that was not looked for
 * @param bodyLength bytes of its body, -1 where that is not known
 * @param body what was read of its body, {@link BodyFacts#UNREAD} where that was not needed
 */
public record Ask(
        Caller caller, Doors.Through way, @Nullable String model, long bodyLength, BodyFacts body) {

    /**
     * What the rules may want to know of a body.
     *
     * @param read false where nobody looked
     * @param tools names of the tools that it offers
     * @param maxTokens the most tokens of an answer, 0 where it does not say
     * @param store whether the provider may keep it, null where it does not say
     */
    public record BodyFacts(
            boolean read, List<String> tools, long maxTokens, @Nullable Boolean store) {

        public static final BodyFacts UNREAD = new BodyFacts(false, List.of(), 0, null);

        public BodyFacts {
            tools = List.copyOf(tools);
        }
    }

    /** How much of a body a decision needs: a closed list, from nothing to all. */
    public enum Need {
        NOTHING,
        /** The member {@code model}. */
        MODEL,
        /** All of it. */
        BODY;

        Need or(Need other) {
            return compareTo(other) >= 0 ? this : other;
        }
    }
}
