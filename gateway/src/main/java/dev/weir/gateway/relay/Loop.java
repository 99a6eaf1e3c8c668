package dev.weir.gateway.relay;

import dev.weir.core.access.Doors;
import dev.weir.core.capture.Recorder;
import dev.weir.core.exchange.ExchangeId;
import dev.weir.core.exchange.ExchangeIds;

import io.netty.channel.EventLoop;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * What belongs to one event loop: its recorder, its ids, its upstream connections, and the watch
 * over time limits. An exchange never leaves its loop, so nothing here is shared and nothing needs
 * a lock.
 */
final class Loop {

    private static final Logger LOG = System.getLogger("weir.relay");

    /** How often time limits are looked at; the precision of every time limit. */
    private static final long SWEEP_MILLIS = 50;

    /** How long exchanges wait at most for room to be recorded in. */
    private static final long LONGEST_HOLD = TimeUnit.SECONDS.toNanos(2);

    /** Something with time limits. */
    interface Timed {

        /** Looks at its limits; called every {@value #SWEEP_MILLIS} ms. */
        void sweep(long now);
    }

    final EventLoop executor;
    final RelayOptions options;
    final Doors doors;
    final Clocks clocks;
    final RelayMetrics metrics;
    final Recorder recorder;
    final Upstreams upstreams;
    final RelayTls tls;
    final Drain drain;
    final HostRules hosts;
    final Admission admission;
    final Gate gate;
    private final HeapPressure heap;

    private final ExchangeIds ids;
    private final Set<Timed> timed = new LinkedHashSet<>();

    /** Calls that read nothing until the recorder has room. */
    private final Set<Call> held = new LinkedHashSet<>();

    private long heldSince;
    private boolean heldLongEnough;
    private Timed[] sweeping = new Timed[64];

    Loop(
            EventLoop executor,
            RelayOptions options,
            Doors doors,
            Clocks clocks,
            RelayMetrics metrics,
            Recorder recorder,
            Dialer dialer,
            RelayTls tls,
            Drain drain,
            HostRules hosts,
            HeapPressure heap,
            Gate gate,
            RandomGenerator random) {
        this.executor = executor;
        this.options = options;
        this.doors = doors;
        this.clocks = clocks;
        this.metrics = metrics;
        this.recorder = recorder;
        this.tls = tls;
        this.drain = drain;
        this.hosts = hosts;
        this.admission = new Admission(hosts, drain, heap, metrics, options.limits());
        this.heap = heap;
        this.gate = gate;
        this.ids = new ExchangeIds(random);
        this.upstreams = new Upstreams(this, dialer);
        recorder.onRoom(this::roomWasMade);
        executor.scheduleWithFixedDelay(
                this::sweep, SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
    }

    long nanos() {
        return clocks.nanos().getAsLong();
    }

    ExchangeId nextId(long wallMicros) {
        return ids.next(wallMicros / 1000);
    }

    /** Runs a step on this loop: at once where this is it. */
    void run(Runnable step) {
        if (executor.inEventLoop()) {
            step.run();
        } else {
            executor.execute(step);
        }
    }

    void watch(Timed one) {
        timed.add(one);
    }

    void unwatch(Timed one) {
        timed.remove(one);
    }

    /**
     * Whether the call is to read nothing more for now: room for recording is short, and being
     * made. It is told to {@linkplain Call#readOn() read on} when there is, or when that took too
     * long; then what finds no room passes or is refused, as the setting says.
     */
    boolean holdsBack(Call call) {
        if (!recorder.isShort() || heldLongEnough) {
            return false;
        }
        if (held.isEmpty()) {
            heldSince = nanos();
            metrics.heldBack.increment();
        }
        held.add(call);
        return true;
    }

    /** The call is over. */
    void forget(Call call) {
        held.remove(call);
    }

    private void roomWasMade() {
        heldLongEnough = false;
        readOn();
    }

    private void readOn() {
        List<Call> calls = List.copyOf(held);
        held.clear();
        calls.forEach(Call::readOn);
    }

    private void sweep() {
        long now = nanos();
        if (!held.isEmpty() && now - heldSince > LONGEST_HOLD) {
            heldLongEnough = true;
            guarded(this::readOn);
        }
        guarded(() -> upstreams.sweep(now));
        guarded(() -> heap.look(now));
        sweeping = timed.toArray(sweeping);
        int size = timed.size();
        for (int i = 0; i < size; i++) {
            try {
                sweeping[i].sweep(now);
            } catch (RuntimeException e) {
                LOG.log(Level.ERROR, "a time limit could not be looked at", e);
            }
        }
        java.util.Arrays.fill(sweeping, 0, size, null);
    }

    /**
     * A periodic task that throws is never run again, and every limit of this loop would be gone
     * with it.
     */
    private static void guarded(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "a time limit could not be looked at", e);
        }
    }
}
