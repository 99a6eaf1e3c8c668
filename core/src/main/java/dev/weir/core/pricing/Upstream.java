package dev.weir.core.pricing;

import java.util.Locale;
import java.util.Set;

/**
 * Where a call went, as far as its price goes.
 *
 * @param host in lower case without port; empty where unknown
 * @param path with its leading slash; empty for none
 */
record Upstream(String host, String path) {

    private static final int LONGEST = 1024;

    private static final Set<String> OWN_NAMES = Set.of("localhost", "host.docker.internal", "::1");

    /** Reads a host with or without scheme, port and path; IPv6 addresses with or without []. */
    static Upstream parse(String text) {
        String rest = text.strip().toLowerCase(Locale.ROOT);
        rest = rest.substring(0, Math.min(rest.length(), LONGEST));
        int scheme = rest.indexOf("://");
        rest = scheme < 0 ? rest : rest.substring(scheme + 3);
        int slash = rest.indexOf('/');
        String path = slash < 0 ? "" : rest.substring(slash);
        String host = slash < 0 ? rest : rest.substring(0, slash);
        if (host.startsWith("[")) {
            int end = host.indexOf(']');
            host = host.substring(1, end < 0 ? host.length() : end);
        } else if (host.indexOf(':') >= 0 && host.indexOf(':') == host.lastIndexOf(':')) {
            host = host.substring(0, host.indexOf(':'));
        }
        return new Upstream(host, path);
    }

    /** Whether it is this machine, or an address that only a private network has. */
    boolean isLocal() {
        if (OWN_NAMES.contains(host) || host.endsWith(".localhost")) {
            return true;
        }
        if (host.indexOf(':') >= 0) {
            return host.startsWith("fc")
                    || host.startsWith("fd")
                    || host.startsWith("fe80:")
                    || host.startsWith("::ffff:127.");
        }
        String[] octets = host.split("\\.", -1);
        if (octets.length != 4 || !host.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}")) {
            return false;
        }
        int second = Integer.parseInt(octets[1]);
        return switch (Integer.parseInt(octets[0])) {
            case 0, 10, 127 -> true;
            case 169 -> second == 254;
            case 172 -> second >= 16 && second < 32;
            case 192 -> second == 168;
            default -> false;
        };
    }
}
