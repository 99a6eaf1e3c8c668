package dev.weir.gateway.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.net.URI;
import java.util.concurrent.Callable;

/** {@code weir login}: signs in to a gateway. */
@Command(
        name = "login",
        mixinStandardHelpOptions = true,
        description = {
            "Signs in to a gateway: shows a code to enter in a browser, or takes a password.",
            "Keeps the session for the other commands, and for 'weir serve', which sends calls through the gateway then.",
            "Passwords are asked for, or a line of standard input."
        })
final class LoginCommand implements Callable<Integer> {

    private final Io io;

    @Mixin private final ServerOptions server = new ServerOptions();

    @Parameters(
            arity = "0..1",
            paramLabel = "URL",
            description = "The gateway's console port (default: --server, else $WEIR_SERVER).")
    private @Nullable String gateway;

    @Option(
            names = "--email",
            paramLabel = "EMAIL",
            description = "Sign in with this and a password.")
    private @Nullable String email;

    @Option(
            names = "--invitation",
            description = "Accept an invitation: asks for its token, then for a new password.")
    private boolean invitation;

    @Option(
            names = "--no-upstream",
            description = "For the other commands only: 'weir serve' sends calls where it did.")
    private boolean commandsOnly;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    LoginCommand(Io io) {
        this.io = io;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (gateway != null && server.isGiven()) {
            throw CliFailure.usage("The gateway is named twice.", "Give its URL, or --server.");
        }
        URI url = gateway == null ? server.url(io) : ServerOptions.url(gateway, "URL");
        SignIns.refuseOpenly(url);
        Session session = new Session(io, url);
        try (Api api = new Api(url)) {
            if (email == null && !invitation) {
                JsonNode answer = new DeviceLogin(io, api).go();
                session.keep(
                        answer.path("access_token").asString(""),
                        answer,
                        answer.path("email").asString(""),
                        !commandsOnly,
                        json);
            } else {
                JsonNode answer = api.send("POST", path(), body());
                session.keep(
                        answer.path("token").asString(""),
                        answer,
                        email == null ? "" : email,
                        !commandsOnly,
                        json);
            }
        }
        return 0;
    }

    private String path() {
        return invitation ? "/api/v1/accept" : "/api/v1/sign-in";
    }

    private ObjectNode body() {
        ObjectNode body = Api.JSON.createObjectNode();
        if (invitation) {
            body.put("token", Secrets.ask("Token of the invitation"));
            body.put("password", Secrets.ask("New password"));
        } else {
            body.put("email", email).put("password", Secrets.ask("Password for " + email));
        }
        return body;
    }
}
