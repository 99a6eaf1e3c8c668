package dev.weir.gateway.relay;

import dev.weir.core.exchange.ResponseHead;

import java.time.Duration;

/** Which answers and faults mean that another place should be tried: one table. */
final class Failing {

    /** How long others are tried first where the provider does not say. */
    static final Duration USUAL_REST = Duration.ofSeconds(10);

    private static final Duration REST_OF_A_BAD_KEY = Duration.ofMinutes(1);

    private Failing() {}

    /**
     * Whether a status says that this place cannot take the request now.
     *
     * @param ownKey true where the key sent was Weir's: then it is the key that was refused
     */
    static boolean is(int status, boolean ownKey) {
        return switch (status) {
            case 429, 500, 502, 503, 504, 529 -> true;
            case 401, 402, 403 -> ownKey;
            default -> false;
        };
    }

    /** Whether a fault before any answer says so. What was answered badly is not asked again. */
    static boolean is(UpstreamFault.Kind kind) {
        return switch (kind) {
            case RESOLVE, CONNECT, CONNECT_TIMEOUT, TLS, RESET, SHORT, FIRST_BYTE_TIMEOUT -> true;
            case FORBIDDEN, MALFORMED, IDLE_TIMEOUT -> false;
        };
    }

    /** How long others are to be tried first: what {@code retry-after} says, in seconds. */
    static Duration rest(ResponseHead head) {
        String stated = head.headers().first("retry-after");
        if (stated != null && stated.strip().matches("[0-9]{1,6}")) {
            return Duration.ofSeconds(Math.max(1, Long.parseLong(stated.strip())));
        }
        return head.status() == 401 || head.status() == 402 || head.status() == 403
                ? REST_OF_A_BAD_KEY
                : USUAL_REST;
    }
}
