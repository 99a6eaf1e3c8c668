package dev.weir.bench.relay;

import dev.weir.bench.load.ChatRequests;
import dev.weir.bench.load.LoadDriver;
import dev.weir.bench.load.LoadResult;
import dev.weir.bench.load.StreamResult;
import dev.weir.bench.load.Target;
import dev.weir.bench.peers.Weir;
import dev.weir.bench.report.Results;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Mixed load on one Weir for minutes: questions, conversations, streams, in turn. */
final class Soaking {
    private final LoadDriver driver;
    private final ChatRequests chat;
    private final Progress progress;
    private final Tally tally = new Tally();

    Soaking(LoadDriver driver, ChatRequests chat, Progress progress) {
        this.driver = driver;
        this.chat = chat;
        this.progress = progress;
    }

    Results.Soak run(Weir weir, Duration length) throws IOException {
        List<Results.MemoryPoint> memory = new ArrayList<>();
        long started = System.nanoTime();
        long elapsed = 0;
        while (elapsed < length.toNanos()) {
            slice(weir.target());
            elapsed = System.nanoTime() - started;
            long resident = weir.usage().residentBytes();
            memory.add(new Results.MemoryPoint(elapsed / 1e9, resident));
            if (memory.size() % 6 == 0) {
                progress.say("soak: %.1f min, %,d MiB", elapsed / 6e10, resident >> 20);
            }
        }
        Settling.await(weir);
        Results.RecordCount count = tally.count(weir);
        progress.say("soak: %,d complete, %,d on record", count.complete(), count.recorded());
        return new Results.Soak(length.toMillis() / 60_000.0, memory, count);
    }

    private void slice(Target target) {
        Duration part = Duration.ofSeconds(4);
        add(driver.constantRate(target, chat.questions(4096, "bytes=2048"), 300, part));
        add(driver.constantRate(target, chat.conversations("bytes=4096&delay=20"), 40, part));
        StreamResult streams =
                driver.streams(
                                target,
                                chat.questions(4096, "events=60&us=50000"),
                                100,
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(30))
                        .result()
                        .join();
        tally.add(streams.sent(), streams.complete());
    }

    private void add(LoadResult result) {
        tally.add(result.sent(), result.complete());
    }
}
