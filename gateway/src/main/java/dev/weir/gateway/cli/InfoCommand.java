package dev.weir.gateway.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import tools.jackson.databind.JsonNode;

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

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    InfoCommand(Io io) {
        this.io = io;
    }

    @Override
    public Integer call() {
        try (Api api = server.api(io)) {
            JsonNode info = api.info();
            if (json) {
                io.out().println(info);
            } else {
                print(info);
            }
        }
        return 0;
    }

    private void print(JsonNode info) {
        String proxy = info.path("proxy").asString("");
        field("Weir", info.path("version").asString(""));
        field("proxy", proxy);
        field("console", info.path("console").asString(""));
        field("data", info.path("data").asString(""));
        JsonNode capture = info.path("capture");
        field(
                "capture",
                capture.path("mode").asString("")
                        + ", durability "
                        + capture.path("durability").asString("")
                        + ", when full "
                        + capture.path("onFull").asString(""));
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
