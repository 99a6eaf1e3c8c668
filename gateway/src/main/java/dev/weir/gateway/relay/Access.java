package dev.weir.gateway.relay;

import dev.weir.core.access.Providers;
import dev.weir.core.metering.Metering;
import dev.weir.core.rules.Rules;
import dev.weir.core.vault.Credential;
import dev.weir.core.vault.Credentials;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Who may call, and by which rules.
 *
 * @param signIn true where every call must carry a token of Weir's
 * @param queryTokens true where the query parameter {@code token} may carry it
 * @param listsRoutes true where a list of models is answered with the caller's routes
 * @param rules the rules as they stand now; asked for every call
 * @param pepper what tokens are hashed with, 32 bytes or more
 * @param credentials provider keys, from memory
 * @param metering what counts calls
 * @param uses is told of each token that is used; never waits
 * @param onward another Weir that every call goes through, null where they go to the providers
 * @param heldBytes most bytes of request bodies that wait for a decision, of all calls together
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Access(
        boolean signIn,
        boolean queryTokens,
        boolean listsRoutes,
        Supplier<Rules> rules,
        byte[] pepper,
        Credentials credentials,
        Metering metering,
        Uses uses,
        @Nullable Onward onward,
        long heldBytes) {

    /** Is told of each use of a token. */
    @FunctionalInterface
    public interface Uses {
        void used(String organisation, String token, Instant at);
    }

    public static final long USUAL_HELD_BYTES = 256L << 20;

    /** Everybody may call, and no rule stands between. */
    public static Access open() {
        return open(null, Metering.NONE);
    }

    /**
     * The same.
     *
     * @param onward another Weir that every call goes through, null for none
     * @param metering reads what answers used that are not kept
     */
    public static Access open(@Nullable Onward onward, Metering metering) {
        Rules none =
                new Rules(
                        new Rules.Content(
                                new Providers(List.of()),
                                Set.of(),
                                List.of(),
                                List.of(),
                                Map.of(),
                                List.of(),
                                List.of(),
                                List.of(),
                                List.of()));
        return new Access(
                false,
                false,
                false,
                () -> none,
                new byte[32],
                (_, _) -> new Credential.Unavailable(Credential.Reason.UNKNOWN),
                metering,
                (_, _, _) -> {},
                onward,
                USUAL_HELD_BYTES);
    }
}
