package dev.weir.core.exchange;

/**
 * Milestones of an exchange, in nanoseconds of a monotonic clock since the request head was
 * complete; {@link #NEVER} where it was not reached.
 *
 * @param connected a connection to the provider was ready: new, or taken from the pool
 * @param requestSent the last byte of the request was handed to the provider's connection
 * @param firstByte the final response head arrived
 * @param firstToken the body bytes holding the first piece of model output arrived; derived, {@link
 *     #NEVER} until then
 * @param lastByte the end of the response arrived
 * @param closed everything was over, the client's side included
 */
public record Timeline(
        long connected,
        long requestSent,
        long firstByte,
        long firstToken,
        long lastByte,
        long closed) {

    public static final long NEVER = -1;

    public static final Timeline NOTHING = new Timeline(NEVER, NEVER, NEVER, NEVER, NEVER, NEVER);

    public Timeline withFirstToken(long nanos) {
        return new Timeline(connected, requestSent, firstByte, nanos, lastByte, closed);
    }
}
