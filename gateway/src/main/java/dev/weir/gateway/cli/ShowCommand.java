package dev.weir.gateway.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Callable;

/** {@code weir show ID}: one exchange as bytes or as a conversation, or a session. */
@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        description = {
            "Shows a session as a conversation, or one exchange: heads, bodies laid out for reading,",
            "timing. Session ids are those of 'weir sessions', 32 hexadecimal digits."
        })
final class ShowCommand implements Callable<Integer> {

    private final Io io;

    @Mixin private final ServerOptions server = new ServerOptions();

    @Parameters(
            paramLabel = "ID",
            description =
                    "Its id, a beginning or end of it that no other one has, or 'last' for the last exchange.")
    private String id = "last";

    @ArgGroup private @Nullable Raw raw;

    @Option(names = "--full", description = "Show bodies and texts whole, however long.")
    private boolean full;

    @Option(
            names = "--turn",
            description =
                    "Show an exchange as the call of a model: instructions, messages, answer.")
    private boolean turn;

    /** One thing as it is, instead of the page. */
    static final class Raw {
        @Option(names = "--json", description = "Print the document of the read API.")
        private boolean json;

        @Option(
                names = "--request",
                description = "Write the request body to stdout, exactly the bytes that passed.")
        @SuppressWarnings("UnusedVariable") // The one that is left where the others are not set.
        private boolean request;

        @Option(
                names = "--response",
                description = "Write the response body to stdout, exactly the bytes that passed.")
        private boolean response;
    }

    ShowCommand(Io io) {
        this.io = io;
    }

    @Override
    public Integer call() throws IOException {
        try (Api api = server.api(io)) {
            JsonNode session = ShownId.session(api, id);
            if (session != null) {
                session(api, session);
            } else {
                exchange(api, ShownId.exchange(api, id));
            }
        }
        return 0;
    }

    private void session(Api api, JsonNode session) {
        if (turn || raw != null && !raw.json) {
            throw CliFailure.usage(
                    "--turn, --request and --response are for one exchange; this is a session.",
                    "Give the id of an exchange: 'weir show SESSION' names them.");
        }
        SessionPage page = new SessionPage(io, api, full);
        if (raw != null) {
            page.json(session.path("id").asString(""));
        } else {
            page.print(session);
        }
    }

    private void exchange(Api api, String whole) throws IOException {
        String path = "/api/v1/exchanges/" + whole;
        if (turn && (raw == null || raw.json)) {
            boolean all = full || raw != null;
            JsonNode document = api.json(path + "/turn" + (all ? "" : "?cut=" + TurnPage.CUT));
            if (raw != null) {
                io.out().println(document);
            } else {
                new TurnPage(io, full).print(document);
            }
        } else if (raw != null && raw.json) {
            io.out().println(api.json(path));
        } else if (raw != null) {
            String side = raw.response ? "response" : "request";
            try (InputStream body = api.stream(path + "/" + side + "/body")) {
                body.transferTo(io.out());
                io.out().flush();
            }
        } else {
            new ExchangePage(io, api, full).print(api.json(path));
        }
    }
}
