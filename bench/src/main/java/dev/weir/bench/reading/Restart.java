package dev.weir.bench.reading;

import dev.weir.bench.archive.SmallExchanges;

import java.nio.file.Path;

/**
 * How long a start takes until a new exchange has its row, with very many exchanges of the last two
 * days on record that have theirs.
 */
final class Restart {

    /**
     * What was seen.
     *
     * @param exchanges on record
     * @param seconds from the start of the deriver until it had looked through all of them
     * @param cpuSeconds of its thread
     */
    record Figures(int exchanges, double seconds, double cpuSeconds) {}

    Figures measure(int exchanges) throws Exception {
        return Stage.inNewDirectory(directory -> measure(directory, exchanges));
    }

    private static Figures measure(Path directory, int exchanges) throws Exception {
        SmallExchanges small = new SmallExchanges();
        try (Stage stage = new Stage(directory)) {
            for (int i = 0; i < exchanges; i++) {
                stage.put(small.next(false));
            }
            stage.settleArchive();
            stage.startDeriver();
            stage.settleRows();
        }
        try (Stage stage = new Stage(directory)) {
            long begun = System.nanoTime();
            stage.startDeriver();
            stage.settleRows();
            double seconds = (System.nanoTime() - begun) / 1e9;
            System.err.println(exchanges + " exchanges: started after " + seconds + " s");
            return new Figures(exchanges, seconds, Stage.deriverCpu() / 1e9);
        }
    }
}
