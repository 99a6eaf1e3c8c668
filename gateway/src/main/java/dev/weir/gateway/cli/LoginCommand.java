package dev.weir.gateway.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.net.URI;
import java.util.concurrent.Callable;

/** {@code weir login}: signs in to a gateway. */
@Command(
        name = "login",
        mixinStandardHelpOptions = true,
        description = {
            "Signs in to the Weir named with --server, and keeps the session for the other commands.",
            "The password is asked for, or a line of standard input."
        })
final class LoginCommand implements Callable<Integer> {

    private final Io io;

    @Mixin private final ServerOptions server = new ServerOptions();

    @Option(
            names = "--email",
            paramLabel = "EMAIL",
            description = "Sign in with this and a password.")
    private @Nullable String email;

    @Option(
            names = "--invitation",
            description = "Accept an invitation: asks for its token, then for a new password.")
    private boolean invitation;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    LoginCommand(Io io) {
        this.io = io;
    }

    @Override
    public Integer call() {
        URI url = server.url(io);
        ObjectNode body = Api.JSON.createObjectNode();
        String path = "/api/v1/sign-in";
        String who = email;
        if (invitation) {
            path = "/api/v1/accept";
            body.put("token", Secrets.ask("Token of the invitation"));
            body.put("password", Secrets.ask("New password"));
        } else {
            if (who == null) {
                throw CliFailure.usage("Nobody is named.", "Give --email, or --invitation.");
            }
            body.put("email", who).put("password", Secrets.ask("Password for " + who));
        }
        try (Api api = new Api(url)) {
            keep(io, url, api.send("POST", path, body), who == null ? "" : who, json);
        }
        return 0;
    }

    static void keep(Io io, URI url, JsonNode session, String who, boolean json) {
        new SignIns(io).keep(url, session.path("token").asString(""), who);
        if (json) {
            ObjectNode shown = Api.JSON.createObjectNode();
            shown.put("server", url.toString());
            shown.put("organisation", session.path("organisation").asString(""));
            shown.put("expires_at", session.path("expires_at").asString(""));
            io.out().println(shown);
            return;
        }
        io.out()
                .println(
                        "Signed in at "
                                + url
                                + (who.isEmpty() ? "" : " as " + Plain.line(who))
                                + ", until "
                                + session.path("expires_at").asString("")
                                + " and longer while it is used.");
    }
}
