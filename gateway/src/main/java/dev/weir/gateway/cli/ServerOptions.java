package dev.weir.gateway.cli;

import dev.weir.gateway.main.Configuration;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.net.URI;

/** Which Weir a command asks. */
final class ServerOptions {

    static final String LOCAL = "http://127.0.0.1:4142";

    @Option(
            names = "--server",
            paramLabel = "URL",
            description =
                    "Console port of the Weir to ask (default: $WEIR_SERVER, else " + LOCAL + ").")
    private @Nullable String server;

    /** The console's URL without a trailing slash. */
    URI url(Io io) {
        String text = server != null ? server : io.variable("WEIR_SERVER");
        String place = server != null ? "--server" : "$WEIR_SERVER";
        if (text.isEmpty()) {
            text = LOCAL;
        }
        while (text.endsWith("/")) {
            text = text.substring(0, text.length() - 1);
        }
        try {
            URI url = URI.create(text);
            if (url.getHost() != null
                    && url.getUserInfo() == null
                    && ("http".equals(url.getScheme()) || "https".equals(url.getScheme()))) {
                return url;
            }
        } catch (IllegalArgumentException e) {
            // Falls through to the one message for all that is not a URL.
        }
        throw CliFailure.usage(
                place + ": '" + Plain.line(text) + "' is not the URL of a server.",
                "Give the console port, like " + LOCAL + ".");
    }

    /** The API of the server, as whom one is signed in there. */
    Api api(Io io) {
        URI url = url(io);
        return new Api(url, new SignIns(io).token(url));
    }

    /** The same, but where no server was named the console port of a configuration. */
    URI url(Io io, Configuration configuration) {
        boolean named = server != null || !io.variable("WEIR_SERVER").isEmpty();
        return named || configuration.console().port() == 0
                ? url(io)
                : URI.create("http://" + configuration.console());
    }

    /** True where a server other than the local standard was named. */
    boolean isNamed(Io io) {
        boolean named = server != null || !io.variable("WEIR_SERVER").isEmpty();
        return named && !url(io).toString().equals(LOCAL);
    }
}
