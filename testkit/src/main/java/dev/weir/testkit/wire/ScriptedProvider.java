package dev.weir.testkit.wire;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

import javax.net.ssl.SSLContext;

/**
 * A provider that does exactly what it is told: each request takes the next {@link Script} in line,
 * or the standing one where the line is empty. It listens on a free port of the loopback address, a
 * virtual thread a connection, and keeps every request byte for byte.
 */
public final class ScriptedProvider implements AutoCloseable {

    private final ServerSocket listener;
    private final boolean tls;
    private final Deque<Script> line = new ArrayDeque<>();
    private final Deque<Function<Socket, Boolean>> arrivals = new ArrayDeque<>();
    private final List<Call> calls = new ArrayList<>();
    private final Map<Integer, Wire> open = new ConcurrentHashMap<>();
    private final Map<Integer, Ended> ends = new HashMap<>();
    private final List<Throwable> faults = new ArrayList<>();
    private Script standing = Scripts.json(200, "{}");
    private boolean keepsCalls = true;
    private int accepted;

    private ScriptedProvider(ServerSocket listener, boolean tls) {
        this.listener = listener;
        this.tls = tls;
        Thread.ofVirtual().name("provider-accept").start(this::accept);
    }

    /** Starts on a free port, plain. */
    public static ScriptedProvider start() throws IOException {
        return new ScriptedProvider(
                new ServerSocket(0, 1024, InetAddress.getLoopbackAddress()), false);
    }

    /** Starts on a free port with TLS. */
    public static ScriptedProvider startTls(SSLContext context) throws IOException {
        return new ScriptedProvider(
                context.getServerSocketFactory()
                        .createServerSocket(0, 1024, InetAddress.getLoopbackAddress()),
                true);
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** Its address for a configuration, e.g. {@code http://127.0.0.1:41234}. */
    public String url() {
        return (tls ? "https://localhost:" : "http://127.0.0.1:") + port();
    }

    /** Appends scripts, one a request. */
    public synchronized ScriptedProvider next(Script... scripts) {
        line.addAll(List.of(scripts));
        return this;
    }

    /** Sets what is done with a request when the line is empty: at first {@code 200 {}}. */
    public synchronized ScriptedProvider always(Script script) {
        standing = script;
        return this;
    }

    /** Keeps no request any more: for long runs. */
    public synchronized ScriptedProvider forgetful() {
        keepsCalls = false;
        return this;
    }

    /**
     * Does something with the next connection before a byte of it is read.
     *
     * @param arrival true where the connection is served as usual afterwards
     */
    public synchronized ScriptedProvider onConnect(Function<Socket, Boolean> arrival) {
        arrivals.add(arrival);
        return this;
    }

    /** Every request whose head came, oldest first, as it stands now. */
    public synchronized List<Received> received() {
        return calls.stream().map(Call::received).toList();
    }

    /** Waits until so many requests came, and gives all; fails where the time runs out. */
    public synchronized List<Received> awaitReceived(int count, Duration atMost)
            throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (calls.size() < count) {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new AssertionError(
                        "expected " + count + " requests at the provider, got " + calls.size());
            }
            wait(left);
        }
        return received();
    }

    /** How many connections were accepted so far. */
    public synchronized int connections() {
        return accepted;
    }

    /** How many connections are open now. */
    public int openConnections() {
        return open.size();
    }

    /** How a connection ended: NOT_YET where it is open. */
    public synchronized Ended end(int connection) {
        return ends.getOrDefault(connection, Ended.NOT_YET);
    }

    /** Waits until a connection is over at the provider's side. */
    public synchronized Ended awaitEnd(int connection, Duration atMost)
            throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (!ends.containsKey(connection)) {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return Ended.NOT_YET;
            }
            wait(left);
        }
        return end(connection);
    }

    /** Closes every open connection, also idle kept ones. */
    public void closeConnections() {
        open.values().forEach(Wire::close);
    }

    /** What scripts threw, besides input and output errors; empty where all went as written. */
    public synchronized List<Throwable> faults() {
        return List.copyOf(faults);
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            // it is closed already
        }
        closeConnections();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                int number;
                Function<Socket, Boolean> arrival;
                synchronized (this) {
                    number = ++accepted;
                    arrival = arrivals.poll();
                    notifyAll();
                }
                Thread.ofVirtual()
                        .name("provider-" + number)
                        .start(() -> serve(socket, number, arrival));
            } catch (IOException e) {
                // the listener was closed, or the connection was gone before it was accepted
            }
        }
    }

    private void serve(Socket socket, int number, @Nullable Function<Socket, Boolean> arrival) {
        Ended end = Ended.CLOSED;
        try (socket) {
            if (arrival == null || arrival.apply(socket)) {
                Wire wire = new Wire(socket);
                open.put(number, wire);
                end = serve(wire, number);
            }
        } catch (IOException e) {
            end = BodyReader.how(e);
        } finally {
            open.remove(number);
            synchronized (this) {
                ends.put(number, end);
                notifyAll();
            }
        }
    }

    private Ended serve(Wire wire, int number) throws IOException {
        Head head;
        while ((head = wire.in.head()) != null) {
            Call call = new Call(wire, number, head);
            Script script;
            synchronized (this) {
                if (keepsCalls) {
                    calls.add(call);
                }
                Script inLine = line.poll();
                script = inLine == null ? standing : inLine;
                notifyAll();
            }
            try {
                script.serve(call);
            } catch (IOException e) {
                return BodyReader.how(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Ended.BROKEN;
            } catch (Exception | AssertionError e) {
                synchronized (this) {
                    faults.add(e);
                }
                wire.close();
                return Ended.BROKEN;
            }
            if (call.isClosed()) {
                return Ended.CLOSED;
            }
            call.body().rest();
        }
        return Ended.CLOSED;
    }
}
