package dev.weir.bench.peers;

import dev.weir.bench.report.Results;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** {@code weir verify} on the data of a Weir that has ended. */
public final class Verification {
    private static final Duration LIMIT = Duration.ofMinutes(10);

    private Verification() {}

    /**
     * Checks every record and body against its hashes.
     *
     * @param directory that Weir was started in
     * @throws IOException if it cannot be run, or does not end in time
     */
    public static Results.Check run(Path script, Path directory) throws IOException {
        List<String> command =
                List.of(
                        script.toString(),
                        "verify",
                        "--json",
                        "--data",
                        Weir.data(directory).toString());
        try (ChildProcess child =
                ChildProcess.start("verify", directory, Map.of(), true, command)) {
            JsonNode found = new ObjectMapper().readTree(child.awaitLine("{", LIMIT));
            return new Results.Check(
                    found.path("exchanges").asLong(),
                    found.path("bodies").asLong(),
                    found.path("problems").size());
        }
    }
}
