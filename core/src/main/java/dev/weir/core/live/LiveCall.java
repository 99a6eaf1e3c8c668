package dev.weir.core.live;

import dev.weir.core.capture.Opening;

import org.jspecify.annotations.Nullable;

/**
 * One call that is under way, at the moment at which somebody looked.
 *
 * @param opening what was known when it began
 * @param phase how far it has come
 * @param requestedModel as the request names it; null where it names none, has not named it yet, or
 *     is compressed
 * @param streamAsked true where the request is known to ask for a stream
 * @param status the answer's status, 0 while there is none
 * @param streaming true where the answer says that it is a stream
 * @param requestBytes bytes of the request body so far
 * @param responseBytes bytes of the answer's body so far
 * @param chunks pieces in which they came
 * @param lastNanos when something came last, since it began
 */
public record LiveCall(
        Opening opening,
        LivePhase phase,
        @Nullable String requestedModel,
        boolean streamAsked,
        int status,
        boolean streaming,
        long requestBytes,
        long responseBytes,
        long chunks,
        long lastNanos) {}
