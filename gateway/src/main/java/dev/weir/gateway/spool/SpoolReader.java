package dev.weir.gateway.spool;

import dev.weir.core.capture.Loss;
import dev.weir.core.live.LiveCall;
import dev.weir.core.live.LiveCalls;

import org.jspecify.annotations.Nullable;

import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * Follows the writers and hands finished exchanges to the archiver. The writers do not know of it:
 * it looks every few milliseconds how far they have published, less often while nothing happens,
 * and at once where somebody waits.
 *
 * <p>It stops reading ahead while many finished exchanges are not acknowledged, so that an archive
 * that is away costs disk, not memory.
 */
final class SpoolReader implements SpoolFeed, LiveCalls, AutoCloseable {

    private static final System.Logger LOG = System.getLogger("weir.spool");

    /** How often it looks for news. */
    private static final long LOOK_NANOS = 15_000_000L;

    /** The same, once there was none for a while: an idle process costs next to nothing. */
    private static final long IDLE_LOOK_NANOS = 100_000_000L;

    /** Looks in vain before it counts as idle. */
    private static final int IDLE_AFTER = 100;

    private static final int MOST_OUTSTANDING = 16_384;

    /**
     * How long the first exchange waits for others: a commit of many costs little more than a
     * commit of one, and what waits is safe in the spool.
     */
    private static final long GATHER_NANOS = 100_000_000L;

    /** So many are enough for a commit. */
    private static final int GATHERED = 64;

    /** Where the reader is in the segments of one writer. */
    private static final class Cursor {
        private final SegmentWriter writer;
        private final TrailAssembler trails = new TrailAssembler();
        private @Nullable SegmentFile segment;
        private int position = SegmentHeader.SIZE;
        private long closings;

        Cursor(SegmentWriter writer) {
            this.writer = writer;
        }
    }

    private final SegmentSupply supply;
    private final SpoolMetrics metrics;
    private final LongSupplier nanoClock;
    private final Thread thread;
    private final Map<SegmentWriter, Cursor> cursors = new HashMap<>();
    private final AtomicLong acknowledged = new AtomicLong();
    private final long recovered;
    private volatile boolean stopping;

    /** Guards everything below. */
    private final Object lock = new Object();

    private final ArrayDeque<ExchangeTrail> ready = new ArrayDeque<>();
    private final ArrayDeque<ExchangeTrail> outstanding = new ArrayDeque<>();
    private final Map<SegmentWriter, Long> closingsRead = new HashMap<>();
    private long lastOrder;

    /** Who waits for the archive now: nothing is gathered meanwhile. */
    private int settlers;

    /** How often somebody asked what is open, and how many of those were answered. */
    private long looksWanted;

    private long looksDone;
    private List<LiveCall> open = List.of();

    SpoolReader(
            SegmentSupply supply,
            SpoolMetrics metrics,
            LongSupplier nanoClock,
            List<ExchangeTrail> recovered,
            ThreadFactory threads) {
        this.supply = supply;
        this.metrics = metrics;
        this.nanoClock = nanoClock;
        this.recovered = recovered.size();
        recovered.forEach(this::enqueue);
        this.thread = threads.newThread(this::run);
    }

    void start() {
        thread.start();
    }

    /** Exchanges that are closed and not acknowledged. */
    long lag() {
        long closed = recovered;
        for (SegmentWriter writer : supply.writers()) {
            closed += writer.closings();
        }
        return Math.max(0, closed - acknowledged.get());
    }

    private void run() {
        int vain = 0;
        while (!stopping) {
            boolean moved = false;
            try {
                moved = readAll();
                look();
            } catch (RuntimeException e) {
                LOG.log(Level.ERROR, "reading the spool failed", e);
            }
            vain = moved ? 0 : vain + 1;
            if (!moved && !stopping) {
                LockSupport.parkNanos(vain > IDLE_AFTER ? IDLE_LOOK_NANOS : LOOK_NANOS);
            }
        }
    }

    private boolean readAll() {
        boolean moved = false;
        for (SegmentWriter writer : supply.writers()) {
            moved |= read(cursors.computeIfAbsent(writer, Cursor::new));
        }
        return moved;
    }

