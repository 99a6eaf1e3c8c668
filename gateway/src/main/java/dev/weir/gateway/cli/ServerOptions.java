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
        return server != null
                ? url(server, "--server")
                : url(io.variable("WEIR_SERVER"), "$WEIR_SERVER");
    }

    /** True where --server was given. */
    boolean isGiven() {
        return server != null;
    }

    /**
     * The URL that a text names; of the local Weir where it is empty.
     *
     * @param place who says so, for messages
     */
    static URI url(String given, String place) {
        String text = given;
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
        return api(io, url(io));
    }

    static Api api(Io io, URI url) {
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
