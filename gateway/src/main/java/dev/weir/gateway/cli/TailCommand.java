package dev.weir.gateway.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import tools.jackson.core.JacksonException;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.concurrent.Callable;

/** {@code weir tail}: each exchange as it comes on record. */
@Command(
        name = "tail",
        mixinStandardHelpOptions = true,
        description = "Prints each exchange when it comes on record, until Ctrl-C.")
final class TailCommand implements Callable<Integer> {

    private final Io io;

    @Mixin private final ServerOptions server = new ServerOptions();

    @Option(
            names = {"-n", "--count"},
            paramLabel = "N",
            description = "Stop after this many (default: never).")
    private int count;

    @Option(names = "--json", description = "Print one JSON object a line.")
    private boolean json;

    TailCommand(Io io) {
        this.io = io;
    }

    @Override
    public Integer call() throws IOException {
        try (Api api = server.api(io);
                BufferedReader lines =
                        new BufferedReader(
                                new InputStreamReader(
                                        api.stream("/api/v1/tail"), StandardCharsets.UTF_8))) {
            int seen = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("data:") && show(line.substring(5).strip())) {
                    seen++;
                    if (seen == count || io.out().checkError()) {
                        return 0;
                    }
                }
            }
        }
        throw new CliFailure("Weir has ended the stream.", "It was stopped, or start it again.");
    }

    private boolean show(String data) {
        try {
            String line =
                    json
                            ? Api.JSON.readTree(data).toString()
                            : Exchanges.line(Api.JSON.readTree(data), ZoneId.systemDefault());
            io.out().println(line);
            return true;
        } catch (JacksonException e) {
            return false;
        }
    }
}
