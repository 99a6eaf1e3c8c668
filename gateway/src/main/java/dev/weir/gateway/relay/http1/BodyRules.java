package dev.weir.gateway.relay.http1;

import dev.weir.core.exchange.Headers;
import dev.weir.core.exchange.RequestHead;
import dev.weir.core.exchange.ResponseHead;

import java.util.List;

/** How a head says its body is framed (RFC 9112, section 6), with every doubtful case refused. */
public final class BodyRules {

    private static final int MOST_DIGITS = 19;

    private BodyRules() {}

    /** The framing of a request's body. */
    public static Framing request(RequestHead head) throws HttpFault {
        Headers headers = head.headers();
        if (headers.contains("transfer-encoding")) {
            if (headers.contains("content-length")) {
                throw new HttpFault("Content-Length together with Transfer-Encoding");
            }
            return chunked(headers, head.version());
        }
        return headers.contains("content-length") ? Framing.fixed(length(headers)) : Framing.NONE;
    }

    /**
     * The framing of a final response's body.
     *
     * @param method the method it answers
     */
    public static Framing response(ResponseHead head, String method) throws HttpFault {
        Headers headers = head.headers();
        boolean coded = headers.contains("transfer-encoding");
        if (coded && headers.contains("content-length")) {
            throw new HttpFault("Content-Length together with Transfer-Encoding");
        }
        if (method.equals("HEAD") || head.status() == 204 || head.status() == 304) {
            if (headers.contains("content-length")) {
                length(headers);
            }
            return Framing.NONE;
        }
        if (coded) {
            return chunked(headers, head.version());
        }
        return headers.contains("content-length")
                ? Framing.fixed(length(headers))
                : Framing.UNTIL_CLOSE;
    }

    private static Framing chunked(Headers headers, String version) throws HttpFault {
        List<String> codings = headers.all("transfer-encoding");
        if (version.equals("HTTP/1.0")
                || codings.size() != 1
                || !codings.getFirst().equalsIgnoreCase("chunked")) {
            throw new HttpFault("Transfer-Encoding must be exactly: chunked");
        }
        return Framing.CHUNKED;
    }

    private static long length(Headers headers) throws HttpFault {
        List<String> values = headers.all("content-length");
        String first = values.getFirst();
        for (String value : values) {
            if (!value.equals(first)) {
                throw new HttpFault("two different Content-Length fields");
            }
        }
        if (first.isEmpty() || first.length() > MOST_DIGITS) {
            throw new HttpFault("Content-Length must be 1 to 19 digits");
        }
        long length = 0;
        for (int i = 0; i < first.length(); i++) {
            char c = first.charAt(i);
            if (c < '0' || c > '9' || length > (Long.MAX_VALUE - 9) / 10) {
                throw new HttpFault("Content-Length must be 1 to 19 digits");
            }
            length = length * 10 + c - '0';
        }
        return length;
    }
}
