package dev.weir.gateway.console;

import java.io.IOException;

/** The client closed its connection, or took no byte for too long; nobody is there to answer. */
final class ClientGone extends IOException {
    ClientGone(String message) {
        super(message);
    }
}
