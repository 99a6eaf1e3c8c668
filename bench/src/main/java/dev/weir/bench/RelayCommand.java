package dev.weir.bench;

import dev.weir.bench.peers.Weir;
import dev.weir.bench.relay.Plan;
import dev.weir.bench.relay.RelayBench;
import dev.weir.bench.report.ReportFiles;
import dev.weir.bench.report.Results;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/** Compares no proxy, nginx and Weir. */
@Command(
        name = "relay",
        description = "Compares no proxy, nginx and Weir on the same loads, round by round.",
        mixinStandardHelpOptions = true)
final class RelayCommand implements Callable<Integer> {
    private static final String NUMBER = "N";

    @Option(names = "--quick", description = "About a minute instead of ten.")
    private boolean quick;

    @Option(
            names = "--rounds",
            paramLabel = NUMBER,
            description = "Rounds of a full run (default: ${DEFAULT-VALUE}).")
    private int rounds = 4;

    @Option(
            names = "--streams",
            paramLabel = NUMBER,
            description = "Streams held open in a full run (default: ${DEFAULT-VALUE}).")
    private int streams = 10_000;

    @Option(
            names = "--soak",
            paramLabel = "MINUTES",
            description = "Steady load on Weir for that long, at the end.")
    private double soak;

    @Option(
            names = "--phases",
            paramLabel = "NAME",
            split = ",",
            description = "Only these loads, e.g. post4k,sse.")
    private Set<String> phases = new LinkedHashSet<>();

    @Option(
            names = "--peers",
            paramLabel = "NAME",
            split = ",",
            description = "What to compare (default: ${DEFAULT-VALUE}).")
    private List<String> peers = List.of("direct", "nginx", "weir");

    @Option(
            names = "--weir",
            paramLabel = "FILE",
            description = "Weir's script (default: the one of this checkout).")
    private @Nullable Path weir;

    @Option(
            names = "--jvm",
            paramLabel = "OPTIONS",
            description = "For Weir's Java machine, e.g. to record a profile.")
    private String jvmOptions = "";

    @Option(
            names = "--work",
            paramLabel = "DIR",
            description = "Keeps data and logs there (default: a directory that is deleted).")
    private @Nullable Path work;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Directory of the report (default: ${DEFAULT-VALUE}).")
    private Path out = Path.of("docs", "benchmarks");

    @Override
    public Integer call() throws IOException {
        Duration soakLength = Duration.ofSeconds(Math.round(soak * 60));
        Plan plan =
                quick
                        ? Plan.quick(soakLength, phases)
                        : Plan.full(rounds, streams, soakLength, phases);
        Path given = work;
        Path directory =
                given == null
                        ? Files.createTempDirectory("weir-bench-")
                        : Files.createDirectories(given).toAbsolutePath();
        try {
            RelayBench.Setup setup = new RelayBench.Setup(peers, script(), jvmOptions, directory);
            Results results = new RelayBench(plan, setup, System.err).run();
            new ReportFiles(out).write(results);
            System.out.println(out.resolve("README.md"));
            return 0;
        } finally {
            if (given == null) {
                delete(directory);
            }
        }
    }

    private Optional<Path> script() {
        Path given = weir;
        if (given != null) {
            return Optional.of(given.toAbsolutePath());
        }
        String own = System.getProperty("weir.script");
        return own == null ? Weir.find(Path.of("")) : Optional.of(Path.of(own));
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
