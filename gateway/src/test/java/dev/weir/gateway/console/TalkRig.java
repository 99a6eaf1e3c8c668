package dev.weir.gateway.console;

import dev.weir.core.access.Doors;
import dev.weir.core.access.Provider;
import dev.weir.core.access.Providers;
import dev.weir.core.archive.InMemoryArchive;
import dev.weir.core.capture.CaptureMode;
import dev.weir.core.dialect.Dialect;
import dev.weir.core.exchange.BodyFacts;
import dev.weir.core.exchange.Chunk;
import dev.weir.core.exchange.ClientFacts;
import dev.weir.core.exchange.EndPhase;
import dev.weir.core.exchange.EndReason;
import dev.weir.core.exchange.Exchange;
import dev.weir.core.exchange.ExchangeId;
import dev.weir.core.exchange.GatewayFacts;
import dev.weir.core.exchange.Headers;
import dev.weir.core.exchange.RequestHead;
import dev.weir.core.exchange.ResponseHead;
import dev.weir.core.exchange.Timeline;
import dev.weir.core.exchange.UpstreamFacts;
import dev.weir.core.live.LiveCall;
import dev.weir.core.pricing.PriceOverrides;
import dev.weir.core.pricing.PriceTable;
import dev.weir.core.pricing.Pricing;
import dev.weir.gateway.console.ReadinessProbe.Readiness;
import dev.weir.gateway.content.ContentDecoding;
import dev.weir.gateway.intake.Importer;
import dev.weir.gateway.intake.otlp.SpanIntake;
import dev.weir.gateway.reading.Derivations;
import dev.weir.gateway.reading.DerivedStore;
import dev.weir.gateway.reading.Deriver;
import dev.weir.gateway.reading.SqliteDerived;
import dev.weir.testkit.archive.Recorded;
import dev.weir.testkit.corpus.RecordedExchange;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;

/** A console over exchanges in memory and the rows that are really derived from them. */
final class TalkRig implements AutoCloseable {

    static final Instant START = Instant.parse("2026-11-20T10:00:00Z");

    final InMemoryArchive archive = new InMemoryArchive();
    final SqliteDerived derived;
    final ConsoleServer server;
    private final DerivedStore store;
    private final Deriver deriver;
    private int calls;

    /** What each next call is answered with. */
    int status = 200;

    /** How far each next call comes when. */
    Timeline takes = new Timeline(1_000, 2_000, 3_000, 40_000_000, 90_000_000, 100_000_000);

    /** Nanoseconds between the pieces of a stream. */
    long apart = 10_000_000;

    /** What is decided about each next call. */
    GatewayFacts decided = GatewayFacts.LOCAL;

    /** Calls that are under way. */
    final List<LiveCall> running = new CopyOnWriteArrayList<>();

    /** The server's time. */
    volatile Instant now = START;

    TalkRig(Path directory) throws IOException {
        store = DerivedStore.open(directory);
        PriceTable prices = PriceTable.builtIn();
        deriver =
                new Deriver(
                        archive,
                        store,
                        () -> new Derivations(new Pricing(prices, PriceOverrides.NONE)),
                        new SimpleMeterRegistry());
        derived = new SqliteDerived(store, deriver);
        Providers providers = new Providers(Providers.wellKnown().values());
        server =
                new ConsoleServer(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        new ConsoleServer.Parts(
                                archive,
                                derived,
                                _ -> List.copyOf(running),
                                new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
                                () -> Readiness.READY,
                                new ConsoleInfo(
                                        "test",
                                        "http://127.0.0.1:4141",
                                        "/data",
                                        List.copyOf(providers.all()),
                                        CaptureMode.FULL,
                                        "process",
                                        "pass"),
                                new Doors(providers, Set.of()),
                                new Importer(archive, providers),
                                new SpanIntake(
                                        archive,
                                        providers,
                                        CaptureMode.FULL,
                                        new SimpleMeterRegistry(),
                                        Duration.ofSeconds(5)),
                                (in, encodings) -> ContentDecoding.decode(in, encodings, 1L << 28),
                                Set.of(),
                                () -> now.toEpochMilli(),
                                new SplittableRandom(1),
                                null));
    }

    /** Derives what was recorded so far, and what comes. */
    void derive() throws InterruptedException {
        deriver.start();
        if (!derived.settle(Duration.ofMinutes(5))) {
            throw new AssertionError("the rows were not derived in time");
        }
    }

    /** Waits for the rows of what was recorded since. */
    void settle() throws InterruptedException {
        if (!derived.settle(Duration.ofMinutes(5))) {
            throw new AssertionError("the rows were not derived in time");
        }
    }

    Wire.Answer get(String target) throws IOException {
        return Wire.get(server.address().getPort(), target);
    }

