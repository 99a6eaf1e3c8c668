package dev.weir.gateway.cli;

import dev.weir.core.access.Origin;
import dev.weir.gateway.main.SignInFile;
import dev.weir.gateway.main.SignInFile.Entry;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;

/**
 * Where this user is signed in: one token a server, in {@code ~/.weir/sign-ins.json}, readable by
 * its owner alone. {@code $WEIR_TOKEN} counts over it.
 */
final class SignIns {

    private final Io io;
    private final SignInFile file;

    SignIns(Io io) {
        this.io = io;
        String home = io.variable("WEIR_HOME");
        this.file = new SignInFile(home.isEmpty() ? io.home().resolve(".weir") : Path.of(home));
    }

    /** The token for a server, empty where there is none. */
    String token(URI server) {
        String given = io.variable("WEIR_TOKEN");
        Entry entry = given.isEmpty() ? find(server) : null;
        String token = entry == null ? given : entry.token();
        if (!token.isEmpty()) {
            refuseOpenly(server);
        }
        return token;
    }

    /** Fails where what is secret would go over a network without TLS. */
    static void refuseOpenly(URI server) {
        if (!"https".equals(server.getScheme()) && !isLoopback(server)) {
            throw new CliFailure(
                    server + " speaks no TLS: neither a password nor a token is sent there.",
                    "Name the https URL of that Weir; only on this machine is http enough.");
        }
    }

    static boolean isLoopback(URI server) {
        try {
            return Origin.parse(server.toString()).isLoopback();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** The sign-in at a server; null for none. */
    @Nullable Entry find(URI server) {
        try {
            return file.find(server.toString());
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** The sign-in at the gateway that calls go through; null for none. */
    @Nullable Entry gateway() {
        try {
            return file.gateway();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    void keep(Entry entry) {
        try {
            file.keep(entry);
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    void forget(URI server) {
        try {
            file.forget(server.toString());
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    private CliFailure unreadable(IOException e) {
        return new CliFailure(
                file.path() + " cannot be read: " + CliFailure.reason(e) + ".",
                "Repair or remove it, and sign in again.");
    }

    private CliFailure unwritable(IOException e) {
        return new CliFailure(
                file.path() + " cannot be written: " + CliFailure.reason(e) + ".",
                "See that the file is whole and the directory yours.");
    }
}
