package dev.weir.gateway.console;

import java.util.Locale;

/** Whether Weir takes model calls right now: what {@code /readyz} answers. Must not block. */
@FunctionalInterface
public interface ReadinessProbe {

    Readiness now();

    /** A closed list. */
    enum Readiness {
        READY,
        /** Stopping: open streams end, new calls are refused. */
        DRAINING,
        /** Capture is required and the spool cannot take anything. */
        CAPTURE_UNAVAILABLE;

        /** The word in the answer. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
