package dev.weir.bench.reading;

import dev.weir.bench.report.Machine;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Measures the reading of exchanges, part by part. */
public final class ReadingBench {

    /** What can be measured. */
    public static final List<String> PARTS =
            List.of("derive", "lag", "text", "rows", "session", "restart");

    private static final int RATE = 200;
    private static final double STEADY_SECONDS = 20;
    private static final int BURST = 30_000;
    private static final int STEPS = 10_000;
    private static final int LARGE_BYTES = 20_000_000;
    private static final int ON_RECORD = 100_000;

    private final Path traffic;
    private final long rows;
    private final int texts;
    private final @Nullable Path data;

    /**
     * @param traffic directory of the recorded traffic
     * @param rows exchanges of the questions about very many
     * @param texts exchanges in the full text index
     * @param data where the rows of the former are kept, or are already; null for a new directory
     *     that is deleted afterwards
     */
    public ReadingBench(Path traffic, long rows, int texts, @Nullable Path data) {
        this.traffic = traffic;
        this.rows = rows;
        this.texts = texts;
        this.data = data;
    }

    /**
     * Measures.
     *
     * @param parts of {@link #PARTS}
     * @return the figures, which {@link ReadingReport} renders
     */
    Results measure(Set<String> parts) throws Exception {
        return new Results(
                Machine.here(),
                parts.contains("derive") ? derive() : null,
                parts.contains("lag") ? new IngestLag().measure(RATE, STEADY_SECONDS, BURST) : null,
                parts.contains("text") ? new TextIndex().measure(texts) : null,
                parts.contains("text") ? TextIndex.recorded(traffic) : null,
                parts.contains("rows") ? rows() : null,
                parts.contains("session") ? new LongSession().measure(STEPS, LARGE_BYTES) : null,
                parts.contains("restart") ? new Restart().measure(ON_RECORD) : null);
    }

    private List<DeriveSpeed.Speed> derive() throws Exception {
        List<DeriveSpeed.Speed> speeds = new ArrayList<>();
        speeds.add(new DeriveSpeed(2, 3).small());
        speeds.add(new DeriveSpeed(2, 3).streamed());
        speeds.add(new DeriveSpeed(3, 3).corpus(traffic));
        speeds.add(new DeriveSpeed(1, 2).sessions(traffic));
        return speeds;
    }

    private ManyRows.Figures rows() throws Exception {
        ManyRows many = new ManyRows();
        Path kept = data;
        return kept != null
                ? many.measure(kept, rows)
                : Stage.inNewDirectory(directory -> many.measure(directory, rows));
    }
}
