package dev.weir.gateway.relay;

import dev.weir.core.dialect.ErrorCode;
import dev.weir.core.dialect.Refusal;
import dev.weir.core.exchange.Headers;

import org.jspecify.annotations.Nullable;

import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Local safety: a web page in the user's browser must not be able to call a proxy on the user's
 * machine, neither across origins nor by a name that was made to point here. Where Weir listens on
 * loopback, the Host field must name loopback; everywhere, a request that a browser marks as coming
 * from another site is refused. Another port of this machine is another site.
 */
final class HostRules {

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    /** An address and never a name: {@code 127.example.com} can be made to point anywhere. */
    private static final Pattern LOOPBACK_ADDRESS = Pattern.compile("127(?:\\.[0-9]{1,3}){3}");

    private final boolean loopback;
    private final int port;
    private final boolean tls;
    private final Set<String> allowed;

    /**
     * Makes the rules of a port.
     *
     * @param bound where Weir listens
     * @param allowed further names, without port; {@code *} allows all
     * @param tls true where the port speaks TLS, so that its own pages would be https
     */
    HostRules(InetSocketAddress bound, Set<String> allowed, boolean tls) {
        this.tls = tls;
        this.loopback = bound.getAddress().isLoopbackAddress() && !allowed.contains("*");
        this.port = bound.getPort();
        this.allowed = allowed;
    }

    /** True where an authority, as in an absolute-form target or a Host field, is this Weir. */
    boolean isOwn(String authority) {
        String name = authority.toLowerCase(Locale.ROOT);
        int colon = name.lastIndexOf(':');
        boolean hasPort = colon >= 0 && !name.endsWith("]");
        String host = hasPort ? name.substring(0, colon) : name;
        if (allowed.contains(host) || allowed.contains("*")) {
            return true;
        }
        boolean ownPort = !hasPort || name.substring(colon + 1).equals(Integer.toString(port));
        return ownPort && (isLoopbackName(host) || !loopback);
    }

    private static boolean isLoopbackName(String host) {
        return LOOPBACK.contains(host) || LOOPBACK_ADDRESS.matcher(host).matches();
    }

    /** Why the request is refused, or null. */
    @Nullable Refusal check(Headers headers) {
        String host = headers.first("host");
        if (loopback && (host == null || !isOwn(host))) {
            return new Refusal(
                    ErrorCode.HOST_FORBIDDEN,
                    "the Host field does not name this Weir: expected localhost:"
                            + port
                            + " or 127.0.0.1:"
                            + port
                            + " (more names: configuration key allowed_hosts)");
        }
        String site = headers.first("sec-fetch-site");
        if ("cross-site".equals(site)) {
            return new Refusal(
                    ErrorCode.ORIGIN_FORBIDDEN, "a page of another site may not call this Weir");
        }
        String origin = headers.first("origin");
        if (origin != null && !isOwnOrigin(origin, host)) {
            return new Refusal(
                    ErrorCode.ORIGIN_FORBIDDEN, "the Origin field does not name this Weir");
        }
        return null;
    }

    /**
     * True where the page is of the very origin that the request is for: scheme, name and port.
     * Names of loopback are one, but only with this port: a server on another one is not Weir.
     */
    private boolean isOwnOrigin(String origin, @Nullable String host) {
        String scheme = tls ? "https://" : "http://";
        if (!origin.toLowerCase(Locale.ROOT).startsWith(scheme)) {
            return false;
        }
        String page = withPort(origin.substring(scheme.length()));
        int colon = page.lastIndexOf(':');
        if (loopback && isLoopbackName(page.substring(0, colon))) {
            return page.substring(colon + 1).equals(Integer.toString(port));
        }
        return host != null && page.equals(withPort(host));
    }

    /** The authority in lower case, with the scheme's own port where it states none. */
    private String withPort(String authority) {
        String lower = authority.toLowerCase(Locale.ROOT);
        boolean stated = lower.lastIndexOf(':') > lower.lastIndexOf(']');
        return stated ? lower : lower + (tls ? ":443" : ":80");
    }
}
