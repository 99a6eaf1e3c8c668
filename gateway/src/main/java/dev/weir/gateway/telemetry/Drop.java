package dev.weir.gateway.telemetry;

import java.util.Locale;

/** Why a span was not sent: a closed list, on the metric {@code weir.otel.dropped}. */
enum Drop {
    /** More spans were waiting than have a place. */
    QUEUE_FULL,
    /** The receiver could not be reached, or did not take it, however often it was tried. */
    EXPORT_FAILED,
    /** Weir stopped before it was sent. */
    STOPPED,
    /** So many exchanges were waiting to be read that this one was forgotten. */
    BEHIND,
    /** It could not be made. */
    FAULT;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
