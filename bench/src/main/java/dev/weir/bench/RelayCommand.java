package dev.weir.bench;

import dev.weir.bench.files.WorkDirectory;
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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;

/** Compares no proxy, nginx and Weir. */
@Command(
        name = "relay",
        description = {
            "Compares no proxy, nginx and Weir on the same loads, round by round.",
            "Exit status 1 where Weir has lost an exchange or a hash differs."
        },
        mixinStandardHelpOptions = true)
final class RelayCommand implements Callable<Integer> {
    private static final String NUMBER = "N";
    private static final List<String> ALL = List.of("direct", "nginx", "weir");

    @Option(names = "--quick", description = "Under four minutes instead of under fifteen.")
    private boolean quick;

    @Option(names = "--rounds", paramLabel = NUMBER, description = "Rounds (default: 4, quick 2).")
    private @Nullable Integer rounds;

    @Option(
            names = "--seconds",
            paramLabel = NUMBER,
            description = "Length of a load in a round (default: 4, quick 1.5).")
    private @Nullable Double seconds;

    @Option(
            names = "--streams",
            paramLabel = NUMBER,
            description = "Streams held open (default: 1000 and 10000, quick 1000).")
    private @Nullable Integer streams;

    @Option(
            names = "--soak",
            paramLabel = "MINUTES",
            description = "Steady load on Weir for that long, at the end.")
    private double soak;

    @Option(
            names = "--phases",
            paramLabel = "NAME",
            split = ",",
            description =
                    "Only these: post4k, post200k, post4k-paced, sse, post4k-one, first-token, gap, throughput; streams; start.")
    private Set<String> phases = new LinkedHashSet<>();

    @Option(
            names = "--peers",
            paramLabel = "NAME",
            split = ",",
            description = "What to compare (default: ${DEFAULT-VALUE}).")
    private List<String> peers = ALL;

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
            description = {
                "Writes relay.json, relay.md and charts there (default: docs/benchmarks of the",
                "checkout for a full run with all loads and peers; nowhere for any other)."
            })
    private @Nullable Path out;

    @Option(names = "--json", description = "Print the raw figures instead of the page.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        Path given = work;
        if (given != null) {
            return run(Files.createDirectories(given).toAbsolutePath());
        }
        try (WorkDirectory directory = WorkDirectory.make()) {
            return run(directory.path());
        }
    }

    private int run(Path directory) throws IOException {
        RelayBench.Setup setup = new RelayBench.Setup(peers, script(), jvmOptions, directory);
        Results results = new RelayBench(plan(), setup, System.err).run();
        System.out.println(
                json ? ReportFiles.json(results).strip() : ReportFiles.page(results).strip());
        Path to = out == null && whole() ? ReportFiles.usual() : out;
        if (to != null) {
            new ReportFiles(to).write(results);
            System.err.println("written to " + to);
        }
        return lost(results) ? 1 : 0;
    }

    private Plan plan() {
        Plan usual = quick ? Plan.QUICK : Plan.FULL;
        return new Plan(
                rounds == null ? usual.rounds() : rounds,
                seconds == null ? usual.length() : Duration.ofMillis(Math.round(seconds * 1000)),
                streams == null ? usual.streams() : List.of(streams),
                usual.hold(),
                usual.starts(),
                Duration.ofSeconds(Math.round(soak * 60)),
                phases);
    }

    /** Whether this is a run whose figures may replace the published ones. */
    private boolean whole() {
        return !quick
                && rounds == null
                && seconds == null
                && streams == null
                && phases.isEmpty()
                && jvmOptions.isEmpty()
                && peers.equals(ALL);
    }

    /** Whether Weir has lost anything: a run in which it has fails. */
    private static boolean lost(Results results) {
        Results.RecordCount records = results.records();
        Results.Check check = results.check();
        return records != null && records.lost() > 0 || check != null && check.problems() > 0;
    }

    private Optional<Path> script() {
        Path given = weir;
        if (given != null) {
            return Optional.of(given.toAbsolutePath());
        }
        String own = System.getProperty("weir.script");
        return own == null ? Weir.find(Path.of("")) : Optional.of(Path.of(own));
    }
}
