package dev.weir.gateway.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.net.URI;
import java.util.concurrent.Callable;

/** {@code weir logout}: ends the session. */
@Command(
        name = "logout",
        mixinStandardHelpOptions = true,
        description = "Signs out of a gateway; the session is good for nothing any more.")
final class LogoutCommand implements Callable<Integer> {

    private final Io io;

    @Mixin private final ServerOptions server = new ServerOptions();

    @Parameters(
            arity = "0..1",
            paramLabel = "URL",
            description = "The gateway's console port (default: --server, else $WEIR_SERVER).")
    private @Nullable String gateway;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    LogoutCommand(Io io) {
        this.io = io;
    }

    @Override
    public Integer call() {
        URI url = gateway == null ? server.url(io) : ServerOptions.url(gateway, "URL");
        try (Api api = ServerOptions.api(io, url)) {
            api.send("POST", "/api/v1/sign-out", null);
        } finally {
            new SignIns(io).forget(url);
        }
        io.out().println(json ? "{}" : "Signed out of " + url + ".");
        return 0;
    }
}
