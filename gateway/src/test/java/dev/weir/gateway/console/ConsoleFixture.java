package dev.weir.gateway.console;

import dev.weir.core.access.Doors;
import dev.weir.core.access.Providers;
import dev.weir.core.archive.InMemoryArchive;
import dev.weir.core.capture.CaptureMode;
import dev.weir.core.exchange.Exchange;
import dev.weir.gateway.console.ReadinessProbe.Readiness;
import dev.weir.gateway.intake.Importer;
import dev.weir.gateway.intake.otlp.SpanIntake;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.zip.GZIPInputStream;

/** A console over an archive in memory. */
final class ConsoleFixture implements AutoCloseable {

    static final String PROXY = "http://127.0.0.1:4141";

    final FakeArchive archive = new FakeArchive();
    final FakeDerived derived = new FakeDerived();
    final InMemoryArchive intake = new InMemoryArchive();
    final Samples samples = new Samples();
    final PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    final AtomicReference<Readiness> readiness = new AtomicReference<>(Readiness.READY);
    final ConsoleServer server;
    final int port;

    ConsoleFixture() throws IOException {
        this("127.0.0.1", HttpLimits.USUAL, Set.of());
    }

    ConsoleFixture(String address, HttpLimits limits, Set<String> hosts) throws IOException {
        Providers providers = new Providers(Providers.wellKnown().values());
        server =
                new ConsoleServer(
                        new InetSocketAddress(address, 0),
                        new ConsoleServer.Parts(
                                archive,
                                derived,
                                metrics,
                                readiness::get,
                                new ConsoleInfo(
                                        "0.1.0-test<b>",
                                        PROXY,
                                        "/home/u/.weir",
                                        List.copyOf(providers.all()),
                                        CaptureMode.FULL,
                                        "process",
                                        "pass"),
                                new Doors(providers, Set.of()),
                                new Importer(intake, providers),
                                new SpanIntake(
                                        intake,
                                        providers,
                                        CaptureMode.FULL,
                                        metrics,
                                        Duration.ofSeconds(5)),
                                ConsoleFixture::gzipOnly,
                                hosts,
                                () -> Samples.START.toEpochMilli(),
                                new SplittableRandom(1)),
                        limits);
        port = server.address().getPort();
    }

    private static InputStream gzipOnly(InputStream in, List<String> encodings) throws IOException {
        if (!encodings.equals(List.of("gzip"))) {
            throw new IOException("unsupported content encoding " + encodings);
        }
        return new GZIPInputStream(in);
    }

    Wire.Answer get(String target, String... lines) throws IOException {
        return Wire.get(port, target, lines);
    }

    /** A usual exchange with two small bodies. */
    Exchange put() {
        return put(new Samples.Wish());
    }

    Exchange put(Samples.Wish wish) {
        Exchange exchange = samples.make(wish);
        archive.put(exchange, "{}".getBytes(StandardCharsets.UTF_8), bytes("[]"));
        return exchange;
    }

    Exchange put(Samples.Wish wish, byte[] request, byte[] response) {
        wish.requestLength = request.length;
        wish.responseLength = response.length;
        Exchange exchange = samples.make(wish);
        archive.put(exchange, request, response);
        return exchange;
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static boolean soon(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                return false;
            }
            Thread.sleep(5);
        }
        return true;
    }

    @Override
    public void close() {
        server.close();
    }
}
