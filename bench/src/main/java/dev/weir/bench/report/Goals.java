package dev.weir.bench.report;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** The numbers that Weir is to reach, held against what was measured. */
final class Goals {
    private static final double GIB = 1024.0 * 1024 * 1024;
    private static final String WEIR = "weir";

    /** How a goal stands. */
    enum Mark {
        REACHED("reached"),
        SHORT("**short**"),
        NOT_MEASURED("not measured");

        private final String text;

        Mark(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }
    }

    /**
     * One goal.
     *
     * @param what is measured
     * @param target in words
     * @param measured in words
     * @param mark how it stands
     */
    record Goal(String what, String target, String measured, Mark mark) {}

    private final Results results;
    private final List<Goal> goals = new ArrayList<>();

    private Goals(Results results) {
        this.results = results;
    }

    static List<Goal> of(Results results) {
        Goals all = new Goals(results);
        all.cpu();
        all.added(
                "post4k-one", "latency-p99", "Added latency, one connection, p99", 0.5, "%.3f ms");
        all.added("first-token", "first-p99", "Added time to first token, p99", 0.35, "%.3f ms");
        all.added("gap", "gap-p99", "Added gap between frames, p99", 0.03, "%.3f ms");
        all.throughput();
        all.streams();
        all.records();
        all.soak();
        all.start();
        return List.copyOf(all.goals);
    }

    private void cpu() {
        OptionalDouble weir = results.cpu("post4k", WEIR);
        OptionalDouble nginx = results.cpu("post4k", "nginx");
        OptionalDouble ratio =
                weir.isPresent() && nginx.isPresent()
                        ? OptionalDouble.of(weir.getAsDouble() / nginx.getAsDouble())
                        : OptionalDouble.empty();
        atMost("CPU for a request, 4 KB in, 2 KB out", ratio, 1.5, "%.2f × nginx");
    }

    private void added(String phase, String value, String what, double limit, String format) {
        atMost(what, Added.median(results, phase, WEIR, value), limit, format);
    }

    private void throughput() {
        OptionalDouble rate = results.median("throughput", WEIR, "per-second");
        String what = "Throughput, 1 KiB in, 10 KiB out, 10 ms upstream";
        add(what, "at least 4,200/s", rate, "%,.0f/s", rate.orElse(0) >= 4200);
    }

    private void streams() {
        Optional<Results.Hold> most =
                results.holds().stream()
                        .filter(hold -> hold.peer().equals(WEIR))
                        .max(Comparator.comparingInt(Results.Hold::asked));
        String what = "10,000 open streams";
        String target = "held, none dropped, at most 1 GiB resident";
        if (most.isEmpty()) {
            goals.add(new Goal(what, target, "–", Mark.NOT_MEASURED));
            return;
        }
        Results.Hold hold = most.get();
        boolean held = hold.open() == hold.asked() && hold.complete() == hold.asked();
        String measured =
                format(
                        "%,d of %,d held, %,d to their end, %.2f GiB; %s to the provider",
                        hold.open(),
                        hold.asked(),
                        hold.complete(),
                        hold.residentOpen() / GIB,
                        hold.upstream());
        boolean enough = hold.asked() >= 10_000;
        Mark mark = held && hold.residentOpen() <= GIB ? Mark.REACHED : Mark.SHORT;
        goals.add(new Goal(what, target, measured, enough ? mark : Mark.NOT_MEASURED));
    }

    private void records() {
        Results.RecordCount count = results.records();
        count("Records lost in this run", count);
        Results.Check check = results.check();
        String what = "Records and bodies that differ from their hashes";
        goals.add(
                check == null
                        ? new Goal(what, "0", "–", Mark.NOT_MEASURED)
                        : new Goal(
                                what,
                                "0",
                                format(
                                        "%,d; %,d exchanges and %,d bodies checked",
                                        check.problems(), check.exchanges(), check.bodies()),
                                check.problems() == 0 ? Mark.REACHED : Mark.SHORT));
    }

    private void soak() {
        Results.Soak soak = results.soak();
        count("Records lost in the soak", soak == null ? null : soak.records());
        OptionalDouble growth =
                soak == null ? OptionalDouble.empty() : OptionalDouble.of(soak.growth() * 100);
        String what = "Resident memory in the soak, last third against the middle";
        add(what, "flat (at most +5 %)", growth, "%+.1f %%", growth.orElse(100) <= 5);
    }

    private void count(String what, Results.@Nullable RecordCount count) {
        String target = "0";
        if (count == null) {
            goals.add(new Goal(what, target, "–", Mark.NOT_MEASURED));
            return;
        }
        String measured =
                format(
                        "%,d lost; %,d sent, %,d complete, %,d on record, %,d of them complete",
                        count.lost(),
                        count.sent(),
                        count.complete(),
                        count.recorded(),
                        count.recordedComplete());
        goals.add(new Goal(what, target, measured, count.lost() == 0 ? Mark.REACHED : Mark.SHORT));
    }

    private void start() {
        Results.Starts starts = results.starts();
        OptionalDouble serve = starts == null ? OptionalDouble.empty() : Median.of(starts.serve());
        OptionalDouble help = starts == null ? OptionalDouble.empty() : Median.of(starts.help());
        add("`weir serve` is ready", "under 1 s", serve, "%,.0f ms", serve.orElse(9e9) < 1000);
        add("`weir --help`", "under 0.3 s", help, "%,.0f ms", help.orElse(9e9) < 300);
    }

    private void atMost(String what, OptionalDouble value, double limit, String format) {
        add(what, "at most " + format(format, limit), value, format, value.orElse(0) <= limit);
    }

    private void add(
            String what, String target, OptionalDouble value, String format, boolean reached) {
        goals.add(
                value.isEmpty()
                        ? new Goal(what, target, "–", Mark.NOT_MEASURED)
                        : new Goal(
                                what,
                                target,
                                format(format, value.getAsDouble()),
                                reached ? Mark.REACHED : Mark.SHORT));
    }

    @SuppressWarnings("AnnotateFormatMethod") // the annotation is not on the class path
    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
