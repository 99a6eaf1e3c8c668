package dev.weir.bench.report;

import java.lang.management.ManagementFactory;
import java.util.Locale;

/** What figures were measured on, as pages say it. */
public final class Machine {

    private Machine() {}

    /** Processors, architecture and Java. */
    public static String here() {
        return String.format(
                Locale.ROOT,
                "%d processors (%s), Java %s",
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.arch"),
                Runtime.version().feature());
    }

    /** The load average of the last minute, negative where the system has none. */
    public static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }
}
