package dev.weir.bench.relay;

import dev.weir.bench.load.ChatRequests;
import dev.weir.bench.load.LoadDriver;
import dev.weir.bench.load.LoadResult;
import dev.weir.bench.load.StreamLoad;
import dev.weir.bench.load.StreamResult;
import dev.weir.bench.load.Target;
import dev.weir.bench.peers.Peer;
import dev.weir.bench.peers.Weir;
import dev.weir.bench.report.Results;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Many streams open at the same time, an event now and then on each; every set in a fresh process
 * that has answered some requests, so that memory left from other loads does not hide what streams
 * take.
 */
final class Holding {
    private static final int OPENED_PER_SECOND = 1000;
    private static final int SECONDS_PER_EVENT = 4;
    private static final Duration LOOK = Duration.ofMillis(500);

    /** Files that a proxy has open besides its streams' sockets. */
    private static final long OTHER_FILES = 300;

    private final LoadDriver driver;
    private final ChatRequests chat;
    private final Launch launch;
    private final Progress progress;
    private final List<Results.Hold> holds = new ArrayList<>();
    private final List<Results.RecordCount> records = new ArrayList<>();

    Holding(LoadDriver driver, ChatRequests chat, Launch launch, Progress progress) {
        this.driver = driver;
        this.chat = chat;
        this.launch = launch;
        this.progress = progress;
    }

    List<Results.Hold> holds() {
        return holds;
    }

    /** What each Weir was sent and has on record. */
    List<Results.RecordCount> records() {
        return records;
    }

    /**
     * Holds every set of streams in every proxy, HTTP/1.1 on both sides, which takes two sockets a
     * stream; and the largest in Weir with HTTP/2 to the provider, which takes little over one.
     *
     * @return what could not be done, in words
     * @throws IOException if a proxy does not start or answer
     */
    List<String> all(Plan plan, List<String> proxies) throws IOException {
        List<String> left = new ArrayList<>();
        long files = Machine.maxOpenFiles();
        for (int wanted : plan.streams()) {
            int count = (int) Math.max(1, Math.min(wanted, (files - OTHER_FILES) / 2));
            if (count < wanted && !proxies.isEmpty()) {
                left.add(
                        "%,d of %,d streams with HTTP/1.1 on both sides: that takes two sockets a stream, and a process may have %,d files open here"
                                .formatted(wanted - count, wanted, files));
            }
            for (String proxy : proxies) {
                hold(proxy, false, count, plan.hold());
            }
        }
        if (proxies.contains(Launch.WEIR) && !plan.streams().isEmpty()) {
            int most = plan.streams().getLast();
            hold(Launch.WEIR, true, (int) Math.min(most, files - OTHER_FILES), plan.hold());
        }
        return left;
    }

    private void hold(String name, boolean http2, int count, Duration length) throws IOException {
        String directory = "hold-" + holds.size();
        try (Peer peer = launch.start(name, directory)) {
            Tally tally = new Tally();
            Target target = http2 ? ((Weir) peer).targetOverHttp2() : peer.target();
            LoadResult warmUp =
                    driver.closedLoop(target, chat.questions(4096, "bytes=2048"), 16, LOOK);
            tally.add(warmUp.sent(), warmUp.complete());
            Settling.await(peer);
            Results.Hold hold = hold(peer, target, http2, count, length, tally);
            holds.add(hold);
            progress.say(
                    "streams %-6s %s upstream, %,d asked, %,d open, %,d to their end, %,d MiB",
                    name,
                    hold.upstream(),
                    hold.asked(),
                    hold.open(),
                    hold.complete(),
                    hold.residentOpen() >> 20);
            Settling.await(peer);
            if (peer instanceof Weir weir) {
                records.add(tally.count(weir));
            }
        }
    }

    /** Opens the streams, watches the memory while all are open, waits for their end. */
    private Results.Hold hold(
            Peer peer, Target target, boolean http2, int count, Duration length, Tally tally) {
        long before = peer.usage().residentBytes();
        Duration ramp = Duration.ofMillis(count * 1000L / OPENED_PER_SECOND);
        long seconds = ramp.plus(length).toSeconds() + SECONDS_PER_EVENT;
        long events = 1 + (seconds + SECONDS_PER_EVENT - 1) / SECONDS_PER_EVENT;
        String query = "events=" + events + "&us=" + SECONDS_PER_EVENT * 1_000_000;
        StreamLoad load =
                driver.streams(
                        target,
                        chat.questions(4096, query),
                        count,
                        ramp,
                        Duration.ofSeconds(seconds * 2 + 60));
        int open = load.opened().join();
        long most = 0;
        long end = System.nanoTime() + length.toNanos();
        while (System.nanoTime() < end) {
            Settling.pause(LOOK);
            most = Math.max(most, peer.usage().residentBytes());
        }
        StreamResult result = load.result().join();
        tally.add(result.sent(), result.complete());
        String upstream = http2 ? "HTTP/2" : "HTTP/1.1";
        return new Results.Hold(
                peer.name(), upstream, count, open, result.complete(), before, most);
    }
}
