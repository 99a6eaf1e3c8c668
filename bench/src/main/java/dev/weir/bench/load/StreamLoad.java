package dev.weir.bench.load;

import io.netty.buffer.ByteBuf;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Opens streams, a connection each, evenly over a while, and measures every event on its way. A
 * stream ends when the provider ends it. Everything runs on one event loop.
 */
public final class StreamLoad {
    private final Dialer dialer;
    private final Target target;
    private final Requests.Factory requests;
    private final int count;
    private final long ramp;
    private final long limit;
    private final CompletableFuture<Integer> opened = new CompletableFuture<>();
    private final CompletableFuture<StreamResult> result = new CompletableFuture<>();
    private final Histogram delay = new Histogram();
    private final Histogram gap = new Histogram();
    private final List<Connection> all = new ArrayList<>();
    private long started;
    private int dialed;
    private int answered;
    private int ended;
    private long sent;
    private long complete;
    private long errors;
    private long events;

    /**
     * @param ramp over which the streams are opened
     * @param limit after which streams that have not ended are errors, counted from the start
     */
    StreamLoad(
            Dialer dialer,
            Target target,
            Requests.Factory requests,
            int count,
            Duration ramp,
            Duration limit) {
        this.dialer = dialer;
        this.target = target;
        this.requests = requests;
        this.count = count;
        this.ramp = ramp.toNanos();
        this.limit = limit.toNanos();
    }

    /** Done when every stream has received its first byte or failed; how many are open then. */
    public CompletableFuture<Integer> opened() {
        return opened;
    }

    /** Done when every stream has ended or failed. */
    public CompletableFuture<StreamResult> result() {
        return result;
    }

    StreamLoad start() {
        dialer.loop()
                .execute(
                        () -> {
                            started = System.nanoTime();
                            dialer.loop().schedule(this::finish, limit, TimeUnit.NANOSECONDS);
                            dialDue();
                        });
        return this;
    }

    private void dialDue() {
        long elapsed = System.nanoTime() - started;
        while (dialed < count && dialed * ramp <= elapsed * count) {
            dialed++;
            dialer.dial(target, requests.forConnection(target), this::ask);
        }
        if (dialed < count && !result.isDone()) {
            dialer.loop().schedule(this::dialDue, 1, TimeUnit.MILLISECONDS);
        }
    }

    private void ask(Connection connection, boolean open) {
        if (!open) {
            errors++;
            firstSeen();
            over();
            return;
        }
        all.add(connection);
        sent++;
        connection.ask(new Stream(connection));
    }

    private void firstSeen() {
        if (++answered == count) {
            opened.complete(count - ended);
        }
    }

    private void over() {
        if (++ended == count) {
            finish();
        }
    }

    private void finish() {
        int lost = count - ended;
        if (result.complete(new StreamResult(sent, complete, errors + lost, events, delay, gap))) {
            opened.complete(0);
            all.forEach(Connection::close);
        }
    }

    private final class Stream implements Connection.Listener {
        private final Connection connection;
        private final StampScanner scanner = new StampScanner(this::event);
        private boolean seen;
        private long arrival;
        private long last = Long.MIN_VALUE;

        Stream(Connection connection) {
            this.connection = connection;
        }

        @Override
        public void first(long nanos) {
            seen = true;
            firstSeen();
        }

        @Override
        public void body(ByteBuf from, int offset, int length) {
            arrival = System.nanoTime();
            scanner.scan(from, offset, length);
        }

        private void event(long stamp) {
            events++;
            long late = arrival - stamp;
            delay.record(late);
            if (last != Long.MIN_VALUE) {
                gap.record(Math.abs(late - last));
            }
            last = late;
        }

        @Override
        public void done(int status) {
            if (status == 200) {
                complete++;
            } else {
                errors++;
            }
            connection.close();
            over();
        }

        @Override
        public void failed() {
            errors++;
            if (!seen) {
                firstSeen();
            }
            over();
        }
    }
}
