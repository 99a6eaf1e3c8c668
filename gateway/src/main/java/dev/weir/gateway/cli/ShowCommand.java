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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** {@code weir show ID}: one exchange, heads, bodies and timing. */
@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        description = "Shows one exchange: heads, bodies laid out for reading, timing.")
final class ShowCommand implements Callable<Integer> {

    private static final int PAGE = 200;
    private static final int MAX_PAGES = 25;

    private final Io io;

    @Mixin private final ServerOptions server = new ServerOptions();

    @Parameters(
            paramLabel = "ID",
            description = "Its id, a beginning or end of it that no other one has, or 'last'.")
    private String id = "last";

    @ArgGroup private @Nullable Raw raw;

    @Option(names = "--full", description = "Show bodies whole, however long.")
    private boolean full;

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
        try (Api api = new Api(server.url(io))) {
            String whole = find(api, id);
            String path = "/api/v1/exchanges/" + whole;
            if (raw != null && raw.json) {
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
        return 0;
    }

    /** The whole id of what was given. */
    static String find(Api api, String given) {
        String wanted = given.strip().toLowerCase(java.util.Locale.ROOT);
        if (wanted.matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")) {
            return wanted;
        }
        if (wanted.equals("last")) {
            JsonNode newest = api.json("/api/v1/exchanges?limit=1").path("items").path(0);
            if (newest.isMissingNode()) {
                throw new CliFailure(
                        "There are no exchanges yet.",
                        "'weir info' says how to point a tool here.");
            }
            return newest.path("id").asString("");
        }
        if (!wanted.matches("[0-9a-f-]+")) {
            throw new CliFailure(
                    "'" + Plain.line(given) + "' is not an id.",
                    "Give one from 'weir exchanges', a part of it, or 'last'.");
        }
        return findPart(api, wanted);
    }

    private static String findPart(Api api, String part) {
        List<String> found = new ArrayList<>();
        String cursor = "";
        for (int page = 0; page < MAX_PAGES && found.size() < 5; page++) {
            StringBuilder path = new StringBuilder("/api/v1/exchanges?limit=" + PAGE);
            FilterOptions.append(path, "cursor", cursor.isEmpty() ? null : cursor);
            JsonNode answer = api.json(path.toString());
            for (JsonNode item : answer.path("items")) {
                String each = item.path("id").asString("");
                if (each.startsWith(part) || each.endsWith(part)) {
                    found.add(each);
                }
            }
            cursor = answer.path("next").asString("");
            if (cursor.isEmpty()) {
                break;
            }
        }
        if (found.isEmpty()) {
            throw new CliFailure(
                    "No exchange among the newest "
                            + PAGE * MAX_PAGES
                            + " has an id that begins or ends with '"
                            + part
                            + "'.",
                    "Give the whole id, or see 'weir exchanges'.");
        }
        if (found.size() > 1) {
            throw new CliFailure(
                    "Several exchanges have an id that begins or ends with '"
                            + part
                            + "': "
                            + String.join(", ", found.subList(0, Math.min(4, found.size())))
                            + (found.size() > 4 ? ", …" : "")
                            + ".",
                    "Give more of it.");
        }
        return found.getFirst();
    }
}