    private boolean crowded() {
        synchronized (lock) {
            return outstanding.size() >= MOST_OUTSTANDING;
        }
    }

    /** Reads what the writer has published; true where that was anything. */
    private boolean read(Cursor cursor) {
        SegmentFile segment = cursor.segment;
        if (segment == null) {
            segment = cursor.writer.first();
            cursor.segment = segment;
        }
        boolean moved = false;
        while (segment != null && !crowded()) {
            boolean left = segment.left();
            int end = segment.published();
            moved |= cursor.position < end;
            cursor.position = read(cursor, segment, end);
            segment.readTo(cursor.position);
            SegmentFile following = segment.successor();
            if (cursor.position < end || !left || following == null) {
                break;
            }
            cursor.segment = following;
            cursor.position = SegmentHeader.SIZE;
            if (segment.drain()) {
                supply.giveBack(segment);
            }
            segment = following;
        }
        return moved;
    }

    private int read(Cursor cursor, SegmentFile segment, int end) {
        ByteBuffer bytes = segment.bytes();
        int at = cursor.position;
        List<ExchangeTrail> finished = new ArrayList<>();
        while (at < end && finished.size() < MOST_OUTSTANDING / 16) {
            int kind = bytes.getInt(at + RecordLayout.KIND);
            RecordType type = RecordType.of(kind & 0xFF);
            if (type != null && type != RecordType.SEGMENT_END) {
                long number = bytes.getLong(at + RecordLayout.NUMBER);
                ExchangeTrail trail = cursor.trails.add(segment, at, type, number, kind >>> 8);
                cursor.closings += type == RecordType.CLOSING ? 1 : 0;
                if (trail != null) {
                    finished.add(trail);
                }
            }
            at += RecordLayout.size(bytes.getInt(at + Integer.BYTES) - 1);
        }
        if (!finished.isEmpty()) {
            synchronized (lock) {
                finished.forEach(this::enqueue);
                closingsRead.put(cursor.writer, cursor.closings);
                lock.notifyAll();
            }
        }
        return at;
    }

    /** Reads on in what is open, where somebody asked. Nobody else pays for it. */
    private void look() {
        long wanted;
        synchronized (lock) {
            wanted = looksWanted;
            if (wanted == looksDone) {
                return;
            }
        }
        List<LiveCall> calls = new ArrayList<>();
        for (Cursor cursor : cursors.values()) {
            for (ExchangeTrail trail : cursor.trails.open()) {
                LiveCall call = trail.live().read(trail);
                if (call != null) {
                    calls.add(call);
                }
            }
        }
        synchronized (lock) {
            open = List.copyOf(calls);
            looksDone = wanted;
            lock.notifyAll();
        }
    }

    @Override
    public @Nullable List<LiveCall> now(Duration atMost) throws InterruptedException {
        long deadline = nanoClock.getAsLong() + atMost.toNanos();
        synchronized (lock) {
            long wanted = ++looksWanted;
            LockSupport.unpark(thread);
            while (looksDone < wanted) {
                if (stopping || !waitUntil(deadline)) {
                    return null;
                }
            }
            return open;
        }
    }

    private void enqueue(ExchangeTrail trail) {
        trail.order(++lastOrder);
        ready.add(trail);
        outstanding.add(trail);
    }

    @Override
    public List<SpooledExchange> take(int atMost, Duration timeout) throws InterruptedException {
        long deadline = nanoClock.getAsLong() + timeout.toNanos();
        List<SpooledExchange> taken = new ArrayList<>();
        while (taken.isEmpty()) {
            List<ExchangeTrail> trails = poll(atMost, deadline);
            if (trails.isEmpty()) {
                break;
            }
            for (ExchangeTrail trail : trails) {
                try {
                    taken.add(read(trail));
                } catch (MalformedRecordException e) {
                    LOG.log(Level.ERROR, "an exchange in the spool has no readable opening", e);
                    metrics.damaged(1);
                    acknowledgeAll(List.of(trail));
                }
            }
        }
        return taken;
    }

