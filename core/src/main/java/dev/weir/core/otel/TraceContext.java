package dev.weir.core.otel;

import dev.weir.core.exchange.ExchangeId;
import dev.weir.core.exchange.Headers;

import org.jspecify.annotations.Nullable;

import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a span stands among others, by the W3C's Trace Context: below the caller's span where the
 * caller names one, else at the root of a trace of its own whose id is the exchange's.
 *
 * @param traceId 32 hexadecimal digits, lower case
 * @param spanId 16 hexadecimal digits, the same whenever they are made for one exchange
 * @param parentId the caller's span, null for none
 * @param state the caller's {@code tracestate} as it came, empty for none
 */
public record TraceContext(String traceId, String spanId, @Nullable String parentId, String state) {

    private static final int LONGEST_STATE = 512;

    private static final Pattern PARENT =
            Pattern.compile("([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}(-.*)?");

    /**
     * The context of an exchange.
     *
     * @param request the fields of its request
     */
    public static TraceContext of(ExchangeId id, Headers request) {
        // The last 64 bits of an id are random save the first two, which are never zero.
        String own = HexFormat.of().toHexDigits(id.low());
        List<String> parents = request.all("traceparent");
        Matcher parent = PARENT.matcher(parents.size() == 1 ? parents.getFirst().strip() : "");
        if (!parent.matches()
                || parent.group(1).equals("ff")
                || parent.group(1).equals("00") && parent.group(4) != null
                || isZero(parent.group(2))
                || isZero(parent.group(3))) {
            return new TraceContext(HexFormat.of().toHexDigits(id.high()) + own, own, null, "");
        }
        String state = String.join(",", request.all("tracestate")).strip();
        return new TraceContext(
                parent.group(2),
                own,
                parent.group(3),
                state.length() <= LONGEST_STATE ? state : "");
    }

    private static boolean isZero(String digits) {
        return digits.chars().allMatch(digit -> digit == '0');
    }
}
