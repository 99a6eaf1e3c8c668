package dev.weir.core.access;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where an upstream is: scheme, host, port and a path prefix. The grammar is strict: no user, no
 * query, no fragment, no backslash, an ASCII host, and a path that {@link TargetRules} lets pass.
 *
 * @param tls true for {@code https}
 * @param host lower case; an IPv6 address without brackets
 * @param port 1 to 65535
 * @param path prefix without a trailing slash, empty for none
 */
public record Origin(boolean tls, String host, int port, String path) {

    private static final Pattern URL =
            Pattern.compile(
                    "(?i)(https?)://(\\[[0-9a-f:.]{2,45}\\]|[a-z0-9](?:[a-z0-9._-]{0,252}))(?::([0-9]{1,5}))?((?:/[/!$&'()*+,;=:@a-z0-9._~%-]*)?)");

    private static final Pattern LOOPBACK = Pattern.compile("127(\\.[0-9]{1,3}){3}");
    private static final Pattern USER = Pattern.compile("//[^/]*@");

    /**
     * Reads an http or https URL; throws {@link IllegalArgumentException} naming it, without a user
     * and password, where it is not one.
     */
    public static Origin parse(String url) {
        Matcher parts = URL.matcher(url);
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    "'"
                            + USER.matcher(url).replaceFirst("//***@")
                            + "' is not an upstream URL: expected http(s)://host[:port][/path] without user, query or fragment");
        }
        boolean tls = parts.group(1).equalsIgnoreCase("https");
        String host = parts.group(2).toLowerCase(Locale.ROOT);
        if (host.startsWith("[")) {
            host = host.substring(1, host.length() - 1);
        }
        String digits = parts.group(3);
        int port = digits == null ? (tls ? 443 : 80) : Integer.parseInt(digits);
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException(
                    "'" + url + "': port " + port + " is not between 1 and 65535");
        }
        String path = parts.group(4);
        String fault = path.isEmpty() ? null : TargetRules.fault(path);
        if (fault != null) {
            throw new IllegalArgumentException("'" + url + "' is not an upstream URL: " + fault);
        }
        while (path.endsWith("/")) {
            path = path.substring(0, path.length() - 1);
        }
        return new Origin(tls, host, port, path);
    }

    /** The value of a Host field: the port only where it is not the scheme's own. */
    public String authority() {
        String name = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        return port == (tls ? 443 : 80) ? name : name + ":" + port;
    }

    /** A place below this one; the path begins with a slash. */
    public Origin under(String more) {
        return new Origin(tls, host, port, path + more);
    }

    /** True where it is on this very machine, by a name that can mean no other. */
    public boolean isLoopback() {
        return host.equals("localhost") || host.equals("::1") || LOOPBACK.matcher(host).matches();
    }

    /** Scheme, host and port, without the path. */
    public String root() {
        return (tls ? "https://" : "http://") + authority();
    }

    @Override
    public String toString() {
        return root() + path;
    }
}
