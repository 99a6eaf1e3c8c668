package dev.weir.gateway.spool;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** The real file system, with faults that a test switches on and off. */
final class FaultyDisk implements SpoolDisk {

    private final FileDisk disk = new FileDisk(false);

    /** What an allocation fails with; null where it works. */
    volatile @Nullable String allocation;

    /** What a force fails with; null where it works. */
    volatile @Nullable String fsync;

    /** A force waits for it. */
    volatile CountDownLatch gate = new CountDownLatch(0);

    /** An allocation takes that long. */
    volatile long allocationMillis;

    /** Segments in the order in which they were forced, failures included. */
    final List<Path> forced = new CopyOnWriteArrayList<>();

    /** How often a segment was asked for. */
    final AtomicInteger allocations = new AtomicInteger();

    @Override
    public SegmentFile allocate(Path path, int bytes) throws IOException {
        allocations.incrementAndGet();
        sleep(allocationMillis);
        String fault = allocation;
        if (fault != null) {
            throw new IOException(fault);
        }
        return disk.allocate(path, bytes);
    }

    @Override
    public SegmentFile open(Path path) throws IOException {
        return disk.open(path);
    }

    @Override
    public void force(SegmentFile segment, int from, int to) throws IOException {
        forced.add(segment.path());
        try {
            gate.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        String fault = fsync;
        if (fault != null) {
            throw new IOException(fault);
        }
        disk.force(segment, from, to);
    }

    @Override
    public void delete(Path path) throws IOException {
        disk.delete(path);
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
