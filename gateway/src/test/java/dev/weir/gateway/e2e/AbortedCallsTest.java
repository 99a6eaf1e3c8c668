package dev.weir.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testkit.wire.Answer;
import dev.weir.testkit.wire.Call;
import dev.weir.testkit.wire.RawClient;

import io.netty.buffer.PooledByteBufAllocator;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * Calls that are broken off in every way there is: the counters in memory and the ledger are the
 * same afterwards, and what was reserved is free.
 */
class AbortedCallsTest {

    private static final String PATH = "/anthropic/v1/messages";
    private static final long TOKENS = 1_000_000_000_000L;
    private static final int CLIENTS = 16;
    private static final String EVENTS =
            """
            event: message_start
            data: {"type":"message_start","message":{"id":"m","type":"message","role":"assistant",\
            "model":"claude-sonnet-4-5","content":[],"usage":{"input_tokens":100,"output_tokens":1}}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"x"}}

            """;
    private static final String LAST =
            """
            event: message_delta
            data: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":20}}

            event: message_stop
            data: {"type":"message_stop"}

            """;

    @TempDir private Path directory;

    /** How a call is broken off. */
    private enum Way {
        /** The client leaves when half of its request is sent. */
        HALF_A_REQUEST,
        /** The client leaves before anything of an answer. */
        BEFORE_THE_ANSWER,
        /** The client leaves when it has the head. */
        AFTER_THE_HEAD,
        /** The client leaves in the middle of a stream. */
        IN_THE_STREAM,
        /** The provider resets before it answers. */
        RESET_AT_ONCE,
        /** The provider resets in the middle of a stream. */
        RESET_IN_THE_STREAM,
        /** The provider answers with an error. */
        ERROR,
        /** Nobody breaks anything off. */
        WHOLE
    }

    @Test
    void aThousandBrokenCallsLeaveNoDrift() throws Exception {
        breakOff(1_000, 20261121);
    }

    @Test
    @Tag("slow")
    void tenThousandBrokenCallsLeaveNoDrift() throws Exception {
        breakOff(10_000, System.nanoTime());
    }

    private void breakOff(int calls, long seed) throws Exception {
        Logger detector = Logger.getLogger("io.netty.util.ResourceLeakDetector");
        List<String> leaks = new CopyOnWriteArrayList<>();
        Handler listener =
                new Handler() {
                    @Override
                    public void publish(LogRecord logged) {
                        leaks.add(logged.getMessage());
                    }

                    @Override
                    public void flush() {}

                    @Override
                    public void close() {}
                };
        detector.addHandler(listener);
        try {
            count(calls, seed);
            // What was lost is told of when it was collected and something new is taken.
            System.gc();
            Thread.sleep(100);
            for (int i = 0; i < 1_000; i++) {
                PooledByteBufAllocator.DEFAULT.buffer(16).release();
            }
            assertThat(leaks).isEmpty();
        } finally {
            detector.removeHandler(listener);
        }
    }

    private void count(int calls, long seed) throws Exception {
        Path data = directory.resolve("data");
        try (GatewayRig rig = new GatewayRig(Settings.in(data).set("timeouts.first_byte", "30s"))) {
            rig.provider.forgetful().always(AbortedCallsTest::serve);
            Organisation acme = rig.acme;
            String user = acme.user("ann", "member");
            acme.document(
                    "limits",
                    "k",
                    Map.of("subject", "key", "amount", 100_000_000, "per", "minute"));
            for (Map<String, Object> limit :
                    List.<Map<String, Object>>of(
                            Map.of("quantity", "tokens", "amount", TOKENS, "per", "month"),
                            Map.of("quantity", "requests", "amount", 1_000_000, "per", "month"),
                            Map.of("quantity", "concurrent", "amount", 1_000),
                            Map.of(
                                    "quantity",
                                    "spend",
                                    "amount",
                                    900_000,
                                    "per",
                                    "month",
                                    "unpriced",
                                    "1000"))) {
                Map<String, Object> spec = new java.util.HashMap<>(limit);
                spec.put("subject", "user");
                acme.document("limits", "u " + limit.get("quantity"), spec);
            }
            String token = acme.token("ann");
            long started = System.nanoTime();
            run(rig, token, calls, seed);
            double seconds = (System.nanoTime() - started) / 1e9;
            settle(acme);
            assertThat(acme.metric("weir_in_flight")).isZero();
            assertThat(acme.metric("weir_metering_held")).isZero();
            // One more, whole, says in its fields what the counters in memory hold without it.
            Answer last = Objects.requireNonNull(ask(rig, token, Way.WHOLE, 0));
            assertThat(last.status()).as(last.body().text()).isEqualTo(200);
            long estimate = Math.ceilDiv(body(Way.WHOLE, 0).length(), 3) + 1_500L + 64;
            settle(acme);
            Used used = used(data, user);
            assertThat(field(last, "tokens")).isEqualTo(TOKENS - (used.tokens - 120) - estimate);
            assertThat(field(last, "requests")).isEqualTo(1_000_000 - used.requests);
            assertThat(field(last, "concurrent")).isEqualTo(999);
            assertThat(dollars(last))
                    .isEqualTo(
                            900_000_000_000_000L
                                    - (used.nanos - 120_000_000L)
                                    - estimate * 1_000_000L);
            assertThat(acme.metric("weir_limits_drift")).isZero();
            assertThat(acme.metric("weir_limits_unguarded_total")).isZero();
            System.out.printf(
                    "aborts: %d calls in %.1f s, %d counted, no drift (seed %d)%n",
                    calls, seconds, used.requests, seed);
            assertThat(used.requests).isGreaterThan(calls / 2);
        }
    }

