package dev.weir.bench.relay;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;

/** What the system says about itself. */
final class Machine {
    private static final long MAX_FILES_UNKNOWN = 1024;

    private Machine() {}

    static String words() {
        return String.format(
                Locale.ROOT,
                "%d processors (%s), %s of memory, %s %s (%s), Java %s",
                Runtime.getRuntime().availableProcessors(),
                field("/proc/cpuinfo", "model name"),
                memory(),
                System.getProperty("os.name"),
                System.getProperty("os.version"),
                System.getProperty("os.arch"),
                Runtime.version().feature());
    }

    private static String memory() {
        String kib = field("/proc/meminfo", "MemTotal").replaceAll("\\D", "");
        return kib.isEmpty() ? "?" : Math.round(Long.parseLong(kib) / 1024.0 / 1024) + " GiB";
    }

    private static String field(String file, String name) {
        try (Stream<String> lines = Files.lines(Path.of(file))) {
            return lines.filter(line -> line.startsWith(name))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("?");
        } catch (IOException unknown) {
            return "?";
        }
    }

    /** The load average over a minute; 0 if the system does not tell. */
    static double loadAverage() {
        try {
            return Double.parseDouble(Files.readString(Path.of("/proc/loadavg")).split(" ")[0]);
        } catch (IOException unknown) {
            return 0;
        }
    }

    /** How many files a process may have open at most. */
    static long maxOpenFiles() {
        try {
            return Files.readAllLines(Path.of("/proc/self/limits")).stream()
                    .filter(line -> line.startsWith("Max open files"))
                    .map(line -> line.substring("Max open files".length()).strip().split("\\s+")[1])
                    .mapToLong(
                            hard ->
                                    hard.equals("unlimited")
                                            ? Long.MAX_VALUE
                                            : Long.parseLong(hard))
                    .findFirst()
                    .orElse(MAX_FILES_UNKNOWN);
        } catch (IOException unknown) {
            return MAX_FILES_UNKNOWN;
        }
    }
}
