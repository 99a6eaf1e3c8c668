package dev.weir.bench.reading;

import dev.weir.bench.archive.MemoryExchange;
import dev.weir.bench.archive.SmallExchanges;
import dev.weir.core.derived.Derived;
import dev.weir.core.exchange.ExchangeId;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * How long after its end an exchange is found: small exchanges at a steady rate, then as many at
 * once as come. Nobody waits for rows, so the deriver gives way as it does in service. At the end
 * every exchange must have its row.
 */
final class IngestLag {

    private static final int WARM = 6_000;
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(10);

    /**
     * What was seen.
     *
     * @param rate exchanges a second
     * @param steady from the end of an exchange to its row, at that rate
     * @param steadyCpu part of one processor that the deriver used meanwhile
     * @param burst exchanges that came at once
     * @param intakeSeconds until all of them were archived
     * @param catchUpSeconds until all of them had their rows
     * @param burstCpu part of one processor that the deriver used meanwhile
     * @param exchanges all of them, the warming up too
     * @param missing those without a row at the end
     */
    record Figures(
            int rate,
            Timing steady,
            double steadyCpu,
            int burst,
            double intakeSeconds,
            double catchUpSeconds,
            double burstCpu,
            long exchanges,
            long missing) {}

    private final SmallExchanges small = new SmallExchanges();
    private final List<ExchangeId> all = new ArrayList<>();

    Figures measure(int rate, double seconds, int burst) throws Exception {
        return Stage.inNewDirectory(
                directory -> {
                    try (Stage stage = new Stage(directory)) {
                        stage.startDeriver();
                        for (int i = 0; i < WARM; i++) {
                            put(stage);
                        }
                        stage.settleArchive();
                        stage.settleRows();
                        long begun = System.nanoTime();
                        long cpu = Stage.deriverCpu();
                        Timing steady = steady(stage, rate, (int) (rate * seconds));
                        double steadyCpu =
                                (Stage.deriverCpu() - cpu) / (double) (System.nanoTime() - begun);
                        begun = System.nanoTime();
                        cpu = Stage.deriverCpu();
                        for (int i = 0; i < burst; i++) {
                            put(stage);
                        }
                        stage.settleArchive();
                        double intake = (System.nanoTime() - begun) / 1e9;
                        ends(stage.derived());
                        long took = System.nanoTime() - begun;
                        double burstCpu = (Stage.deriverCpu() - cpu) / (double) took;
                        stage.settleRows();
                        return new Figures(
                                rate,
                                steady,
                                steadyCpu,
                                burst,
                                intake,
                                took / 1e9,
                                burstCpu,
                                all.size(),
                                missing(stage.derived()));
                    }
                });
    }

    private void put(Stage stage) {
        MemoryExchange exchange = small.next(true);
        all.add(exchange.opening().id());
        stage.put(exchange);
    }

    /** Puts exchanges at their times, and looks for them in between, the oldest first. */
    private Timing steady(Stage stage, int rate, int count) throws IOException {
        int first = all.size();
        long[] put = new long[count];
        double[] millis = new double[count];
        long begun = System.nanoTime();
        long apart = TimeUnit.SECONDS.toNanos(1) / rate;
        int done = 0;
        int found = 0;
        while (found < count) {
            long now = System.nanoTime();
            while (done < count && now - begun >= done * apart) {
                put(stage);
                put[done++] = System.nanoTime();
            }
            while (found < done && stage.derived().find(all.get(first + found)).isPresent()) {
                millis[found] = (System.nanoTime() - put[found]) / 1e6;
                found++;
            }
            if (now - begun > PATIENCE_NANOS) {
                throw new IOException("an exchange got no row within ten minutes");
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
        Timing timing = Timing.of(rate + " exchanges a second", millis, count);
        System.err.println(timing);
        return timing;
    }

    /** Waits for the last without asking the deriver to hurry. */
    private void ends(Derived derived) throws IOException {
        long begun = System.nanoTime();
        long lastLook = begun;
        while (missing(derived) > 0) {
            if (System.nanoTime() - begun > PATIENCE_NANOS) {
                return;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            if (System.nanoTime() - lastLook > TimeUnit.SECONDS.toNanos(10)) {
                lastLook = System.nanoTime();
                System.err.printf(
                        Locale.ROOT, "%,d of the burst have their rows%n", all.size() - checked);
            }
        }
    }

    private int checked;

    /** Exchanges without a row; looks only behind the first that had none the last time. */
    private long missing(Derived derived) throws IOException {
        while (checked < all.size() && derived.find(all.get(checked)).isPresent()) {
            checked++;
        }
        return (long) all.size() - checked;
    }
}
