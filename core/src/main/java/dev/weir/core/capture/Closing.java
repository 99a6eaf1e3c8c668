package dev.weir.core.capture;

import dev.weir.core.exchange.Change;
import dev.weir.core.exchange.EndPhase;
import dev.weir.core.exchange.EndReason;
import dev.weir.core.exchange.GatewayFacts;
import dev.weir.core.exchange.Timeline;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * What is known of an exchange when both sides are over.
 *
 * @param end why it ended
 * @param phase how far it had come
 * @param errorCode Weir's own error code where Weir answered, else null
 * @param timeline milestones, first token left open
 * @param address the address that was dialled, null where none was
 * @param protocol the protocol spoken upstream, null where no connection was made
 * @param tls the TLS version upstream, null for plain
 * @param reused whether the upstream connection came from the pool
 * @param attempts how often the request was sent
 * @param changes what was made different in the answer, and resends; added to those of the opening
 * @param went where it went in the end, null where that is as the opening says
 * @param gateway what Weir knows in the end, null where that is as the opening says
 */
public record Closing(
        EndReason end,
        EndPhase phase,
        @Nullable String errorCode,
        Timeline timeline,
        @Nullable String address,
        @Nullable String protocol,
        @Nullable String tls,
        boolean reused,
        int attempts,
        List<Change> changes,
        @Nullable Went went,
        @Nullable GatewayFacts gateway) {

    /** The closing of an exchange that went as its opening says. */
    public Closing(
            EndReason end,
            EndPhase phase,
            @Nullable String errorCode,
            Timeline timeline,
            @Nullable String address,
            @Nullable String protocol,
            @Nullable String tls,
            boolean reused,
            int attempts,
            List<Change> changes) {
        this(
                end, phase, errorCode, timeline, address, protocol, tls, reused, attempts, changes,
                null, null);
    }

    /**
     * Another place than the first.
     *
     * @param provider the provider's name
     * @param origin its origin
     * @param upstreamPath the path as sent there
     */
    public record Went(String provider, String origin, String upstreamPath) {}
}
