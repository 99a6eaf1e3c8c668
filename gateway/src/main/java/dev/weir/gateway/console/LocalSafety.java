package dev.weir.gateway.console;

import dev.weir.core.exchange.Headers;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Keeps web pages of other sites out. The console has no login on a developer's machine, so a
 * browser must not be talked into reading it: the Host must be the console's own name (else a
 * foreign name was made to resolve to this machine), and what a browser says of the asking page
 * must be the console itself.
 *
 * <p>On a loopback address the names are {@code localhost}, {@code 127.0.0.1} and {@code [::1]}
 * with the console's port. Elsewhere any literal address is fine, whatever its port (a literal
 * cannot be made to resolve elsewhere, and ports are mapped by containers), and {@code localhost}.
 * Further names are a setting.
 */
final class LocalSafety {

    private static final Pattern AUTHORITY =
            Pattern.compile("(\\[[0-9a-f:.]{2,45}\\]|[a-z0-9._-]{1,253})(?::([0-9]{1,5}))?");
    private static final Pattern LITERAL =
            Pattern.compile("\\[[0-9a-f:.]+\\]|[0-9]{1,3}(\\.[0-9]{1,3}){3}");
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final int HTTP_PORT = 80;

    private final boolean loopback;
    private final int port;
    private final Set<String> extraNames;

    /**
     * @param bound where the console listens
     * @param extraNames further names that a Host may have, lower case, each {@code host} for any
     *     port or {@code host:port}
     */
    LocalSafety(InetSocketAddress bound, Set<String> extraNames) {
        InetAddress address = bound.getAddress();
        this.loopback = address != null && address.isLoopbackAddress();
        this.port = bound.getPort();
        this.extraNames = Set.copyOf(extraNames);
    }

    /**
     * Looks at a request.
     *
     * @param authority the authority of an absolute-form target, null for any other
     * @return why it is refused, null where it is fine
     */
    @Nullable Refused check(Headers headers, @Nullable String authority) {
        return check(headers, authority, false);
    }

    /**
     * @param landing true for a page that other sites may lead to, which shows nothing of theirs
     *     and changes nothing by being opened
     */
    @Nullable Refused check(Headers headers, @Nullable String authority, boolean landing) {
        List<String> hosts = headers.all("host");
        if (hosts.size() != 1) {
            return new Refused(
                    ConsoleError.BAD_REQUEST,
                    "expected exactly one Host field, got " + hosts.size());
        }
        String host = hosts.getFirst().toLowerCase(Locale.ROOT);
        if (!own(host) || authority != null && !authority.toLowerCase(Locale.ROOT).equals(host)) {
            return new Refused(
                    ConsoleError.HOST_FORBIDDEN,
                    "the Host '"
                            + Parameters.shown(host)
                            + "' is not this console's; expected "
                            + (loopback
                                    ? "localhost:" + port + " or 127.0.0.1:" + port
                                    : "an address")
                            + ", or a name of the configuration key allowed_hosts");
        }
        for (String origin : headers.all("origin")) {
            String lower = origin.toLowerCase(Locale.ROOT);
            if (!lower.equals("http://" + host) && !lower.equals("https://" + host)) {
                return foreign("the Origin '" + Parameters.shown(origin) + "'");
            }
        }
        for (String site : headers.all("sec-fetch-site")) {
            boolean own = site.equals("same-origin") || site.equals("none");
            boolean link =
                    (site.equals("same-site") || landing)
                            && "navigate".equals(headers.first("sec-fetch-mode"))
                            && "document".equals(headers.first("sec-fetch-dest"));
            if (!own && !link) {
                return foreign("a page of another site");
            }
        }
        return null;
    }

    private static Refused foreign(String who) {
        return new Refused(
                ConsoleError.ORIGIN_FORBIDDEN,
                who + " may not use this console; only its own pages may");
    }

    private boolean own(String host) {
        Matcher parts = AUTHORITY.matcher(host);
        if (!parts.matches()) {
            return false;
        }
        String name = parts.group(1);
        if (extraNames.contains(host) || extraNames.contains(name)) {
            return true;
        }
        if (!loopback) {
            return LOOPBACK.contains(name) || LITERAL.matcher(name).matches();
        }
        String digits = parts.group(2);
        int given = digits == null ? HTTP_PORT : Integer.parseInt(digits);
        return LOOPBACK.contains(name) && given == port;
    }
}
