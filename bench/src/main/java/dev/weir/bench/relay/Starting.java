package dev.weir.bench.relay;

import dev.weir.bench.peers.ChildProcess;
import dev.weir.bench.peers.Weir;
import dev.weir.bench.report.Results;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Times how fast Weir is up, each time with a data directory of its own. */
final class Starting {
    private static final int MAX_WAIT_SECONDS = 90;

    private Starting() {}

    /**
     * Starts the script once, so that it has built what it builds, and gives it time to make its
     * class cache in the background.
     */
    static void prepare(Path script, Path directory) throws IOException {
        try (ChildProcess child =
                ChildProcess.start(
                        "prepare",
                        directory,
                        Map.of(),
                        false,
                        List.of(script.toString(), "--help"))) {
            child.await(600);
        }
        Path built = script.resolveSibling("gateway").resolve("target").resolve("weir");
        for (int i = 0; i < MAX_WAIT_SECONDS && Files.isDirectory(built); i++) {
            if (Files.exists(built.resolve("weir.aot"))) {
                return;
            }
            Settling.pause(Duration.ofSeconds(1));
        }
    }

    static Results.Starts time(Path script, Path directory, int providerPort, int tries)
            throws IOException {
        List<Double> serve = new ArrayList<>();
        List<Double> help = new ArrayList<>();
        for (int i = 0; i < tries; i++) {
            Path home = Files.createDirectories(directory.resolve("start-" + i));
            try (Weir weir = Weir.start(script, home, providerPort, "")) {
                serve.add(weir.startMillis());
            }
            long began = System.nanoTime();
            try (ChildProcess child =
                    ChildProcess.start(
                            "help", home, Map.of(), false, List.of(script.toString(), "--help"))) {
                child.await(30);
                help.add((System.nanoTime() - began) / 1e6);
            }
        }
        return new Results.Starts(serve, help);
    }
}
