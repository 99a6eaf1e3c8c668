package dev.weir.gateway.spool;

import dev.weir.core.capture.Loss;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

import java.util.EnumMap;
import java.util.Map;

/** What the spool counts. */
final class SpoolMetrics {

    private final MeterRegistry registry;
    private final Map<Loss, Counter> losses = new EnumMap<>(Loss.class);
    private final Counter fsyncFailures;
    private final Counter damaged;

    SpoolMetrics(MeterRegistry registry) {
        this.registry = registry;
        for (Loss loss : Loss.values()) {
            if (loss != Loss.MODE && loss != Loss.NOT_ON_WIRE && loss != Loss.UNREDACTABLE) {
                losses.put(
                        loss,
                        Counter.builder("weir.capture.loss")
                                .tag("reason", loss.word())
                                .description("Exchanges of which something is not on record")
                                .register(registry));
            }
        }
        fsyncFailures =
                Counter.builder("weir.spool.fsync.failures")
                        .description("Segments that could not be forced to the disk")
                        .register(registry);
        damaged =
                Counter.builder("weir.spool.damaged")
                        .description("Places in the spool that failed their checksum at the start")
                        .register(registry);
    }

    /** Shows the state of the spool. */
    void watch(SegmentSupply supply, SpoolReader reader) {
        Gauge.builder("weir.spool.bytes", supply, SegmentSupply::bytes)
                .description("Bytes of all segments")
                .register(registry);
        Gauge.builder("weir.spool.segments", supply, SegmentSupply::segments)
                .description("Segments in use, ready or pooled")
                .register(registry);
        Gauge.builder("weir.spool.lag", reader, SpoolReader::lag)
                .description("Exchanges that are closed and not yet in the archive")
                .register(registry);
    }

    /** Counts an exchange of which something is lost. {@link Loss#MODE} is none. */
    void lost(Loss loss) {
        Counter counter = losses.get(loss);
        if (counter != null) {
            counter.increment();
        }
    }

    Counter fsyncFailures() {
        return fsyncFailures;
    }

    void damaged(int places) {
        damaged.increment(places);
    }
}