    /** What an earlier process could not count is counted here. */
    private StoredExchange read(ExchangeTrail trail) throws MalformedRecordException {
        StoredExchange exchange = new StoredExchange(trail);
        if (trail.recovered()) {
            for (Loss loss : exchange.losses()) {
                if (loss == Loss.CRASH || loss == Loss.SPOOL_CORRUPT) {
                    metrics.lost(loss);
                }
            }
        }
        return exchange;
    }

    private List<ExchangeTrail> poll(int atMost, long deadline) throws InterruptedException {
        List<ExchangeTrail> trails = new ArrayList<>();
        synchronized (lock) {
            while (ready.isEmpty() && !stopping && waitUntil(deadline)) {}
            long gathered = nanoClock.getAsLong() + GATHER_NANOS;
            int enough = Math.min(atMost, GATHERED);
            while (!ready.isEmpty()
                    && ready.size() < enough
                    && settlers == 0
                    && !stopping
                    && waitUntil(gathered)) {}
            for (int i = 0; i < atMost && !ready.isEmpty() && !stopping; i++) {
                trails.add(ready.remove());
            }
        }
        return trails;
    }

    /** Waits for news; false where the time is over. Holds the lock. */
    @SuppressWarnings("WaitNotInLoop")
    private boolean waitUntil(long deadline) throws InterruptedException {
        long nanos = deadline - nanoClock.getAsLong();
        if (nanos <= 0) {
            return false;
        }
        lock.wait(nanos / 1_000_000, (int) (nanos % 1_000_000));
        return true;
    }

    @Override
    public void acknowledge(List<SpooledExchange> done) {
        List<ExchangeTrail> trails = new ArrayList<>(done.size());
        for (SpooledExchange exchange : done) {
            if (exchange instanceof StoredExchange stored) {
                trails.add(stored.trail());
            }
        }
        acknowledgeAll(trails);
    }

    private void acknowledgeAll(List<ExchangeTrail> trails) {
        synchronized (lock) {
            if (stopping) {
                return;
            }
            for (ExchangeTrail trail : trails) {
                if (!trail.acknowledged()) {
                    trail.acknowledge(supply::giveBack);
                    acknowledged.incrementAndGet();
                }
            }
            while (!outstanding.isEmpty() && outstanding.element().acknowledged()) {
                outstanding.remove();
            }
            lock.notifyAll();
        }
    }

    @Override
    public boolean settle(Duration atMost) throws InterruptedException {
        long deadline = nanoClock.getAsLong() + atMost.toNanos();
        Map<SegmentWriter, Long> closings = new HashMap<>();
        for (SegmentWriter writer : supply.writers()) {
            closings.put(writer, writer.closings());
        }
        LockSupport.unpark(thread);
        synchronized (lock) {
            settlers++;
            lock.notifyAll();
            try {
                return settled(closings, deadline);
            } finally {
                settlers--;
            }
        }
    }

    /** Holds the lock. */
    private boolean settled(Map<SegmentWriter, Long> closings, long deadline)
            throws InterruptedException {
        while (!hasRead(closings)) {
            if (stopping || !waitUntil(deadline)) {
                return false;
            }
        }
        long last = lastOrder;
        while (!outstanding.isEmpty() && outstanding.element().order() <= last) {
            if (stopping || !waitUntil(deadline)) {
                return false;
            }
        }
        return true;
    }

    private boolean hasRead(Map<SegmentWriter, Long> closings) {
        for (Map.Entry<SegmentWriter, Long> entry : closings.entrySet()) {
            if (closingsRead.getOrDefault(entry.getKey(), 0L) < entry.getValue()) {
                return false;
            }
        }
        return true;
    }

    /**
     * Ends. What the writers have published by now is read to the end, so that segments nobody
     * needs can go.
     */
    @Override
    public void close() {
        synchronized (lock) {
            stopping = true;
            lock.notifyAll();
        }
        LockSupport.unpark(thread);
        SegmentSupply.join(thread);
        while (readAll()) {
            // Reads on until there is nothing new, or more than may wait.
        }
        for (Cursor cursor : cursors.values()) {
            SegmentFile last = cursor.segment;
            boolean whole = last != null && cursor.position == last.published();
            if (last != null && whole && last.drain()) {
                supply.giveBack(last);
            }
        }
    }
}
