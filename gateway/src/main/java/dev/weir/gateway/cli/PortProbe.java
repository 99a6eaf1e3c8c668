package dev.weir.gateway.cli;

import dev.weir.gateway.main.Endpoint;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.UnknownHostException;

/** Whether an address can be listened on: a closed list of answers. */
enum PortProbe {
    FREE("is free", "Nothing needs to be done."),
    IN_USE(
            "is in use by another program",
            "Stop that program, or choose another port with %s HOST:PORT."),
    UNKNOWN_HOST(
            "names a host that cannot be resolved",
            "Choose an address of this machine with %s HOST:PORT."),
    NOT_HERE(
            "is not an address of this machine",
            "Choose an address of this machine with %s HOST:PORT."),
    NOT_ALLOWED(
            "needs rights that you do not have, as ports below 1024 do",
            "Choose a port from 1024 on with %s HOST:PORT.");

    private static final int FIRST_UNPRIVILEGED = 1024;

    private final String finding;
    private final String remedy;

    PortProbe(String finding, String remedy) {
        this.finding = finding;
        this.remedy = remedy;
    }

    /** What was found, the end of a sentence that begins with the address. */
    String finding() {
        return finding;
    }

    /**
     * What to do.
     *
     * @param flag the flag that sets the address
     */
    String remedy(String flag) {
        return remedy.replace("%s", flag);
    }

    /** Tries it, now. A port that the system chooses is free. */
    static PortProbe of(Endpoint endpoint) {
        if (endpoint.port() == 0) {
            return FREE;
        }
        InetSocketAddress address;
        try {
            address = endpoint.address();
        } catch (UnknownHostException e) {
            return UNKNOWN_HOST;
        }
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(address);
            return FREE;
        } catch (IOException e) {
            if (!isHere(address.getAddress())) {
                return NOT_HERE;
            }
            // Where the port is taken, a connection is the only other way to see it.
            return endpoint.port() < FIRST_UNPRIVILEGED && !answers(address) ? NOT_ALLOWED : IN_USE;
        }
    }

    private static boolean isHere(InetAddress address) {
        try {
            return address.isAnyLocalAddress()
                    || address.isLoopbackAddress()
                    || NetworkInterface.getByInetAddress(address) != null;
        } catch (IOException e) {
            return true;
        }
    }

    private static boolean answers(InetSocketAddress address) {
        try (java.net.Socket socket = new java.net.Socket()) {
            socket.connect(address, 500);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
