package dev.weir.bench.relay;

import java.io.PrintStream;
import java.util.Locale;

/** Tells on standard error how far a run is. */
final class Progress {
    private final PrintStream to;
    private final long started = System.nanoTime();

    Progress(PrintStream to) {
        this.to = to;
    }

    @SuppressWarnings("AnnotateFormatMethod") // the annotation is not on the class path
    void say(String format, Object... values) {
        to.printf(
                Locale.ROOT,
                "[%5.0f s] %s%n",
                (System.nanoTime() - started) / 1e9,
                String.format(Locale.ROOT, format, values));
    }
}
