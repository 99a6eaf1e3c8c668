package dev.weir.gateway.relay;

import dev.weir.core.access.Doors;
import dev.weir.core.access.Origin;
import dev.weir.core.access.Provider;
import dev.weir.core.access.Providers;
import dev.weir.core.capture.CaptureMode;
import dev.weir.core.dialect.Dialect;
import dev.weir.testkit.capture.MemoryRecorder;
import dev.weir.testkit.wire.RawClient;
import dev.weir.testkit.wire.ScriptedProvider;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/** A relay between a scripted provider and raw clients, recording into memory. */
final class RelayRig implements AutoCloseable {

    static final Duration SOON = Duration.ofSeconds(5);

    final ScriptedProvider provider;
    final MemoryRecorder recorder = new MemoryRecorder();
    final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    final Relay relay;
    private final List<Executor> loops = new ArrayList<>();

    /** How full the heap is said to be, in percent. */
    final AtomicInteger heap = new AtomicInteger(10);

    /** How often a collection was asked for. */
    final AtomicInteger collections = new AtomicInteger();

    RelayRig() throws IOException {
        this(ScriptedProvider.start(), RelayOptions.Timeouts.defaults(), null, null, false);
    }

    /** A relay that lets callers in by rules. */
    RelayRig(ScriptedProvider provider, Access access, String second) throws IOException {
        this(provider, RelayOptions.Timeouts.defaults(), access, second);
    }

    RelayRig(
            ScriptedProvider provider, RelayOptions.Timeouts timeouts, Access access, String second)
            throws IOException {
        this(provider, timeouts, null, null, false, access, second);
    }

    /** The usual time limits with another one for a request that stops. */
    static RelayOptions.Timeouts requestIdle(Duration idle) {
        RelayOptions.Timeouts usual = RelayOptions.Timeouts.defaults();
        return new RelayOptions.Timeouts(
                usual.connect(),
                usual.firstByte(),
                usual.idle(),
                usual.requestHead(),
                idle,
                usual.clientStall(),
                usual.keepAlive(),
                usual.upstreamKeepAlive(),
                usual.drain());
    }

    RelayRig(
            ScriptedProvider provider,
            RelayOptions.Timeouts timeouts,
            RelayOptions.@Nullable Tls tls,
            @Nullable Path trust,
            boolean http2)
            throws IOException {
        this(provider, timeouts, tls, trust, http2, Access.open(), "http://127.0.0.1:9");
    }

    private RelayRig(
            ScriptedProvider provider,
            RelayOptions.Timeouts timeouts,
            RelayOptions.@Nullable Tls tls,
            @Nullable Path trust,
            boolean http2,
            Access access,
            String second)
            throws IOException {
        this.provider = provider;
        String url = provider.url();
        Providers providers =
                new Providers(
                        List.of(
                                new Provider(
                                        "openai",
                                        Origin.parse(url),
                                        Dialect.OPENAI,
                                        CaptureMode.FULL,
                                        http2),
                                new Provider(
                                        "anthropic",
                                        Origin.parse(url),
                                        Dialect.ANTHROPIC,
                                        CaptureMode.FULL,
                                        http2),
                                new Provider(
                                        "second",
                                        Origin.parse(second),
                                        Dialect.ANTHROPIC,
                                        CaptureMode.FULL,
                                        http2)));
        RelayOptions options =
                new RelayOptions(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        2,
                        Set.of(),
                        () -> "http://127.0.0.1:4142",
                        CaptureMode.FULL,
                        false,
                        timeouts,
                        RelayOptions.Limits.defaults(),
                        tls,
                        trust);
        relay =
                Relay.start(
                        options,
                        new Doors(providers, Set.of()),
                        access,
                        loop -> {
                            loops.add(loop);
                            return recorder;
                        },
                        Clocks.system(),
                        metrics,
                        new HeapPressure(() -> heap.get() / 100.0, collections::incrementAndGet));
    }

    /** Tells every loop that there is room to record in again. */
    void tellOfRoom() {
        List<Runnable> listeners = recorder.roomListeners();
        for (int i = 0; i < listeners.size(); i++) {
            loops.get(i).execute(listeners.get(i));
        }
    }

    /** The usual time limits with another one for unused client connections. */
    static RelayOptions.Timeouts keepAlive(Duration keepAlive) {
        RelayOptions.Timeouts usual = RelayOptions.Timeouts.defaults();
        return new RelayOptions.Timeouts(
                usual.connect(),
                usual.firstByte(),
                usual.idle(),
                usual.requestHead(),
                usual.requestIdle(),
                usual.clientStall(),
                keepAlive,
                usual.upstreamKeepAlive(),
                usual.drain());
    }

    int port() {
        return relay.address().getPort();
    }

    RawClient client() throws IOException {
        return RawClient.connect(port());
    }

    @Override
    public void close() {
        relay.close();
        provider.close();
    }
}
