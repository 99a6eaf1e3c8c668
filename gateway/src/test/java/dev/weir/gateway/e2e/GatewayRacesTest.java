package dev.weir.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testkit.wire.Answer;
import dev.weir.testkit.wire.Call;
import dev.weir.testkit.wire.RawClient;
import dev.weir.testkit.wire.Scripts;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Two hundred calls at once at the edge of each kind of limit, through the whole gateway. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GatewayRacesTest {

    private static final int CALLS = 200;
    private static final String PATH = "/openai/v1/chat/completions";
    private static final long OUTPUT = 500;
    private static final String BODY =
            "{\"max_completion_tokens\":"
                    + OUTPUT
                    + ",\"model\":\"gpt-5\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";

    /** As docs/gateway/limits.md says: three bytes a token, and 1,500 more. */
    private static final long INPUT = Math.ceilDiv(BODY.length(), 3) + 1_500L;

    private final AtomicInteger together = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final AtomicInteger served = new AtomicInteger();
    private volatile long input = INPUT;
    private volatile long output = OUTPUT;
    private volatile Duration takes = Duration.ofMillis(50);
    private GatewayRig rig;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        rig = new GatewayRig(directory);
        rig.provider.forgetful().always(this::serve);
        rig.acme.document(
                "limits", "plenty", Map.of("subject", "key", "amount", 1_000_000, "per", "minute"));
    }

    @AfterAll
    void stop() {
        rig.close();
    }

    private void serve(Call call) throws Exception {
        int now = together.incrementAndGet();
        most.accumulateAndGet(now, Math::max);
        served.incrementAndGet();
        call.body().rest();
        call.pause(takes);
        // Before the answer: afterwards the next one may be here already.
        together.decrementAndGet();
        Scripts.json(
                        200,
                        "{\"id\":\"c\",\"object\":\"chat.completion\",\"model\":\"gpt-5\",\"choices\":[],"
                                + "\"usage\":{\"prompt_tokens\":"
                                + input
                                + ",\"completion_tokens\":"
                                + output
                                + ",\"total_tokens\":"
                                + (input + output)
                                + "}}")
                .serve(call);
    }

    /** What so many tokens cost, in nano-dollars: nobody has a price for a made-up provider. */
    private static long price(long in, long out) {
        return (in + out) * 15_000;
    }

    private static String dollars(long nanos) {
        return BigDecimal.valueOf(nanos, 9).toPlainString();
    }

    /** A user with one limit; gives a token. */
    private String limited(String user, Map<String, Object> limit) throws Exception {
        String id = rig.acme.user(user, "member");
        Map<String, Object> spec = new java.util.HashMap<>(limit);
        spec.put("subject", "user");
        spec.put("of", id);
        rig.acme.document("limits", user, spec);
        return rig.acme.token(user);
    }

    /** Sends all calls at once and gives how many were answered by the provider. */
    private int wave(String token, String code) throws Exception {
        CountDownLatch ready = new CountDownLatch(CALLS);
        List<Future<Answer>> calls = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < CALLS; i++) {
                calls.add(
                        threads.submit(
                                () -> {
                                    try (RawClient client = rig.connect()) {
                                        ready.countDown();
                                        ready.await();
                                        client.post(
                                                PATH,
                                                "Authorization: Bearer " + token + "\r\n",
                                                BODY);
                                        return client.answer();
                                    }
                                }));
            }
        }
        int passed = 0;
        for (Future<Answer> call : calls) {
            Answer answer = call.get();
            if (answer.status() == 200) {
                passed++;
            } else {
                assertThat(answer.status()).as(answer.body().text()).isEqualTo(429);
                assertThat(answer.weirError()).isEqualTo(code);
            }
        }
        return passed;
    }

    @Test
    void ofCallsThatUseAllOfTheirEstimateAsManyPassACapOnMoneyAsFit() throws Exception {
        long one = price(INPUT, OUTPUT);
        input = INPUT;
        output = OUTPUT;
        String token = limited("money", spend(dollars(one * 21 / 2)));
        assertThat(wave(token, "budget_exceeded")).isEqualTo(10);
        assertThat(wave(token, "budget_exceeded")).isZero();
    }

    @Test
    void aCapOnMoneyIsNeitherOvershotNorLeftHalfUsedWhereCallsUseLessThanTheirEstimate()
            throws Exception {
        input = 100;
        output = 20;
        long estimate = price(INPUT, OUTPUT);
        long cap = estimate * 5 / 2;
        String token = limited("change", spend(dollars(cap)));
        long passed = 0;
        int last;
        do {
            last = wave(token, "budget_exceeded");
            passed += last;
        } while (last > 0);
        assertThat(passed * price(100, 20)).isBetween(cap - estimate, cap);
    }

    private static Map<String, Object> spend(String amount) {
        return Map.of("quantity", "spend", "amount", amount, "per", "month", "unpriced", "15");
    }

    @Test
    void aCapOnTokensIsNotOvershot() throws Exception {
        input = INPUT;
        output = OUTPUT;
        String token =
                limited(
                        "tokens",
                        Map.of(
                                "quantity",
                                "tokens",
                                "amount",
                                7 * (INPUT + OUTPUT) + 1,
                                "per",
                                "day"));
        assertThat(wave(token, "rate_limited")).isEqualTo(7);
        assertThat(wave(token, "rate_limited")).isZero();
    }

    @Test
    void nothingMoreThanAllowedIsAtTheProviderAtOnce() throws Exception {
        String token = limited("parallel", Map.of("quantity", "concurrent", "amount", 5));
        most.set(0);
        served.set(0);
        int passed = wave(token, "rate_limited");
        assertThat(passed).isGreaterThanOrEqualTo(5).isEqualTo(served.get());
        // How many meet there is up to the machine; more than five never do.
        assertThat(most.get()).isBetween(2, 5);
        // All places are free again.
        assertThat(wave(token, "rate_limited")).isGreaterThanOrEqualTo(5);
    }

    @Test
    void aRateLetsThroughWhatItHoldsAndWhatHasFlowedInSince() throws Exception {
        String token =
                limited("rate", Map.of("quantity", "requests", "amount", 30, "per", "minute"));
        long started = System.nanoTime();
        int passed = wave(token, "rate_limited");
        double seconds = (System.nanoTime() - started) / 1e9;
        assertThat(passed).isBetween(30, 30 + (int) Math.ceil(seconds / 2));
    }

    @Test
    void whatWasChangedCountsForTheNextCall() throws Exception {
        rig.acme.user("next", "member");
        var grant = rig.acme.grant("next", Map.of());
        String token = grant.path("token").asString();
        for (int i = 0; i < 10; i++) {
            assertThat(status(token)).isEqualTo(200);
            String policy =
                    rig.acme
                            .document(
                                    "policies",
                                    "none of it",
                                    Map.of(
                                            "deny",
                                            Map.of("models", List.of("gpt-5")),
                                            "for",
                                            Map.of("users", List.of(rig.acme.idOf("next")))))
                            .path("id")
                            .asString();
            assertThat(status(token)).isEqualTo(403);
            rig.acme.delete("policies/" + policy);
        }
        assertThat(status(token)).isEqualTo(200);
        rig.acme.delete("tokens/" + grant.path("id").asString());
        assertThat(status(token)).isEqualTo(401);
    }

    private int status(String token) throws Exception {
        try (RawClient client = rig.connect()) {
            client.post(PATH, "Authorization: Bearer " + token + "\r\n", BODY);
            return client.answer().status();
        }
    }
}
