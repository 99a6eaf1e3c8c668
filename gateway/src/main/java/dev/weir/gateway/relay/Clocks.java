package dev.weir.gateway.relay;

import java.time.Instant;
import java.util.function.LongSupplier;

/**
 * Time as the relay sees it.
 *
 * @param nanos a monotonic clock in nanoseconds, for durations
 * @param wallMicros the wall clock in microseconds since 1970, for stamps
 */
public record Clocks(LongSupplier nanos, LongSupplier wallMicros) {

    /** The machine's clocks. */
    public static Clocks system() {
        return new Clocks(
                System::nanoTime,
                () -> {
                    Instant now = Instant.now();
                    return now.getEpochSecond() * 1_000_000 + now.getNano() / 1000;
                });
    }
}
