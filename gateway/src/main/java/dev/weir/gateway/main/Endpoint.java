package dev.weir.gateway.main;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An address to listen on.
 *
 * @param host a name or an address; an IPv6 address without brackets
 * @param port 0 to 65535, where 0 lets the system choose
 */
public record Endpoint(String host, int port) {

    private static final Pattern TEXT =
            Pattern.compile(
                    "(?:(?:\\[([0-9a-fA-F:.]{2,45})\\]|([A-Za-z0-9][A-Za-z0-9._-]{0,252})):)?([0-9]{1,5})");

    public Endpoint {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port " + port + " is not between 0 and 65535");
        }
    }

    /** Reads {@code host:port}, or a port alone for 127.0.0.1. */
    public static Endpoint parse(String text) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("expected HOST:PORT, like 127.0.0.1:4141");
        }
        String six = parts.group(1);
        String name = parts.group(2);
        String host = six != null ? six : name != null ? name : "127.0.0.1";
        return new Endpoint(host, Integer.parseInt(parts.group(3)));
    }

    /** True where only programs on this machine can connect. */
    public boolean isLoopback() {
        return host.equals("localhost") || host.equals("::1") || host.startsWith("127.");
    }

    /** The address to bind; throws where the host's name cannot be resolved. */
    public InetSocketAddress address() throws UnknownHostException {
        return new InetSocketAddress(InetAddress.getByName(host), port);
    }

    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
