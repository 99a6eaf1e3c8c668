package dev.weir.gateway.relay;

import java.net.InetSocketAddress;
import java.net.SocketAddress;

/** Addresses as text. */
final class Addresses {

    private Addresses() {}

    /** {@code 127.0.0.1:4141} or {@code [::1]:4141}. */
    static String text(SocketAddress address) {
        if (address instanceof InetSocketAddress inet) {
            String host =
                    inet.getAddress() == null
                            ? inet.getHostString()
                            : inet.getAddress().getHostAddress();
            int zone = host.indexOf('%');
            String plain = zone < 0 ? host : host.substring(0, zone);
            return (plain.indexOf(':') >= 0 ? "[" + plain + "]" : plain) + ":" + inet.getPort();
        }
        return String.valueOf(address);
    }
}
