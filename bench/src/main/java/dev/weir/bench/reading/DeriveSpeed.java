package dev.weir.bench.reading;

import dev.weir.bench.archive.MemoryExchange;
import dev.weir.bench.archive.RecordedSessions;
import dev.weir.bench.archive.SmallExchanges;
import dev.weir.core.exchange.ExchangeIds;
import dev.weir.core.exchange.Headers;
import dev.weir.testkit.corpus.Corpus;
import dev.weir.testkit.corpus.RecordedExchange;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * What deriving costs: everything in an archive is derived anew several times over, which is the
 * same work as following it, and the CPU of the deriver's thread is taken. It holds all of it:
 * reading from the archive, undoing encodings, reading the call, finding its session, pricing,
 * writing rows, sums and text. The first times are left out, as the program is not yet compiled.
 */
final class DeriveSpeed {

    private static final long BEGIN = 1_750_000_000_000L;
    private static final long STEP_MILLIS = 2_500;
    private static final int SMALL = 10_000;

    /**
     * What one kind of traffic costs.
     *
     * @param what the traffic
     * @param exchanges how many
     * @param megabytes captured bytes of both bodies
     * @param cpuSeconds of the deriver's thread, for all of them, in the median run
     * @param seconds of the clock in that run
     */
    record Speed(String what, long exchanges, double megabytes, double cpuSeconds, double seconds) {

        double perSecondOfCpu() {
            return exchanges / cpuSeconds;
        }

        double megabytesPerSecondOfCpu() {
            return megabytes / cpuSeconds;
        }

        double microsEach() {
            return cpuSeconds * 1e6 / exchanges;
        }
    }

    private final int warm;
    private final int runs;

    /**
     * @param warm runs that do not count
     * @param runs runs that count
     */
    DeriveSpeed(int warm, int runs) {
        this.warm = warm;
        this.runs = runs;
    }

    Speed small() throws Exception {
        SmallExchanges small = new SmallExchanges();
        return measure(
                "small exchanges: 4 KB asked, 2 KB answered, no two alike",
                to -> {
                    for (int i = 0; i < SMALL; i++) {
                        to.accept(small.next(false));
                    }
                });
    }

    Speed streamed() throws Exception {
        SmallExchanges small = new SmallExchanges();
        return measure(
                "small exchanges, the answer streamed in some 20 events",
                to -> {
                    for (int i = 0; i < SMALL; i++) {
                        to.accept(small.next(true));
                    }
                });
    }

    /** Every single exchange of the recorded traffic. */
    Speed corpus(Path traffic) throws Exception {
        ExchangeIds ids = new ExchangeIds(new Random(1));
        return measure(
                "recorded single exchanges of all providers",
                to -> {
                    long clock = BEGIN;
                    try (Stream<RecordedExchange> all = Corpus.at(traffic).exchanges()) {
                        for (RecordedExchange one : (Iterable<RecordedExchange>) all::iterator) {
                            clock += STEP_MILLIS;
                            to.accept(new MemoryExchange(ids.next(clock), turn(one)));
                        }
                    }
                });
    }

    /** The recorded agent sessions. */
    Speed sessions(Path traffic) throws Exception {
        return measure("recorded agent sessions", to -> sessions(traffic, to));
    }

    private static void sessions(Path traffic, Consumer<MemoryExchange> to) throws IOException {
        ExchangeIds ids = new ExchangeIds(new Random(2));
        long[] clock = {BEGIN};
        for (Path file : RecordedSessions.files(traffic)) {
            RecordedSessions.read(
                    file,
                    turn -> {
                        clock[0] += STEP_MILLIS;
                        to.accept(new MemoryExchange(ids.next(clock[0]), turn));
                    });
        }
    }

    /** Puts the recorded agent sessions into an archive; gives the bytes of their bodies. */
    static long sessionsTo(Path traffic, Stage stage) throws IOException {
        long[] bytes = new long[1];
        sessions(
                traffic,
                exchange -> {
                    bytes[0] += bytes(exchange);
                    stage.put(exchange);
                });
        return bytes[0];
    }

    private static long bytes(MemoryExchange exchange) {
        return (long) exchange.turn().request().length + exchange.turn().response().length;
    }

    private static RecordedSessions.Turn turn(RecordedExchange one) {
        return new RecordedSessions.Turn(
                one.id(),
                1,
                one.provider(),
                one.request().target(),
                fields(one.request().headers()),
                one.request().body().array(),
                one.response().status(),
                fields(one.response().headers()),
                one.response().body().array());
    }

    private static List<String> fields(Headers headers) {
        List<String> fields = new ArrayList<>();
        headers.forEach(
                (name, value) -> {
                    fields.add(name);
                    fields.add(value);
                });
        return fields;
    }

    /** Gives exchanges, oldest first. */
    private interface Traffic {
        void to(Consumer<MemoryExchange> archive) throws IOException;
    }

    private Speed measure(String what, Traffic traffic) throws Exception {
        return Stage.inNewDirectory(
                directory -> {
                    try (Stage stage = new Stage(directory)) {
                        long[] count = new long[2];
                        traffic.to(
                                exchange -> {
                                    count[0]++;
                                    count[1] += bytes(exchange);
                                    stage.put(exchange);
                                });
                        stage.settleArchive();
                        stage.startDeriver();
                        stage.settleRows();
                        return timed(what, stage, count[0], count[1]);
                    }
                });
    }

    private Speed timed(String what, Stage stage, long exchanges, long bytes)
            throws IOException, InterruptedException {
        List<Speed> speeds = new ArrayList<>();
        for (int run = 0; run < warm + runs; run++) {
            long cpu = Stage.deriverCpu();
            long begun = System.nanoTime();
            stage.derived().deriveAll(count -> {});
            Speed speed =
                    new Speed(
                            what,
                            exchanges,
                            bytes / 1e6,
                            (Stage.deriverCpu() - cpu) / 1e9,
                            (System.nanoTime() - begun) / 1e9);
            System.err.printf(
                    Locale.ROOT,
                    "%s: %,.0f us an exchange, %,.0f MB/s%n",
                    what,
                    speed.microsEach(),
                    speed.megabytesPerSecondOfCpu());
            if (run >= warm) {
                speeds.add(speed);
            }
        }
        speeds.sort((a, b) -> Double.compare(a.cpuSeconds(), b.cpuSeconds()));
        return speeds.get(speeds.size() / 2);
    }
}
