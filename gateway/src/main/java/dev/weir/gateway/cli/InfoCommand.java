package dev.weir.gateway.cli;

import dev.weir.gateway.main.SignInFile;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import tools.jackson.databind.JsonNode;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** {@code weir info}: where everything is, and the line to paste per tool. */
@Command(
        name = "info",
        mixinStandardHelpOptions = true,
        description = "Prints the base URLs and the line to paste per tool.")
final class InfoCommand implements Callable<Integer> {

    private final Io io;

    @Mixin private final ServerOptions server = new ServerOptions();

    @Option(
            names = "--show-token",
            description =
                    "Put the token of your session into the lines; else they name $WEIR_TOKEN.")
    private boolean showToken;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    InfoCommand(Io io) {
        this.io = io;
    }

    @Override
    public Integer call() {
        URI url = server();
        try (Api api = ServerOptions.api(io, url)) {
            JsonNode info = api.info();
            if (json) {
                io.out().println(info);
            } else {
                print(info);
                if (info.path("signInRequired").asBoolean(false)) {
                    gatewayLines(url, info);
                } else {
                    lines(info);
                }
                providers(info);
            }
        }
        return 0;
    }

    /** The Weir that is named; else the local one, or the gateway where only that one is there. */
    private URI server() {
        URI url = server.url(io);
        boolean named = server.isGiven() || !io.variable("WEIR_SERVER").isEmpty();
        SignInFile.Entry gateway = named ? null : new SignIns(io).gateway();
        if (gateway == null) {
            return url;
        }
        try (Api api = new Api(url)) {
            return api.isLive() ? url : URI.create(gateway.server());
        }
    }

    private void print(JsonNode info) {
        String proxy = info.path("proxy").asString("");
        field("Weir", info.path("version").asString(""));
        field("proxy", proxy);
        field("console", info.path("console").asString(""));
        if (info.has("data")) {
            field("data", info.path("data").asString(""));
        }
        JsonNode capture = info.path("capture");
        field(
                "capture",
                capture.path("mode").asString("")
                        + ", durability "
                        + capture.path("durability").asString("")
                        + ", when full "
                        + capture.path("onFull").asString(""));
        if (!info.path("signInRequired").asBoolean(false)) {
            String gateway = info.path("gateway").asString("");
            SignInFile.Entry entry =
                    gateway.isEmpty() ? null : new SignIns(io).find(URI.create(gateway));
            String who = entry == null ? "" : entry.who();
            field(
                    "calls go",
                    gateway.isEmpty()
                            ? "straight to the providers"
                            : "through the gateway "
                                    + gateway
                                    + (who.isEmpty() ? "" : " as " + who)
                                    + ", with its token in place of the tool's key");
        }
    }

    /** For whoever is signed in there: what each tool is to be told. */
    private void gatewayLines(URI url, JsonNode info) {
        String proxy = info.path("proxy").asString("");
        SignIns signIns = new SignIns(io);
        SignInFile.Entry entry = signIns.find(url);
        if (entry != null && !entry.who().isEmpty()) {
            field("signed in", "as " + entry.who());
        }
        String token = showToken ? Shell.word(signIns.token(url)) : TokenLines.VARIABLE;
        io.out().println();
        io.out().println(io.bold("Point a tool at it"));
        for (TokenLines.Line line : TokenLines.TABLE) {
            io.out()
                    .println(
                            "  "
                                    + line.title()
                                    + " (the token goes into "
                                    + line.variable()
                                    + "):");
            io.out().println("    " + Plain.line(line.paste(proxy, token)));
        }
        io.out().println();
        if (!showToken) {
            io.out()
                    .println(
                            "WEIR_TOKEN is a token of yours: make one that lasts with 'weir tokens add"
                                    + " NAME'; --show-token shows that of this session, which ends 12"
                                    + " hours after its last use.");
            io.out().println();
        }
    }

    private void lines(JsonNode info) {
        String proxy = info.path("proxy").asString("");
        io.out().println();
        io.out().println(io.bold("Point a tool at it (or: weir run -- TOOL)"));
        Tools.Surroundings bare =
                new Tools.Surroundings(proxy, Tools.upstreams(info), Map.of(), io.home());
        for (Tools.Tool tool : Tools.TOOLS) {
            for (String line : pasteLines(tool, Tools.prepare(tool.command(), bare))) {
                io.out().println("  " + Plain.line(line));
            }
        }
        io.out().println();
    }

    private void providers(JsonNode info) {
        String proxy = info.path("proxy").asString("");
        Table table = new Table("PROVIDER", "BASE URL FOR TOOLS", "UPSTREAM", "DIALECT", "CAPTURE");
        for (JsonNode provider : info.path("providers")) {
            String name = provider.path("name").asString("");
            table.row(
                    name,
                    proxy + "/" + name,
                    provider.path("base").asString(""),
                    provider.path("dialect").asString(""),
                    provider.path("capture").asString(""));
        }
        table.print(io);
    }

    private static List<String> pasteLines(Tools.Tool tool, Tools.Launch launch) {
        StringBuilder line = new StringBuilder();
        launch.variables()
                .forEach(
                        (name, value) -> {
                            if (!name.equalsIgnoreCase("no_proxy")) {
                                line.append(name).append('=').append(Shell.word(value)).append(' ');
                            }
                        });
        line.append(tool.command());
        for (String argument : launch.arguments()) {
            line.append(' ').append(Shell.word(argument));
        }
        return List.of(tool.title() + ":", "  " + line);
    }

    private void field(String name, String value) {
        io.out()
                .println(
                        io.dim(name + " ".repeat(Math.max(1, 9 - name.length())))
                                + Plain.line(value));
    }
}
