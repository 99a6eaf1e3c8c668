package dev.weir.bench.relay;

import dev.weir.bench.load.ChatRequests;
import dev.weir.bench.load.LoadDriver;
import dev.weir.bench.peers.Mock;
import dev.weir.bench.peers.Nginx;
import dev.weir.bench.peers.Peer;
import dev.weir.bench.peers.Usage;
import dev.weir.bench.peers.Weir;
import dev.weir.bench.report.Results;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Plays a {@link Plan}: all peers run at the same time, one of them has the load. What cannot be
 * started is left out and said so; every load is bounded in time.
 */
public final class RelayBench {
    /** Threads for connections in Weir and workers of nginx. */
    private static final int WORKERS = Math.min(2, Runtime.getRuntime().availableProcessors());

    private final Plan plan;
    private final Setup setup;
    private final Progress progress;
    private final ChatRequests chat = new ChatRequests(11);
    private final List<Phase> phases;
    private final List<String> skipped = new ArrayList<>();
    private final List<Results.Sample> samples = new ArrayList<>();
    private final List<Results.Hold> holds = new ArrayList<>();
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

    public RelayBench(Plan plan, Setup setup, PrintStream progress) {
        this.plan = plan;
        this.setup = setup;
        this.progress = new Progress(progress);
        this.phases =
                Phase.all(chat).stream()
                        .filter(
                                phase ->
                                        plan.phases().isEmpty()
                                                || plan.phases().contains(phase.id()))
                        .toList();
    }

    /**
     * Runs it all.
     *
     * @throws IOException if the provider or a peer that is there cannot be started
     */
    public Results run() throws IOException {
        String startedAt = Instant.now().toString();
        Files.createDirectories(setup.directory());
        List<Peer> peers = new ArrayList<>();
        try (Mock mock = Mock.start(setup.directory());
                LoadDriver driver = new LoadDriver()) {
            Results.RecordCount records = null;
            try {
                start(peers, mock);
                peers.forEach(peer -> warmUp(driver, peer));
                rounds(driver, peers);
                hold(driver, peers);
                Weir weir = weirOf(peers);
                if (weir != null) {
                    Settling.await(weir);
                    records = tally.count(weir);
                    progress.say(
                            "weir: %,d sent, %,d complete, %,d on record",
                            records.sent(), records.complete(), records.recorded());
                }
            } finally {
                peers.forEach(Peer::close);
            }
            List<String> names = peers.stream().map(Peer::name).toList();
            Results.Starts starts = starts(mock, names);
            Results.Soak soak = soak(driver, mock, names);
            return new Results(
                    startedAt,
                    Machine.words(),
                    plan.words(),
                    names,
                    skipped,
                    samples,
                    holds,
                    starts,
                    records,
                    soak);
        }
    }

    private void start(List<Peer> peers, Mock mock) throws IOException {
        if (setup.peers().contains("direct")) {
            peers.add(Peer.direct(mock.port()));
        }
        if (setup.peers().contains("nginx")) {
            Optional<Path> nginx = Nginx.find();
            if (nginx.isPresent()) {
                peers.add(Nginx.start(nginx.get(), setup.directory(), mock.port(), WORKERS));
            } else {
                skip("nginx, which is not installed here");
            }
        }
        if (setup.peers().contains("weir")) {
            if (setup.script().isPresent()) {
                Starting.prepare(setup.script().get(), setup.directory());
                Weir weir =
                        Weir.start(
                                setup.script().get(),
                                setup.directory(),
                                mock.port(),
                                setup.jvmOptions());
                peers.add(weir);
                progress.say("weir listens after %.0f ms", weir.startMillis());
            } else {
                skip("weir, whose script is not there");
            }
        }
    }

    private void skip(String what) {
        skipped.add(what);
        progress.say("left out: %s", what);
    }

    private void warmUp(LoadDriver driver, Peer peer) {
        progress.say("warming up %s", peer.name());
        Duration part = plan.warmUp().dividedBy(Math.max(1, phases.size()));
        for (Phase phase : phases) {
            count(peer, phase.work().play(driver, peer.target(), part));
        }
        Settling.await(peer);
    }

    private void rounds(LoadDriver driver, List<Peer> peers) {
        for (int round = 1; round <= plan.rounds(); round++) {
            List<Peer> order = round % 2 == 1 ? peers : peers.reversed();
            for (Phase phase : phases) {
                for (Peer peer : order) {
                    measure(driver, round, phase, peer);
                }
            }
        }
    }

    private void measure(LoadDriver driver, int round, Phase phase, Peer peer) {
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

    private void hold(LoadDriver driver, List<Peer> peers) {
        Holding holding = new Holding(driver, chat);
        // A proxy has two sockets a stream, and some files besides.
        long possible = (Machine.maxOpenFiles() - 300) / 2;
        for (int wanted : plan.streams()) {
            int count = (int) Math.min(wanted, possible);
            if (count < wanted) {
                skip(
                        "%,d of %,d streams: a process may have %,d files open here"
                                .formatted(wanted - count, wanted, Machine.maxOpenFiles()));
            }
            for (Peer peer : peers) {
                Tally to = peer instanceof Weir ? tally : new Tally();
                Results.Hold hold = holding.hold(peer, count, plan.hold(), to);
                holds.add(hold);
                progress.say(
                        "streams %-6s %,d asked, %,d open, %,d to their end, %,d MiB",
                        peer.name(),
                        hold.asked(),
                        hold.open(),
                        hold.complete(),
                        hold.residentOpen() >> 20);
                Settling.await(peer);
            }
        }
    }

    private void count(Peer peer, Phase.Outcome outcome) {
        if (peer instanceof Weir) {
            tally.add(outcome.sent(), outcome.complete());
        }
    }

    private Results.@Nullable Starts starts(Mock mock, List<String> names) throws IOException {
        if (!names.contains("weir") || plan.starts() == 0) {
            return null;
        }
        progress.say("timing start-up");
        return Starting.time(
                setup.script().orElseThrow(), setup.directory(), mock.port(), plan.starts());
    }

    private Results.@Nullable Soak soak(LoadDriver driver, Mock mock, List<String> names)
            throws IOException {
        if (!names.contains("weir") || plan.soak().isZero()) {
            return null;
        }
        Path home = Files.createDirectories(setup.directory().resolve("soak"));
        try (Weir weir =
                Weir.start(setup.script().orElseThrow(), home, mock.port(), setup.jvmOptions())) {
            return new Soaking(driver, chat, progress).run(weir, plan.soak());
        }
    }

    private static @Nullable Weir weirOf(List<Peer> peers) {
        return peers.stream()
                .filter(Weir.class::isInstance)
                .map(Weir.class::cast)
                .findFirst()
                .orElse(null);
    }
}