    /** Waits until nothing is reserved any more and the ledger has everything. */
    private static void settle(Organisation acme) throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (acme.metric("weir_limits_open") > 0
                || acme.metric("weir_in_flight") > 0
                || acme.metric("weir_limits_pending") > 0) {
            assertThat(System.nanoTime()).as("all reservations end").isLessThan(deadline);
            Thread.sleep(50);
        }
        Thread.sleep(300);
    }

    private static long field(Answer answer, String quantity) {
        return Long.parseLong(
                String.valueOf(answer.headers().first("x-ratelimit-remaining-" + quantity)));
    }

    private static long dollars(Answer answer) {
        return new java.math.BigDecimal(
                        String.valueOf(answer.headers().first("x-ratelimit-remaining-spend")))
                .movePointRight(9)
                .longValueExact();
    }

    private record Used(long requests, long tokens, long nanos) {}

    private static Used used(Path data, String user) throws Exception {
        try (Connection connection =
                        DriverManager.getConnection("jdbc:sqlite:" + data.resolve("control.db"));
                Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                "select sum(requests), sum(tokens), sum(nanos)"
                                        + " + 1000000 * sum(unpriced_tokens) from limit_used"
                                        + " where kind = 'user' and subject = '"
                                        + user
                                        + "'")) {
            return new Used(rows.getLong(1), rows.getLong(2), rows.getLong(3));
        }
    }

    private static void run(GatewayRig rig, String token, int calls, long seed)
            throws InterruptedException {
        AtomicInteger next = new AtomicInteger();
        AtomicLong failures = new AtomicLong();
        List<Thread> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            Random random = new Random(seed + i);
            clients.add(
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        while (next.getAndIncrement() < calls) {
                                            Way way = Way.values()[random.nextInt(8)];
                                            try {
                                                ask(rig, token, way, random.nextInt(3_000));
                                            } catch (IOException e) {
                                                // A reset may come before what was sent is read.
                                                failures.incrementAndGet();
                                            }
                                        }
                                    }));
        }
        for (Thread client : clients) {
            client.join();
        }
        assertThat(failures.get()).isLessThan(calls / 4);
    }

    private static String body(Way way, int pad) {
        return "{\"model\":\"claude-sonnet-4-5\",\"stream\":true,\"way\":\""
                + way
                + "\",\"pad\":\""
                + "p".repeat(pad)
                + "\",\"max_tokens\":64}";
    }

    /** The answer, null where the client did not wait for it. */
    private static @Nullable Answer ask(GatewayRig rig, String token, Way way, int pad)
            throws IOException {
        try (RawClient client = rig.connect()) {
            String fields = "Authorization: Bearer " + token + "\r\n";
            String body = body(way, pad);
            if (way == Way.HALF_A_REQUEST) {
                client.send(
                        "POST "
                                + PATH
                                + " HTTP/1.1\r\nHost: localhost:"
                                + rig.weir.proxyPort()
                                + "\r\n"
                                + fields
                                + "Content-Length: "
                                + body.length()
                                + "\r\n\r\n"
                                + body.substring(0, body.length() / 2));
                client.reset();
                return null;
            }
            client.post(PATH, fields, body);
            switch (way) {
                case BEFORE_THE_ANSWER -> client.reset();
                case AFTER_THE_HEAD -> {
                    client.head();
                    client.reset();
                }
                case IN_THE_STREAM -> {
                    var in = client.body(client.head());
                    in.upTo(200);
                    client.reset();
                }
                default -> {
                    return client.answer();
                }
            }
            return null;
        }
    }

    private static void serve(Call call) throws IOException, InterruptedException {
        String text = call.body().rest().text();
        int at = text.indexOf("\"way\":\"") + 7;
        Way way = at < 7 ? Way.WHOLE : Way.valueOf(text.substring(at, text.indexOf('"', at)));
        switch (way) {
            case RESET_AT_ONCE -> call.reset();
            case BEFORE_THE_ANSWER -> call.awaitEnd(Duration.ofSeconds(20));
            case ERROR -> call.send("HTTP/1.1 400 Bad Request\r\nContent-Length: 2\r\n\r\n{}");
            default -> {
                call.send(
                        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
                                + "Transfer-Encoding: chunked\r\n\r\n");
                call.chunk(EVENTS);
                switch (way) {
                    case AFTER_THE_HEAD, IN_THE_STREAM -> call.awaitEnd(Duration.ofSeconds(20));
                    case RESET_IN_THE_STREAM -> call.reset();
                    default -> {
                        call.chunk(LAST);
                        call.lastChunk("");
                    }
                }
            }
        }
    }
}
