package dev.weir.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testkit.wire.RawClient;
import dev.weir.testkit.wire.Scripts;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Calls that are under way, as a console sees them, until they are exchanges. */
class LiveCallsTest extends WireHarness {

    private static final String SSE =
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";

    @Override
    Settings configure(Settings settings) {
        return settings.set("timeouts.first_byte", "30s").set("timeouts.idle", "30s");
    }

    private String mine() {
        return "/api/v1/live?q=tag:case%3D" + name();
    }

    private List<JsonNode> running() throws IOException, InterruptedException {
        JsonNode page = console().get(mine()).json();
        return List.copyOf(page.path("items").values());
    }

    private JsonNode await(Predicate<JsonNode> wanted) throws Exception {
        long deadline = System.nanoTime() + SOON.toNanos();
        List<JsonNode> last = List.of();
        while (System.nanoTime() < deadline) {
            last = running();
            if (last.size() == 1 && wanted.test(last.getFirst())) {
                return last.getFirst();
            }
            Thread.sleep(30);
        }
        throw new AssertionError("in vain; running: " + last);
    }

    private void awaitNone() throws Exception {
        long deadline = System.nanoTime() + SOON.toNanos();
        while (!running().isEmpty()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.sleep(30);
        }
    }

    private static void hold(CountDownLatch latch) throws InterruptedException {
        if (!latch.await(20, TimeUnit.SECONDS)) {
            throw new AssertionError("the test has not gone on");
        }
    }

