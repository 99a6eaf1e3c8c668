package dev.weir.bench.gateway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Measures what deciding costs, and how soon a change is in force. */
public final class GatewayBench {

    private static final List<Integer> SIZES = List.of(1, 100, 10_000);
    private static final int RULES = 10_000;

    /**
     * Every figure.
     *
     * @param machine what it was measured on
     * @param load the load average when it began
     * @param deciding by the size of the organisation
     * @param inForce how soon a change is in force
     */
    record Results(
            String machine,
            double load,
            List<Deciding.Figures> deciding,
            InForce.Figures inForce) {}

    Results measure() throws Exception {
        double load = load();
        List<Deciding.Figures> deciding = new ArrayList<>();
        for (int size : SIZES) {
            Deciding.Figures figures = new Deciding(size).measure();
            System.err.println(figures);
            deciding.add(figures);
        }
        Path directory = Files.createTempDirectory("weir-bench-gateway");
        try {
            InForce.Figures inForce = new InForce().measure(directory, RULES);
            System.err.println(inForce);
            return new Results(machine(), load, deciding, inForce);
        } finally {
            delete(directory);
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(
                            file -> {
                                try {
                                    Files.delete(file);
                                } catch (IOException e) {
                                    throw new UncheckedIOException(e);
                                }
                            });
        }
    }

    private static double load() {
        return java.lang.management.ManagementFactory.getOperatingSystemMXBean()
                .getSystemLoadAverage();
    }

    private static String machine() {
        return String.format(
                Locale.ROOT,
                "%d processors (%s), Java %s",
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.arch"),
                Runtime.version().feature());
    }
}
