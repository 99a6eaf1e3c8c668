package dev.weir.bench.relay;

import dev.weir.bench.load.ChatRequests;
import dev.weir.bench.load.LoadDriver;
import dev.weir.bench.peers.Mock;
import dev.weir.bench.peers.Nginx;
import dev.weir.bench.peers.Peer;
import dev.weir.bench.peers.Usage;
import dev.weir.bench.peers.Verification;
import dev.weir.bench.peers.Weir;
import dev.weir.bench.report.Results;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Plays a {@link Plan}: all peers run at the same time, one of them has the load. What cannot be
 * started is left out and said so; every load is bounded in time.
 */
public final class RelayBench {
    /** Directory of the processes that the rounds run on. */
    private static final String ROUNDS = "rounds";

    private final Plan plan;
    private final Setup setup;
    private final Progress progress;
    private final ChatRequests chat = new ChatRequests(11);
    private final List<Phase> phases;
    private final List<String> skipped = new ArrayList<>();
    private final List<Results.Sample> samples = new ArrayList<>();
    private final Tally tally = new Tally();

    /**
     * What to compare, and where to work.
     *
     * @param peers names of what to compare: direct, nginx, weir
     * @param script Weir's script, if there is one
     * @param jvmOptions for Weir's Java machine, empty for none
     * @param directory for data, logs and configuration
     */
    public record Setup(
            List<String> peers, Optional<Path> script, String jvmOptions, Path directory) {}

    /**
     * Prepares a run.
     *
     * @throws IllegalArgumentException if the plan names a load or the setup a peer that there is
     *     not
     */
    public RelayBench(Plan plan, Setup setup, PrintStream progress) {
        this.plan = plan;
        this.setup = setup;
        this.progress = new Progress(progress);
        List<Phase> all = Phase.all(chat);
        List<String> parts = new ArrayList<>(all.stream().map(Phase::id).toList());
        parts.addAll(List.of(Plan.STREAMS, Plan.START));
        known("load", plan.phases(), parts);
        known("peer", setup.peers(), Launch.NAMES);
        this.phases = all.stream().filter(phase -> plan.has(phase.id())).toList();
    }

    private static void known(String what, Collection<String> given, List<String> known) {
        for (String name : given) {
            if (!known.contains(name)) {
                throw new IllegalArgumentException(
                        "no " + what + " '" + name + "'; there are " + String.join(", ", known));
            }
        }
    }

    /**
     * Runs it all.
     *
     * @throws IOException if the provider or a peer that is there cannot be started
     */
    public Results run() throws IOException {
        String startedAt = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        Files.createDirectories(setup.directory());
        try (Mock mock = Mock.start(setup.directory());
                LoadDriver driver = new LoadDriver()) {
            Launch launch = new Launch(setup, mock.port());
            List<String> names = names(launch);
            String machine = machine(names);
            if (names.contains(Launch.WEIR)) {
                Starting.prepare(setup.script().orElseThrow(), setup.directory());
            }
            Results.RecordCount records = null;
            Results.Check check = null;
            if (!phases.isEmpty()) {
                records = compare(driver, launch, names);
                check = verify(names);
            }
            Holding holding = new Holding(driver, chat, launch, progress);
            List<String> proxies = new ArrayList<>(names);
            proxies.remove(Launch.DIRECT);
            if (plan.has(Plan.STREAMS)) {
                skipped.addAll(holding.all(plan, proxies));
            }
            for (Results.RecordCount more : holding.records()) {
                records = records == null ? more : records.plus(more);
            }
            if (records != null) {
                progress.say(
                        "weir: %,d sent, %,d complete, %,d on record, %,d lost",
                        records.sent(), records.complete(), records.recorded(), records.lost());
            }
            Results.Starts starts = starts(mock, names);
            Results.Soak soak = soak(driver, launch, names);
            return new Results(
                    startedAt,
                    machine,
                    plan.words(),
                    names,
                    skipped,
                    samples,
                    holding.holds(),
                    starts,
                    records,
                    check,
                    soak);
        }
    }

    /** What of the peers asked for is there, in the order of tables. */
    private List<String> names(Launch launch) {
        List<String> there = new ArrayList<>();
        for (String name : Launch.NAMES) {
            if (setup.peers().contains(name)) {
                launch.missing(name).ifPresentOrElse(this::skip, () -> there.add(name));
            }
        }
        return there;
    }

