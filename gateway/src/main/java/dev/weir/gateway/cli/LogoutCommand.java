package dev.weir.gateway.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.util.concurrent.Callable;

/** {@code weir logout}: ends the session. */
@Command(
        name = "logout",
        mixinStandardHelpOptions = true,
        description = "Signs out of the Weir named with --server.")
final class LogoutCommand implements Callable<Integer> {

    private final Io io;

    @Mixin private final ServerOptions server = new ServerOptions();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    LogoutCommand(Io io) {
        this.io = io;
    }

    @Override
    public Integer call() {
        try (Api api = server.api(io)) {
            api.send("POST", "/api/v1/sign-out", null);
        } finally {
            new SignIns(io).forget(server.url(io));
        }
        io.out().println(json ? "{}" : "Signed out of " + server.url(io) + ".");
        return 0;
    }
}
