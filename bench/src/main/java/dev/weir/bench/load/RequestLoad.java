package dev.weir.bench.load;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Sends requests for a while and measures their answers. In a closed loop every connection asks
 * again as soon as it has its answer. At constant rate requests start at fixed times, and latency
 * counts from the time at which a request should have started, so that a stall is not hidden by the
 * requests it held back. Everything runs on one event loop.
 */
final class RequestLoad {
    /** How long answers may take after the last request was due. */
    private static final long GRACE = TimeUnit.SECONDS.toNanos(20);

    /** Requests that may wait for a free connection at constant rate; more are errors. */
    private static final int MAX_WAITING = 20_000;

    private final Dialer dialer;
    private final Target target;
    private final Requests.Factory requests;
    private final int connections;
    private final long period;
    private final long duration;
    private final CompletableFuture<LoadResult> result = new CompletableFuture<>();
    private final Histogram latency = new Histogram();
    private final Histogram firstByte = new Histogram();
    private final List<Connection> all = new ArrayList<>();
    private final Queue<Connection> idle = new ArrayDeque<>();
    private final Queue<Long> waiting = new ArrayDeque<>();
    private int dialing;
    private int underWay;
    private long started;
    private long nextDue;
    private long sent;
    private long complete;
    private long errors;

    /**
     * @param perSecond requests a second, or 0 for a closed loop
     */
    RequestLoad(
            Dialer dialer,
            Target target,
            Requests.Factory requests,
            int connections,
            int perSecond,
            Duration duration) {
        this.dialer = dialer;
        this.target = target;
        this.requests = requests;
        this.connections = connections;
        this.period = perSecond == 0 ? 0 : 1_000_000_000L / perSecond;
        this.duration = duration.toNanos();
    }

    CompletableFuture<LoadResult> start() {
        dialer.loop().execute(this::dialAll);
        return result;
    }

    private void dialAll() {
        dialing = connections;
        for (int i = 0; i < connections; i++) {
            dialer.dial(target, requests.forConnection(target), this::dialed);
        }
    }

    private void dialed(Connection connection, boolean open) {
        if (open) {
            all.add(connection);
            idle.add(connection);
        } else {
            errors++;
        }
        if (--dialing > 0) {
            return;
        }
        started = System.nanoTime();
        nextDue = started;
        dialer.loop().schedule(this::finish, duration + GRACE, TimeUnit.NANOSECONDS);
        // At constant rate the last answer may be there before the time is over.
        dialer.loop().schedule(this::finishIfQuiet, duration, TimeUnit.NANOSECONDS);
        if (period > 0) {
            tick();
        } else {
            List<Connection> ready = List.copyOf(idle);
            idle.clear();
            ready.forEach(each -> ask(each, System.nanoTime()));
            finishIfQuiet();
        }
    }

    private void tick() {
        long now = System.nanoTime();
        while (nextDue <= now && nextDue < started + duration) {
            Connection free = freeConnection();
            if (free != null) {
                ask(free, nextDue);
            } else if (waiting.size() < MAX_WAITING) {
                waiting.add(nextDue);
            } else {
                errors++;
            }
            nextDue += period;
        }
        if (nextDue < started + duration) {
            dialer.loop().schedule(this::tick, nextDue - System.nanoTime(), TimeUnit.NANOSECONDS);
        } else {
            finishIfQuiet();
        }
    }

    private @Nullable Connection freeConnection() {
        Connection free = idle.poll();
        while (free != null && !free.open()) {
            all.remove(free);
            replace(free);
            free = idle.poll();
        }
        return free;
    }

    private void ask(Connection connection, long due) {
        sent++;
        underWay++;
        connection.ask(
                new Connection.Listener() {
                    @Override
                    public void first(long nanos) {
                        firstByte.record(nanos - due);
                    }

                    @Override
                    public void done(int status) {
                        underWay--;
                        if (status == 200) {
                            complete++;
                            latency.record(System.nanoTime() - due);
                        } else {
                            errors++;
                        }
                        goOn(connection);
                    }

                    @Override
                    public void failed() {
                        underWay--;
                        errors++;
                        replace(connection);
                    }
                });
    }

    private void goOn(Connection connection) {
        if (result.isDone()) {
            return;
        }
        Long due = waiting.poll();
        if (due != null) {
            ask(connection, due);
        } else if (period == 0 && System.nanoTime() < started + duration) {
            ask(connection, System.nanoTime());
        } else {
            idle.add(connection);
            finishIfQuiet();
        }
    }

    private void replace(Connection broken) {
        all.remove(broken);
        if (result.isDone() || System.nanoTime() >= started + duration) {
            finishIfQuiet();
            return;
        }
        dialing++;
        dialer.dial(
                target,
                requests.forConnection(target),
                (connection, open) -> {
                    dialing--;
                    if (open) {
                        all.add(connection);
                        goOn(connection);
                    } else {
                        errors++;
                        finishIfQuiet();
                    }
                });
    }

    private void finishIfQuiet() {
        boolean over = System.nanoTime() >= started + duration || all.isEmpty();
        if (underWay == 0 && dialing == 0 && over && (waiting.isEmpty() || all.isEmpty())) {
            finish();
        }
    }

    private void finish() {
        double seconds = (System.nanoTime() - started) / 1e9;
        int lost = underWay + waiting.size();
        if (result.complete(
                new LoadResult(sent, complete, errors + lost, seconds, latency, firstByte))) {
            all.forEach(Connection::close);
        }
    }
}
