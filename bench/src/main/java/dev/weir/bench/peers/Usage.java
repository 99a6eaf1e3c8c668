package dev.weir.bench.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;

/**
 * What processes have used so far, as the system counts it.
 *
 * @param cpuMillis user and system time of all threads, milliseconds, in steps of 10
 * @param residentBytes memory resident now; pages shared between processes count in each
 */
public record Usage(double cpuMillis, long residentBytes) {
    /** Clock ticks are a hundredth of a second on every Linux that Java runs on. */
    private static final double MILLIS_PER_TICK = 10;

    static final Usage NONE = new Usage(0, 0);

    /** The use of all these processes together; what has ended counts nothing. */
    static Usage of(List<ProcessHandle> processes) {
        double cpu = 0;
        long resident = 0;
        for (ProcessHandle process : processes) {
            Path directory = Path.of("/proc", Long.toString(process.pid()));
            try {
                cpu += ticks(Files.readString(directory.resolve("stat"))) * MILLIS_PER_TICK;
                resident += resident(Files.readString(directory.resolve("status")));
            } catch (IOException ended) {
                // A process that has just ended has nothing more to count.
            }
        }
        return new Usage(cpu, resident);
    }

    /** User and system time of a {@code /proc/PID/stat} line, in ticks. */
    static long ticks(String stat) {
        // The command in parentheses may hold anything, so fields are counted behind it.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return LongStream.of(Long.parseLong(fields[11]), Long.parseLong(fields[12])).sum();
    }

    /** {@code VmRSS} of a {@code /proc/PID/status} text, in bytes; 0 if there is none. */
    static long resident(String status) {
        return status.lines()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                .findFirst()
                .orElse(0);
    }
}
