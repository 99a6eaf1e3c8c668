package dev.weir.gateway.relay;

import dev.weir.core.access.TargetRules;
import dev.weir.core.dialect.Dialect;
import dev.weir.core.dialect.ErrorCode;
import dev.weir.core.dialect.Refusal;
import dev.weir.core.exchange.EndReason;
import dev.weir.core.exchange.RequestHead;

import org.jspecify.annotations.Nullable;

/**
 * Whether a request is served at all, before anybody asks where it goes: whose page sent it, what
 * its target looks like, how much is under way, how much it brings.
 */
final class Admission {

    private final HostRules hosts;
    private final Drain drain;
    private final HeapPressure heap;
    private final RelayMetrics metrics;
    private final RelayOptions.Limits limits;

    Admission(
            HostRules hosts,
            Drain drain,
            HeapPressure heap,
            RelayMetrics metrics,
            RelayOptions.Limits limits) {
        this.hosts = hosts;
        this.drain = drain;
        this.heap = heap;
        this.metrics = metrics;
        this.limits = limits;
    }

    /**
     * Why the request is refused, or null.
     *
     * @param length bytes of body to come, 0 for none, -1 where not known
     */
    @Nullable Refusal judge(RequestHead head, long length) {
        Refusal foreign = hosts.check(head.headers());
        if (foreign != null) {
            return foreign;
        }
        String fault = TargetRules.fault(head.target());
        if (fault != null) {
            return new Refusal(ErrorCode.BAD_REQUEST, fault);
        }
        if (drain.isStarted()) {
            return new Refusal(ErrorCode.DRAINING, "Weir is stopping");
        }
        if (heap.isHigh()) {
            metrics.shedForHeap.increment();
            return new Refusal(ErrorCode.OVERLOADED, "Weir's memory is nearly used up");
        }
        if (metrics.inFlight.get() > limits.inFlight()) {
            metrics.shedForNumber.increment();
            return new Refusal(
                    ErrorCode.OVERLOADED,
                    "there are already " + limits.inFlight() + " exchanges under way");
        }
        String expect = head.headers().first("expect");
        if (expect != null && !expect.equalsIgnoreCase("100-continue")) {
            return new Refusal(
                    ErrorCode.EXPECTATION_FAILED,
                    "the only expectation that is known is 100-continue");
        }
        return length > limits.requestBody() ? bodyTooLarge() : null;
    }

    /** True for a body that may not grow any further. */
    boolean isTooLarge(long bytes) {
        return bytes > limits.requestBody();
    }

    /** Bytes that a request body may have. */
    long mostBody() {
        return limits.requestBody();
    }

    Refusal bodyTooLarge() {
        return new Refusal(
                ErrorCode.BODY_TOO_LARGE,
                "the request body is larger than "
                        + limits.requestBody()
                        + " bytes (configuration key limits.request_body)");
    }

    static Refusal requestStopped() {
        return new Refusal(ErrorCode.REQUEST_TIMEOUT, "the request body stopped before its end");
    }

    static Refusal cannotRecord() {
        return new Refusal(
                ErrorCode.CAPTURE_UNAVAILABLE,
                "this exchange cannot be recorded, and Weir is set to refuse what it cannot record"
                        + " (configuration key capture.on_full)");
    }

    /** How an exchange ends that was refused before it was sent anywhere. */
    static EndReason end(Refusal refused) {
        return switch (refused.code()) {
            case OVERLOADED, DRAINING, RATE_LIMITED, BUDGET_EXCEEDED -> EndReason.REFUSED_LIMIT;
            case REQUEST_TIMEOUT -> EndReason.CLIENT_SLOW;
            default -> EndReason.REFUSED_POLICY;
        };
    }

    /** The dialect of a request that was refused before a door was looked for. */
    static Dialect dialect(RequestHead head) {
        boolean anthropic = head.headers().contains("anthropic-version");
        return Dialect.ofPath(head.path(), anthropic ? Dialect.ANTHROPIC : Dialect.OPENAI);
    }
}
