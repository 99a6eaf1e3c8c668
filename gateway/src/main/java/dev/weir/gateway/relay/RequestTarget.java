package dev.weir.gateway.relay;

import dev.weir.core.dialect.ErrorCode;
import dev.weir.core.dialect.Refusal;
import dev.weir.core.exchange.Headers;
import dev.weir.core.exchange.RequestHead;
import dev.weir.gateway.relay.http1.HttpFault;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;

/**
 * A request head whose target is in origin form, or a reason why it is not served.
 *
 * @param head the head; where there is a refusal, its target may be in any form
 * @param refusal why it is not served, or null
 */
record RequestTarget(RequestHead head, @Nullable Refusal refusal) {

    /**
     * Checks the Host field, reduces absolute form for Weir's own address, and sorts out what HTTP
     * allows and Weir has not.
     */
    static RequestTarget of(RequestHead head, HostRules hosts) throws HttpFault {
        checkHost(head);
        String method = head.method();
        String target = head.target();
        if (method.equals("CONNECT")) {
            return refused(
                    head,
                    ErrorCode.METHOD_NOT_ALLOWED,
                    "CONNECT is not served here: use a base URL");
        }
        if (method.equals("TRACE")) {
            return refused(head, ErrorCode.METHOD_NOT_ALLOWED, "TRACE is not served");
        }
        if (target.equals("*")) {
            return refused(head, ErrorCode.BAD_REQUEST, "the request target '*' is not served");
        }
        if (!target.startsWith("/")) {
            return absolute(head, hosts);
        }
        return upgrades(head);
    }

    private static RequestTarget absolute(RequestHead head, HostRules hosts) {
        String target = head.target();
        String lower = target.toLowerCase(Locale.ROOT);
        int start = lower.startsWith("http://") ? 7 : lower.startsWith("https://") ? 8 : -1;
        if (start < 0) {
            return refused(head, ErrorCode.BAD_REQUEST, "the request target must start with '/'");
        }
        int end = start;
        while (end < target.length() && target.charAt(end) != '/' && target.charAt(end) != '?') {
            end++;
        }
        String authority = target.substring(start, end);
        if (!hosts.isOwn(authority)) {
            return refused(
                    head,
                    ErrorCode.UPSTREAM_FORBIDDEN,
                    "Weir is not a general HTTP proxy: point the tool's base URL at it instead of HTTP_PROXY");
        }
        String rest = target.substring(end);
        String origin = rest.startsWith("/") ? rest : "/" + rest;
        return upgrades(
                new RequestHead(
                        head.method(),
                        origin,
                        head.version(),
                        withHost(head.headers(), authority)));
    }

    /** The authority of an absolute target counts, not the Host field (RFC 9112, 3.2.2). */
    private static Headers withHost(Headers headers, String authority) {
        Headers.Builder more = Headers.builder();
        headers.forEach(
                (name, value) -> more.add(name, name.equalsIgnoreCase("host") ? authority : value));
        return more.build();
    }

    /**
     * An offer of h2c is not taken up and not passed on: the request is answered as it is (RFC
     * 9110, 7.8). Java's own client makes that offer with its first request on a plain connection.
     */
    private static RequestTarget upgrades(RequestHead head) {
        Headers headers = head.headers();
        if (!headers.contains("upgrade") || !headers.hasToken("connection", "upgrade")) {
            return new RequestTarget(head, null);
        }
        return headers.hasToken("upgrade", "websocket")
                ? refused(
                        head,
                        ErrorCode.WEBSOCKET_UNAVAILABLE,
                        "WebSocket is not served here: use HTTP with streaming")
                : new RequestTarget(head, null);
    }

    private static RequestTarget refused(RequestHead head, ErrorCode code, String message) {
        return new RequestTarget(head, new Refusal(code, message));
    }

    private static void checkHost(RequestHead head) throws HttpFault {
        List<String> hosts = head.headers().all("host");
        if (hosts.size() > 1) {
            throw new HttpFault("there is more than one Host field");
        }
        if (hosts.isEmpty()) {
            if (head.version().equals("HTTP/1.1")) {
                throw new HttpFault("there is no Host field");
            }
            return;
        }
        String host = hosts.getFirst();
        for (int i = 0; i < host.length(); i++) {
            if ("/#?@\\ ".indexOf(host.charAt(i)) >= 0) {
                throw new HttpFault("the Host field holds '" + host.charAt(i) + "'");
            }
        }
    }
}
