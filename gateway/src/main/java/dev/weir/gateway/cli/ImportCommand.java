package dev.weir.gateway.cli;

import dev.weir.gateway.main.Configuration;
import dev.weir.gateway.main.ConfigurationException;
import dev.weir.gateway.main.ConfigurationReader;
import dev.weir.gateway.main.OfflineImport;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

/** {@code weir import}: puts on record what was exported, or recorded by others. */
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        description = {
            "Puts on record what 'weir export' wrote, HAR files of browsers and others, and session",
            "files of Claude Code. What is on record already is left as it is."
        })
final class ImportCommand implements Callable<Integer> {

    private static final String STDIN = "-";

    private final Io io;

    @Mixin private final ServerOptions server = new ServerOptions();

    @Parameters(
            paramLabel = "FILE",
            arity = "1..*",
            description = "Files, plain or gzip; - is standard input.")
    private List<String> files = List.of();

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "jsonl, har or claude-code (default: found out by the file's beginning).")
    private @Nullable String format;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Import into this data directory, which no running Weir uses.")
    private @Nullable String data;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    ImportCommand(Io io) {
        this.io = io;
    }

    /** Imports one stream and gives the report. */
    @FunctionalInterface
    private interface Target {
        JsonNode take(InputStream in) throws InterruptedException;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        String named = format;
        if (named != null && !OfflineImport.isFormat(named)) {
            throw CliFailure.usage(
                    "--format: '" + Plain.line(named) + "' is not known.",
                    "Use jsonl, har or claude-code, or leave it out.");
        }
        String directory = data;
        if (directory == null) {
            String path = "/api/v1/import" + (named == null ? "" : "?format=" + named);
            try (Api api = server.api(io)) {
                return all(in -> api.post(path, "application/octet-stream", in));
            }
        }
        try (OfflineImport offline = open(configuration(directory))) {
            return all(in -> Api.JSON.readTree(offline.run(in, named)));
        }
    }

    private static OfflineImport open(Configuration configuration) {
        try {
            return OfflineImport.open(configuration);
        } catch (IOException e) {
            throw new CliFailure(
                    configuration.data() + " cannot be opened: " + CliFailure.reason(e) + ".",
                    "Where a Weir is running there, import without --data.");
        }
    }

    private Configuration configuration(String directory) {
        try {
            ConfigurationReader reader = new ConfigurationReader(io.environment());
            reader.override("data", directory, "--data");
            return reader.read();
        } catch (ConfigurationException e) {
            throw new CliFailure(
                    Plain.line(String.valueOf(e.getMessage())),
                    "Name a directory with --data DIR.");
        }
    }

    private int all(Target target) throws IOException, InterruptedException {
        boolean whole = true;
        ArrayNode reports = Api.JSON.createArrayNode();
        for (String file : files) {
            JsonNode report = one(file, target);
            boolean fine = report.path("broken").isNull() && report.path("refused").asLong(0) == 0;
            whole &= fine;
            if (json) {
                ObjectNode named = Api.JSON.createObjectNode().put("file", file);
                reports.add(named.setAll((ObjectNode) report));
            } else {
                print(file, report);
            }
        }
        if (json) {
            io.out().println(reports);
        }
        return whole ? 0 : 1;
    }

    private JsonNode one(String file, Target target) throws IOException, InterruptedException {
        boolean standard = file.equals(STDIN);
        long size = standard ? -1 : Files.size(Path.of(file));
        try (InputStream in =
                new Watched(
                        standard
                                ? new FileInputStream(FileDescriptor.in)
                                : Files.newInputStream(Path.of(file)),
                        (bytes) -> progress(file, bytes, size))) {
            return target.take(in);
        }
    }

    private void progress(String file, long bytes, long size) {
        String of = size < 0 ? "" : " of " + Exchanges.bytes(size);
        io.err().println(io.dim(Plain.line(file) + ": " + Exchanges.bytes(bytes) + of));
    }

    private void print(String file, JsonNode report) {
        for (JsonNode problem : report.path("problems")) {
            io.out()
                    .println(
                            io.red("refused  ")
                                    + Plain.line(file)
                                    + ":"
                                    + problem.path("at").asLong(0)
                                    + "  "
                                    + Plain.line(problem.path("reason").asString("")));
        }
        String broken = report.path("broken").asString("");
        if (!report.path("broken").isNull()) {
            io.out().println(io.red("broken   ") + Plain.line(file) + "  " + Plain.line(broken));
        }
        long refused = report.path("refused").asLong(0);
        String refusals = refused + " refused";
        io.out()
                .println(
                        Plain.line(file)
                                + " ("
                                + Plain.line(report.path("format").asString("unknown"))
                                + "): "
                                + io.green(report.path("imported").asLong(0) + " imported")
                                + ", "
                                + report.path("known").asLong(0)
                                + " already there, "
                                + (refused == 0 ? refusals : io.red(refusals)));
    }
}
