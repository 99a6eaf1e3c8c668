package dev.weir.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testkit.wire.Answer;
import dev.weir.testkit.wire.Call;
import dev.weir.testkit.wire.RawClient;
import dev.weir.testkit.wire.Received;
import dev.weir.testkit.wire.ScriptedProvider;
import dev.weir.testkit.wire.Scripts;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A gateway that is killed in the middle of calls, and started again: tokens, routes and keys are
 * in force, the audit log is whole, and the counters of limits hold every call once.
 */
class GatewayCrashTest {

    private static final int CLIENTS = 8;
    private static final String PATH = "/anthropic/v1/messages";
    private static final long TOKENS = 1_000_000_000_000L;
    private static final long REQUESTS = 1_000_000;
    private static final long EACH = PlainAnswers.INPUT + PlainAnswers.OUTPUT;
    private static final String BODY =
            "{\"model\":\"fast\",\"max_tokens\":64,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    private static final long ESTIMATE = Math.ceilDiv(BODY.length(), 3) + 1_500L + 64;

    /** How late before a kill a call may have ended and still count at its estimate. */
    private static final Duration UNWRITTEN = Duration.ofMillis(250);

    @TempDir private Path directory;

    private final AtomicInteger sent = new AtomicInteger();

    /** When each call ended that a client had whole. */
    private final ConcurrentLinkedQueue<Long> ended = new ConcurrentLinkedQueue<>();

    private volatile boolean stopped;

    @Test
    void afterAKillEverythingIsInForceAndEveryCallIsCountedOnce() throws Exception {
        Random random = new Random(20261121);
        try (ScriptedProvider provider = ScriptedProvider.start().always(this::serve)) {
            Settings settings = GatewayRig.named(Settings.in(directory.resolve("data")), provider);
            ChildWeir weir = ChildWeir.start(settings);
            try (Organisation acme = Organisation.on(weir)) {
                String token = describe(acme);
                long leastOpen = 0;
                for (int round = 0; round < 2; round++) {
                    List<Thread> clients = load(weir, token);
                    Thread.sleep(1_200 + random.nextInt(600));
                    weir.kill();
                    long killed = System.nanoTime();
                    stopped = true;
                    for (Thread client : clients) {
                        client.join();
                    }
                    leastOpen +=
                            CLIENTS
                                    + ended.stream()
                                            .filter(at -> killed - at < UNWRITTEN.toNanos())
                                            .count();
                    weir.close();
                    weir = ChildWeir.start(settings);
                    acme.movedTo(weir);
                    check(weir, acme, provider, token, leastOpen);
                }
            } finally {
                weir.close();
            }
        }
    }

    private void serve(Call call) throws Exception {
        call.body().rest();
        call.pause(Duration.ofMillis(5));
        Scripts.json(200, PlainAnswers.of(call.head().target())).serve(call);
    }

    /** Makes rules and a user; gives a token. */
    private static String describe(Organisation acme) throws Exception {
        acme.key("main", "anthropic", "sk-ant-the-real-one-1234");
        acme.document(
                "routes", "fast", Map.of("provider", "anthropic", "model", "claude-haiku-4-5"));
        acme.document(
                "limits", "k", Map.of("subject", "key", "amount", 100_000_000, "per", "minute"));
        acme.document("limits", "t", user("tokens", TOKENS));
        acme.document("limits", "r", user("requests", REQUESTS));
        acme.document("policies", "no opus", Map.of("deny", Map.of("models", List.of("*opus*"))));
        acme.user("ann", "member");
        return acme.token("ann");
    }

    private static Map<String, Object> user(String quantity, long amount) {
        return Map.of("subject", "user", "quantity", quantity, "amount", amount, "per", "month");
    }

    private List<Thread> load(ChildWeir weir, String token) {
        stopped = false;
        List<Thread> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        try (RawClient client =
                                                RawClient.connect(weir.proxyPort())) {
                                            while (!stopped) {
                                                sent.incrementAndGet();
                                                Answer answer = ask(client, token, BODY);
                                                if (answer.status() == 200
                                                        && answer.body().text().endsWith("}}")) {
                                                    ended.add(System.nanoTime());
                                                }
                                            }
                                        } catch (IOException e) {
                                            // It was killed.
                                        }
                                    }));
        }
        return clients;
    }

    private static Answer ask(RawClient client, String token, String body) throws IOException {
        client.post(PATH, "x-api-key: " + token + "\r\n", body);
        return client.answer();
    }

    private void check(
            ChildWeir weir,
            Organisation acme,
            ScriptedProvider provider,
            String token,
            long mostOpen)
            throws Exception {
        Answer answer;
        Answer refused;
        try (RawClient client = RawClient.connect(weir.proxyPort())) {
            answer = ask(client, token, BODY);
            refused = ask(client, token, BODY.replace("fast", "opus"));
        }
        assertThat(answer.status()).as(answer.body().text()).isEqualTo(200);
        assertThat(refused.weirError()).isEqualTo("model_not_allowed");
        Received last = provider.received().getLast();
        assertThat(last.body().text()).contains("\"claude-haiku-4-5\"");
        assertThat(last.head().headers().first("x-api-key")).isEqualTo("sk-ant-the-real-one-1234");
        assertThat(acme.get("/api/v1/audit/verify").path("intact").asBoolean()).isTrue();
        assertThat(acme.get("/api/v1/audit?limit=100").path("items").size()).isGreaterThan(6);

        long requests = REQUESTS - 1 - remaining(answer, "requests");
        long tokens = TOKENS - ESTIMATE - remaining(answer, "tokens");
        System.out.printf(
                "gateway crash: %d sent, %d whole, %d counted, %d tokens, at most %d open%n",
                sent.get(), ended.size(), requests, tokens, mostOpen);
        assertThat(requests).isBetween((long) ended.size(), (long) sent.get());
        assertThat(tokens).isBetween(EACH * ended.size(), EACH * requests + ESTIMATE * mostOpen);

        // The archive knows the same calls: each that was whole, by user, route and key.
        int recorded = 0;
        for (JsonNode exchange : all(acme)) {
            if (exchange.path("status").asInt() == 200) {
                recorded++;
                assertThat(exchange.path("requestedModel").asString()).isEqualTo("fast");
            }
        }
        assertThat(recorded).isBetween(ended.size() + 1, sent.get() + 1);
        assertThat(tokens).isLessThanOrEqualTo(EACH * recorded + ESTIMATE * mostOpen);
        sent.incrementAndGet();
        ended.add(0L);
    }

    private static long remaining(Answer answer, String quantity) {
        return Long.parseLong(
                String.valueOf(answer.headers().first("x-ratelimit-remaining-" + quantity)));
    }

    /** Every exchange on record, once the archive has caught up. */
    private static List<JsonNode> all(Organisation acme) throws Exception {
        int before = -1;
        List<JsonNode> all = List.of();
        while (all.size() != before) {
            before = all.size();
            Thread.sleep(500);
            all = new ArrayList<>();
            String cursor = "";
            do {
                JsonNode page =
                        acme.get(
                                "/api/v1/exchanges?limit=200"
                                        + (cursor.isEmpty() ? "" : "&cursor=" + cursor));
                all.addAll(page.path("items").values());
                cursor = page.path("next").asString("");
            } while (!cursor.isEmpty());
        }
        return all;
    }
}
