package dev.weir.gateway.spool;

import dev.weir.core.capture.Recorder;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.stream.Stream;

/** A spool with small segments, its metrics, and event loops that the test itself turns. */
final class SpoolRig implements AutoCloseable {

    static final ThreadFactory THREADS =
            Thread.ofPlatform().name("test-spool-", 0).daemon().factory();
    static final Duration PATIENCE = Duration.ofSeconds(10);

    final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    final Spool spool;
    private final SpoolOptions options;

    SpoolRig(SpoolOptions options, SpoolDisk disk) throws IOException {
        this(options, disk, PATIENCE);
    }

    SpoolRig(SpoolOptions options, SpoolDisk disk, Duration patience) throws IOException {
        this.options = options;
        this.spool = Spool.open(options, disk, THREADS, metrics, System::nanoTime, patience);
    }

    SpoolRig(SpoolOptions options) throws IOException {
        this(options, new FileDisk(options.durability() == SpoolOptions.Durability.DISK));
    }

    /** Segments of that size, and room for plenty of them. */
    static SpoolOptions small(Path directory, int segmentBytes) {
        return SpoolOptions.in(directory).withSizes(segmentBytes, 1L << 30);
    }

    /** An event loop: its tasks run when the test says so. */
    static final class Loop implements Executor {
        private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

        @Override
        public void execute(Runnable task) {
            tasks.add(task);
        }

        /** Runs what waits. */
        boolean turned() {
            turn();
            return true;
        }

        /** Runs what waits; true where that was anything. */
        boolean turn() {
            boolean any = false;
            for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                task.run();
                any = true;
            }
            return any;
        }
    }

    Recorder recorder() {
        return spool.recorder(new Loop());
    }

    SpoolFeed feed() {
        return spool.feed();
    }

    /** Takes until there are that many, or none comes any more. */
    List<SpooledExchange> take(int count) throws InterruptedException {
        List<SpooledExchange> taken = new ArrayList<>();
        while (taken.size() < count) {
            // Makes the reader look at once.
            feed().settle(Duration.ZERO);
            List<SpooledExchange> more = feed().take(count - taken.size(), PATIENCE);
            if (more.isEmpty()) {
                break;
            }
            taken.addAll(more);
        }
        return taken;
    }

    /** The same, while a loop goes round that has something to do for it. */
    List<SpooledExchange> take(int count, Loop loop) throws Exception {
        List<SpooledExchange> taken = new ArrayList<>();
        await(
                count + " exchanges",
                () -> {
                    loop.turn();
                    feed().settle(Duration.ZERO);
                    taken.addAll(feed().take(count - taken.size(), Duration.ofMillis(10)));
                    return taken.size() == count;
                });
        return taken;
    }

    double counter(String name, String... tags) {
        return metrics.get(name).tags(tags).counter().count();
    }

    double gauge(String name) {
        return metrics.get(name).gauge().value();
    }

    List<Path> segments() throws IOException {
        return Recovery.files(options.directory());
    }

    /** The files in a directory. */
    static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    /** Waits for something that another thread does. */
    static void await(String what, Condition condition) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("in vain: waited for " + what);
            }
            Thread.sleep(2);
        }
    }

    /** Something that comes true. */
    interface Condition {
        boolean holds() throws Exception;
    }

    @Override
    public void close() throws IOException {
        spool.close();
    }
}
