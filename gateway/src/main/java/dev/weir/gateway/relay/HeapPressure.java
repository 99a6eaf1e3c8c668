package dev.weir.gateway.relay;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.DoubleSupplier;

/**
 * Whether the heap is nearly full of what is in use, so that new exchanges are better refused than
 * taken on. What counts is what the last collection of the old generation left: everything else may
 * be garbage. Shared by the event loops, which look at it in turn.
 */
final class HeapPressure {

    /** The share from which on it is too full. */
    private static final double HIGH = 0.9;

    private static final long LOOK_NANOS = 200_000_000L;

    /**
     * How often a collection is asked for while it is too full: where nothing is taken on, nothing
     * would start one, and nobody would see that there is room again.
     */
    private static final long COLLECT_NANOS = 10_000_000_000L;

    private final DoubleSupplier used;
    private final Runnable collect;
    private final AtomicLong looked = new AtomicLong(Long.MIN_VALUE);
    private volatile boolean high;
    private volatile long collected;

    /**
     * Makes one over a gauge.
     *
     * @param used how much of the heap is in use, 0 to 1
     * @param collect starts a collection without waiting for it
     */
    HeapPressure(DoubleSupplier used, Runnable collect) {
        this.used = used;
        this.collect = collect;
    }

    /** The heap of this process. */
    static HeapPressure ofThisProcess() {
        List<MemoryPoolMXBean> old =
                ManagementFactory.getMemoryPoolMXBeans().stream()
                        .filter(pool -> pool.getType() == MemoryType.HEAP)
                        .filter(MemoryPoolMXBean::isCollectionUsageThresholdSupported)
                        .filter(pool -> !pool.getName().contains("Eden"))
                        .filter(pool -> !pool.getName().contains("Survivor"))
                        .toList();
        return new HeapPressure(
                () -> old.stream().mapToDouble(HeapPressure::share).max().orElse(0),
                () -> Thread.ofVirtual().name("weir-collect").start(System::gc));
    }

    private static double share(MemoryPoolMXBean pool) {
        MemoryUsage left = pool.getCollectionUsage();
        return left == null || left.getMax() <= 0 ? 0 : (double) left.getUsed() / left.getMax();
    }

    /** Looks again where the last look, by whichever loop, is a while ago. */
    void look(long now) {
        long last = looked.get();
        boolean recent = last != Long.MIN_VALUE && now - last < LOOK_NANOS;
        if (recent || !looked.compareAndSet(last, now)) {
            return;
        }
        boolean full = used.getAsDouble() >= HIGH;
        if (!full || !high) {
            collected = now;
        } else if (now - collected > COLLECT_NANOS) {
            collected = now;
            collect.run();
        }
        high = full;
    }

    /** True while new exchanges are to be refused. */
    boolean isHigh() {
        return high;
    }
}
