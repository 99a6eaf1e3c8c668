package dev.weir.gateway.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.concurrent.Callable;

/** {@code weir setup}: makes the organisation and its first owner. */
@Command(
        name = "setup",
        mixinStandardHelpOptions = true,
        description = {
            "Makes the organisation and its first owner, by the token that serve printed.",
            "The password is asked for, or a line of standard input."
        })
final class SetupCommand implements Callable<Integer> {

    private final Io io;

    @Mixin private final ServerOptions server = new ServerOptions();

    @Option(
            names = "--token",
            required = true,
            paramLabel = "TOKEN",
            description = "The token that serve printed.")
    private String token = "";

    @Option(
            names = "--organisation",
            required = true,
            paramLabel = "NAME",
            description = "What the organisation is called.")
    private String organisation = "";

    @Option(
            names = "--email",
            required = true,
            paramLabel = "EMAIL",
            description = "What the owner signs in with.")
    private String email = "";

    @Option(names = "--name", paramLabel = "NAME", description = "The owner's name.")
    private @Nullable String name;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    SetupCommand(Io io) {
        this.io = io;
    }

    @Override
    public Integer call() {
        SignIns.refuseOpenly(server.url(io));
        ObjectNode body = Api.JSON.createObjectNode();
        body.put("token", token).put("organisation", organisation).put("email", email);
        if (name != null) {
            body.put("name", name);
        }
        body.put("password", Secrets.ask("Password for " + email));
        try (Api api = new Api(server.url(io))) {
            JsonNode session = api.send("POST", "/api/v1/setup", body);
            new Session(io, server.url(io))
                    .keep(session.path("token").asString(""), session, email, false, json);
        }
        return 0;
    }
}