    @Test
    void aStreamIsSeenFromItsFirstByteToItsLastAndThenIsTheExchange() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        CountDownLatch more = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        provider()
                .always(
                        call -> {
                            call.body().rest();
                            hold(answer);
                            call.send(SSE).chunk("data: 1\n\n");
                            hold(more);
                            for (int i = 0; i < 5; i++) {
                                call.chunk("data: 2\n\n").pause(java.time.Duration.ofMillis(15));
                            }
                            hold(end);
                            call.chunk("data: [DONE]\n\n").lastChunk("");
                        });
        try (RawClient client = ask("{\"model\":\"m-live\",\"stream\":true}")) {
            JsonNode waiting = await(one -> one.path("phase").asString().equals("waiting"));
            assertThat(waiting.path("status").asInt()).isZero();
            assertThat(waiting.path("requestedModel").asString()).isEqualTo("m-live");
            assertThat(waiting.path("provider").asString()).isEqualTo(name());
            String id = Console.id(waiting);
            assertThat(console().get("/api/v1/exchanges/" + id).status()).isEqualTo(404);
            assertThat(console().get("/api/v1/live/" + id).json().path("phase").asString())
                    .isEqualTo("waiting");

            answer.countDown();
            var body = client.body(client.head());
            JsonNode begun = await(one -> one.path("chunks").asInt() == 1);
            assertThat(begun.path("phase").asString()).isEqualTo("answering");
            assertThat(begun.path("streaming").asBoolean()).isTrue();
            assertThat(begun.path("status").asInt()).isEqualTo(200);
            assertThat(begun.path("responseBytes").asInt()).isEqualTo(9);

            // It pauses: time goes on, nothing else does, and how long it is quiet is said.
            JsonNode quiet = await(one -> one.path("quietMs").asInt() > 400);
            assertThat(quiet.path("chunks").asInt()).isEqualTo(1);
            assertThat(quiet.path("elapsedMs").asInt())
                    .isGreaterThan(begun.path("elapsedMs").asInt());

            more.countDown();
            JsonNode grown = await(one -> one.path("responseBytes").asInt() == 54);
            assertThat(grown.path("chunks").asInt()).isBetween(2, 6);
            end.countDown();
            body.rest();
            awaitNone();
            JsonNode exchange = record();
            assertThat(Console.id(exchange)).isEqualTo(id);
            assertThat(exchange.path("outcome").asString()).isEqualTo("complete");
            assertThat(exchange.path("startedAt").asString())
                    .isEqualTo(begun.path("startedAt").asString());
            assertThat(console().get("/api/v1/live/" + id).status()).isEqualTo(404);
        }
    }

    @Test
    void chunksAreCountedAsTheExchangeListsThem() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        provider()
                .always(
                        call -> {
                            call.body().rest();
                            call.send(SSE);
                            for (int i = 0; i < 40; i++) {
                                call.chunk("data: " + "x".repeat(500) + "\n\n");
                                if (i % 3 == 0) {
                                    call.pause(java.time.Duration.ofMillis(3));
                                }
                            }
                            hold(end);
                            call.reset();
                        });
        try (RawClient client = ask()) {
            client.body(client.head()).upTo(40 * 508);
            JsonNode full = await(one -> one.path("responseBytes").asInt() == 40 * 508);
            end.countDown();
            JsonNode exchange = recordEnded("upstream_reset", "body");
            JsonNode chunks =
                    console()
                            .get("/api/v1/exchanges/" + Console.id(exchange) + "/response/chunks")
                            .json()
                            .path("items");
            assertThat(full.path("chunks").asInt()).isEqualTo(chunks.size());
        }
        awaitNone();
    }

    @Test
    void aClientThatLeavesEndsIt() throws Exception {
        provider().always(Scripts.stall(SSE + "9\r\ndata: 1\n\n\r\n"));
        RawClient client = ask();
        client.body(client.head()).upTo(9);
        JsonNode running = await(one -> one.path("chunks").asInt() == 1);
        client.reset();
        awaitNone();
        JsonNode exchange = recordEnded("client_cancel", "body");
        assertThat(Console.id(exchange)).isEqualTo(Console.id(running));
    }

    @Test
    void aRequestThatIsStillComingIsSaidToBe() throws Exception {
        provider().always(Scripts.json(200, "{}"));
        try (RawClient client = connect()) {
            client.send(
                    own(
                            "POST "
                                    + at("/v1/chat/completions")
                                    + " HTTP/1.1\r\nHost: weir\r\nContent-Length: 30\r\n"
                                    + tag()
                                    + "\r\n{\"model\":\"m\","));
            JsonNode sending = await(one -> one.path("requestBytes").asInt() == 13);
            assertThat(sending.path("phase").asString()).isEqualTo("request");
            client.send("\"prompt\":\"12345\"}");
            client.answer();
        }
        recordEnded("complete", "body");
        awaitNone();
    }

    @Test
    void aSearchJudgesWhatItCanAndCountsTheRest() throws Exception {
        provider().always(Scripts.silence());
        try (RawClient _ = ask("{\"model\":\"m-judged\"}")) {
            await(one -> one.path("phase").asString().equals("waiting"));
            String mine = "tag:case=" + name() + " ";
            assertThat(counts(mine + "model:m-ju*")).containsExactly(1, 0, 0);
            assertThat(counts(mine + "requested-model:other")).containsExactly(0, 1, 0);
            assertThat(counts(mine + "cost:>1")).containsExactly(0, 0, 1);
            assertThat(counts(mine + "words")).containsExactly(0, 0, 1);
            assertThat(counts(mine + "(provider:" + name() + " OR cost:>1)"))
                    .containsExactly(1, 0, 0);
            assertThat(console().get("/api/v1/live?q=model%3A%3A").status()).isIn(200, 400);
            assertThat(console().get("/api/v1/live?q=status%3Ateapot").status()).isEqualTo(400);
        }
    }

    /** How many are listed, hidden and not judged. */
    private List<Integer> counts(String query) throws Exception {
        JsonNode page = console().get("/api/v1/live?q=" + Console.encode(query)).json();
        // Calls of other tests, which are over, are nowhere; those of none run beside.
        return List.of(
                page.path("items").size(),
                page.path("hidden").asInt(),
                page.path("unjudged").asInt());
    }

    @Test
    void whoeverCallsElsewhereIsServedWhileManyLook() throws Exception {
        provider().always(Scripts.silence());
        try (RawClient _ = ask()) {
            await(one -> true);
            List<Thread> watchers = new java.util.ArrayList<>();
            for (int i = 0; i < 16; i++) {
                watchers.add(
                        Thread.startVirtualThread(
                                () -> {
                                    try {
                                        for (int n = 0; n < 20; n++) {
                                            console().get("/api/v1/live");
                                        }
                                    } catch (IOException | InterruptedException e) {
                                        throw new AssertionError(e);
                                    }
                                }));
            }
            for (Thread watcher : watchers) {
                watcher.join();
            }
            assertThat(running()).hasSize(1);
        }
    }
}
