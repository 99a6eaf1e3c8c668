package dev.weir.bench.relay;

import dev.weir.bench.load.ChatRequests;
import dev.weir.bench.load.LoadDriver;
import dev.weir.bench.load.StreamLoad;
import dev.weir.bench.load.StreamResult;
import dev.weir.bench.peers.Peer;
import dev.weir.bench.report.Results;

import java.time.Duration;

/** Many streams open at the same time, an event now and then on each. */
final class Holding {
    private static final int OPENED_PER_SECOND = 1000;
    private static final int SECONDS_PER_EVENT = 4;

    private final LoadDriver driver;
    private final ChatRequests chat;

    Holding(LoadDriver driver, ChatRequests chat) {
        this.driver = driver;
        this.chat = chat;
    }

    /** Opens the streams, reads the memory while all are open, waits for their end. */
    Results.Hold hold(Peer peer, int count, Duration length, Tally tally) {
        long before = peer.usage().residentBytes();
        Duration ramp = Duration.ofMillis(count * 1000L / OPENED_PER_SECOND);
        long seconds = ramp.plus(length).toSeconds() + SECONDS_PER_EVENT;
        long events = 1 + (seconds + SECONDS_PER_EVENT - 1) / SECONDS_PER_EVENT;
        String query = "events=" + events + "&us=" + SECONDS_PER_EVENT * 1_000_000;
        StreamLoad load =
                driver.streams(
                        peer.target(),
                        chat.questions(4096, query),
                        count,
                        ramp,
                        Duration.ofSeconds(seconds * 2 + 60));
        int open = load.opened().join();
        Settling.pause(length.dividedBy(2));
        long resident = peer.usage().residentBytes();
        StreamResult result = load.result().join();
        tally.add(result.sent(), result.complete());
        return new Results.Hold(peer.name(), count, open, result.complete(), before, resident);
    }
}