    private String machine(List<String> names) throws IOException {
        String nginx =
                names.contains(Launch.NGINX)
                        ? ", " + Nginx.version(Nginx.find().orElseThrow(), setup.directory())
                        : "";
        return Machine.words() + nginx;
    }

    /** All rounds; what Weir was sent in them and has on record, if it takes part. */
    private Results.@Nullable RecordCount compare(
            LoadDriver driver, Launch launch, List<String> names) throws IOException {
        List<Peer> peers = new ArrayList<>();
        try {
            for (String name : names) {
                peers.add(launch.start(name, ROUNDS));
            }
            for (Peer peer : peers) {
                warmUp(driver, peer);
            }
            rounds(driver, peers);
            for (Peer peer : peers) {
                if (peer instanceof Weir weir) {
                    Settling.await(weir);
                    return tally.count(weir);
                }
            }
            return null;
        } finally {
            peers.forEach(Peer::close);
        }
    }

    private Results.@Nullable Check verify(List<String> names) throws IOException {
        if (!names.contains(Launch.WEIR)) {
            return null;
        }
        progress.say("checking every record and body");
        Results.Check check =
                Verification.run(setup.script().orElseThrow(), setup.directory().resolve(ROUNDS));
        progress.say(
                "%,d exchanges, %,d bodies, %,d problems",
                check.exchanges(), check.bodies(), check.problems());
        return check;
    }

    private void skip(String what) {
        skipped.add(what);
        progress.say("left out: %s", what);
    }

    private void warmUp(LoadDriver driver, Peer peer) throws IOException {
        progress.say("warming up %s", peer.name());
        Duration part = plan.warmUp().dividedBy(Math.max(1, phases.size()));
        for (Phase phase : phases) {
            count(peer, phase.work().play(driver, peer.target(), part));
        }
        Settling.await(peer);
    }

    private void rounds(LoadDriver driver, List<Peer> peers) throws IOException {
        for (int round = 1; round <= plan.rounds(); round++) {
            List<Peer> order = round % 2 == 1 ? peers : peers.reversed();
            for (Phase phase : phases) {
                for (Peer peer : order) {
                    measure(driver, round, phase, peer);
                }
            }
        }
    }

    private void measure(LoadDriver driver, int round, Phase phase, Peer peer) throws IOException {
        Usage before = peer.usage();
        Phase.Outcome outcome = phase.work().play(driver, peer.target(), plan.length());
        long answered = System.nanoTime();
        Usage after = Settling.await(peer);
        count(peer, outcome);
        Results.Sample sample =
                new Results.Sample(
                        round,
                        phase.id(),
                        peer.name(),
                        outcome.complete(),
                        outcome.errors(),
                        outcome.units(),
                        after.cpuMillis() - before.cpuMillis(),
                        (System.nanoTime() - answered) / 1e9,
                        Machine.loadAverage(),
                        outcome.values());
        samples.add(sample);
        progress.say(
                "round %d/%d %-12s %-6s %,9d units, %,d errors, %7.1f ms CPU / 1,000, settled %.1f s, load %.1f",
                round,
                plan.rounds(),
                phase.id(),
                peer.name(),
                sample.units(),
                sample.errors(),
                sample.units() == 0 ? 0 : sample.cpuMillis() * 1000 / sample.units(),
                sample.settleSeconds(),
                sample.loadAverage());
    }

    private void count(Peer peer, Phase.Outcome outcome) {
        if (peer instanceof Weir) {
            tally.add(outcome.sent(), outcome.complete());
        }
    }

    private Results.@Nullable Starts starts(Mock mock, List<String> names) throws IOException {
        if (!names.contains(Launch.WEIR) || !plan.has(Plan.START)) {
            return null;
        }
        progress.say("timing start-up");
        return Starting.time(
                setup.script().orElseThrow(), setup.directory(), mock.port(), plan.starts());
    }

    private Results.@Nullable Soak soak(LoadDriver driver, Launch launch, List<String> names)
            throws IOException {
        if (!names.contains(Launch.WEIR) || plan.soak().isZero()) {
            return null;
        }
        try (Weir weir = (Weir) launch.start(Launch.WEIR, "soak")) {
            return new Soaking(driver, chat, progress).run(weir, plan.soak());
        }
    }
}