    JsonNode json(String target) throws IOException {
        Wire.Answer answer = get(target);
        if (answer.status() != 200) {
            throw new AssertionError(target + " answered " + answer.status() + answer.text());
        }
        return answer.json();
    }

    /** The only session. */
    String session() throws IOException {
        JsonNode sessions = json("/api/v1/sessions").path("items");
        if (sessions.size() != 1) {
            throw new AssertionError(sessions.size() + " sessions");
        }
        return sessions.path(0).path("id").asString();
    }

    /** A call of the Messages API by Claude Code, one a second. */
    Exchange claude(List<String> fields, String request, String answer) {
        Headers.Builder headers =
                Headers.builder()
                        .add("content-type", "application/json")
                        .add("user-agent", "claude-cli/2.1.219 (external, cli)");
        for (int i = 0; i < fields.size(); i += 2) {
            headers.add(fields.get(i), fields.get(i + 1));
        }
        boolean stream = answer.startsWith("event:");
        return put(
                Dialect.ANTHROPIC,
                "/v1/messages",
                headers.build(),
                bytes(request),
                Headers.of("content-type", stream ? "text/event-stream" : "application/json"),
                bytes(answer),
                EndReason.COMPLETE);
    }

    Exchange put(
            Dialect dialect,
            String path,
            Headers asking,
            byte[] request,
            Headers answering,
            byte[] answer,
            EndReason end) {
        int number = calls++;
        Instant at = START.plusSeconds(number);
        Exchange exchange =
                exchange(
                        at,
                        number,
                        dialect,
                        "anthropic",
                        "POST",
                        path,
                        asking,
                        request.length,
                        status,
                        answering,
                        answer.length,
                        end);
        archive.add(exchange, request, answer, List.of(), pieces(answer));
        return exchange;
    }

    /** When what comes next begins. */
    Instant next() {
        return START.plusSeconds(calls);
    }

    /** What comes next comes so much later. */
    void later(int seconds) {
        calls += seconds;
    }

    /** A recorded exchange, a second after the one before. */
    Exchange put(RecordedExchange recorded) {
        int number = calls++;
        var request = recorded.request();
        var response = recorded.response();
        Provider provider = Providers.wellKnown().get(recorded.provider());
        Dialect own = provider == null ? Dialect.OTHER : provider.dialect();
        Exchange exchange =
                exchange(
                        START.plusSeconds(number),
                        number,
                        Dialect.ofPath(request.path(), own),
                        recorded.provider(),
                        request.method(),
                        request.path(),
                        request.headers(),
                        request.body().length(),
                        response.status(),
                        response.headers(),
                        response.body().length(),
                        EndReason.COMPLETE);
        archive.add(
                exchange, request.body().array(), response.body().array(), List.of(), List.of());
        return exchange;
    }

    private Exchange exchange(
            Instant at,
            int number,
            Dialect dialect,
            String provider,
            String method,
            String path,
            Headers asking,
            int asked,
            int status,
            Headers answering,
            int answered,
            EndReason end) {
        ExchangeId id = Recorded.id(at.toEpochMilli(), 0, number * 0x1234_5678_9ABCL);
        return new Exchange(
                id,
                at,
                new ClientFacts("127.0.0.1:40000", null),
                "provider",
                provider,
                dialect,
                new RequestHead(method, "/" + provider + path, "HTTP/1.1", asking),
                path,
                new UpstreamFacts(
                        "https://api.anthropic.com:443",
                        path,
                        "203.0.113.9:443",
                        "HTTP/1.1",
                        "TLSv1.3",
                        false,
                        1),
                new ResponseHead(status, "", "HTTP/1.1", answering),
                Headers.EMPTY,
                Headers.EMPTY,
                new BodyFacts(asked, asked, 0),
                new BodyFacts(answered, answered, 0),
                takes,
                end,
                EndPhase.BODY,
                null,
                CaptureMode.FULL,
                Set.of(),
                List.of(),
                List.of(),
                null,
                false,
                decided);
    }

    /** A stream came event by event; anything else at once. */
    private List<Chunk> pieces(byte[] answer) {
        String text = new String(answer, StandardCharsets.ISO_8859_1);
        if (!text.startsWith("event:")) {
            return List.of();
        }
        List<Chunk> pieces = new ArrayList<>();
        int from = 0;
        while (from < text.length()) {
            int end = text.indexOf("\n\n", from);
            int stop = end < 0 ? text.length() : end + 2;
            pieces.add(new Chunk(takes.firstByte() + pieces.size() * apart, stop - from));
            from = stop;
        }
        return pieces;
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        server.close();
        deriver.close();
        store.close();
    }
}
