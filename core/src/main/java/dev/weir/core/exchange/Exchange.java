package dev.weir.core.exchange;

import dev.weir.core.capture.CaptureMode;
import dev.weir.core.capture.Loss;
import dev.weir.core.dialect.Dialect;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The record of one exchange: everything but the bytes of its bodies, which the archive gives by id
 * and {@link Side}.
 *
 * @param id its name, made when the request head was complete
 * @param startedAt wall-clock time of the same moment
 * @param client who asked
 * @param door how the request came in, e.g. {@code provider}, {@code bare}, {@code forward}
 * @param provider the provider's configured name; empty where the request was refused before one
 *     was found
 * @param dialect the API shape of the path
 * @param request the head as the client sent it, credentials replaced by fingerprints
 * @param path the path at the provider: the target's path without the door's prefix
 * @param upstream where it went, null where it went nowhere
 * @param response the head as the provider (or Weir, for its own errors) sent it, null where there
 *     was none
 * @param requestTrailers fields after the request body
 * @param responseTrailers fields after the response body
 * @param requestBody facts of the request body
 * @param responseBody facts of the response body
 * @param timeline milestones
 * @param end why it ended
 * @param phase how far it had come
 * @param errorCode Weir's own error code where Weir answered, else null
 * @param mode how much was to be kept
 * @param losses why something is not on record; empty where all that the mode asks for is
 * @param changes what Weir made different
 * @param tags stated attribution
 * @param requestedModel the model named by the request, null where none was found
 * @param stream true where a stream was asked for or answered
 * @param gateway what Weir itself knows and decided
 */
public record Exchange(
        ExchangeId id,
        Instant startedAt,
        ClientFacts client,
        String door,
        String provider,
        Dialect dialect,
        RequestHead request,
        String path,
        @Nullable UpstreamFacts upstream,
        @Nullable ResponseHead response,
        Headers requestTrailers,
        Headers responseTrailers,
        BodyFacts requestBody,
        BodyFacts responseBody,
        Timeline timeline,
        EndReason end,
        EndPhase phase,
        @Nullable String errorCode,
        CaptureMode mode,
        Set<Loss> losses,
        List<Change> changes,
        List<Tag> tags,
        @Nullable String requestedModel,
        boolean stream,
        GatewayFacts gateway) {

    public Exchange {
        losses = Set.copyOf(losses);
        changes = List.copyOf(changes);
        tags = List.copyOf(tags);
    }

    /** An exchange of nobody in particular, about which nothing was decided. */
    public Exchange(
            ExchangeId id,
            Instant startedAt,
            ClientFacts client,
            String door,
            String provider,
            Dialect dialect,
            RequestHead request,
            String path,
            @Nullable UpstreamFacts upstream,
            @Nullable ResponseHead response,
            Headers requestTrailers,
            Headers responseTrailers,
            BodyFacts requestBody,
            BodyFacts responseBody,
            Timeline timeline,
            EndReason end,
            EndPhase phase,
            @Nullable String errorCode,
            CaptureMode mode,
            Set<Loss> losses,
            List<Change> changes,
            List<Tag> tags,
            @Nullable String requestedModel,
            boolean stream) {
        this(
                id,
                startedAt,
                client,
                door,
                provider,
                dialect,
                request,
                path,
                upstream,
                response,
                requestTrailers,
                responseTrailers,
                requestBody,
                responseBody,
                timeline,
                end,
                phase,
                errorCode,
                mode,
                losses,
                changes,
                tags,
                requestedModel,
                stream,
                GatewayFacts.LOCAL);
    }

    /** The same with other facts of its bodies. */
    public Exchange withBodies(BodyFacts newRequest, BodyFacts newResponse) {
        return new Exchange(
                id,
                startedAt,
                client,
                door,
                provider,
                dialect,
                request,
                path,
                upstream,
                response,
                requestTrailers,
                responseTrailers,
                newRequest,
                newResponse,
                timeline,
                end,
                phase,
                errorCode,
                mode,
                losses,
                changes,
                tags,
                requestedModel,
                stream,
                gateway);
    }

    /** The same with other facts of the gateway. */
    public Exchange withGateway(GatewayFacts facts) {
        return new Exchange(
                id,
                startedAt,
                client,
                door,
                provider,
                dialect,
                request,
                path,
                upstream,
                response,
                requestTrailers,
                responseTrailers,
                requestBody,
                responseBody,
                timeline,
                end,
                phase,
                errorCode,
                mode,
                losses,
                changes,
                tags,
                requestedModel,
                stream,
                facts);
    }

    /**
     * What a listing can be narrowed by: the stated tags, and whose it is by the token that was
     * shown. The keys of the latter are none that anybody can state.
     */
    public List<Tag> marks() {
        boolean local = gateway.organisation().equals(GatewayFacts.LOCAL.organisation());
        if (local && gateway.user() == null) {
            return tags;
        }
        List<Tag> marks = new ArrayList<>(tags);
        if (!local) {
            marks.add(GatewayFacts.ofOrganisation(gateway.organisation()));
        }
        String user = gateway.user();
        if (user != null) {
            marks.add(GatewayFacts.ofUser(user));
        }
        return marks;
    }

    public Outcome outcome() {
        return end.outcome();
    }

    /** The status the client saw, 0 where it saw none. */
    public int status() {
        return response == null ? 0 : response.status();
    }
}
