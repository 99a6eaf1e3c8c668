package dev.weir.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testkit.Bytes;
import dev.weir.testkit.wire.Answer;
import dev.weir.testkit.wire.Ended;
import dev.weir.testkit.wire.RawClient;
import dev.weir.testkit.wire.Scripts;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** The tool's accidents, one test a kind: it goes, it stops reading, it sends half of something. */
class ClientAccidentTest extends WireHarness {

    private static final Duration ONE_SECOND = Duration.ofSeconds(1);
    private static final String SSE =
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";

    @Override
    Settings configure(Settings settings) {
        return settings.set("timeouts.first_byte", "20s")
                .set("timeouts.idle", "20s")
                .set("timeouts.client_stall", "3s");
    }

    @Test
    void aToolThatLeavesBeforeTheAnswerCancelsTheCallWithinASecond() throws Exception {
        provider().always(Scripts.silence());
        double counted =
                rise(
                        () -> {
                            RawClient client = ask();
                            provider().awaitReceived(1, SOON);
                            client.close();
                            assertThat(provider().awaitEnd(1, ONE_SECOND))
                                    .isNotEqualTo(Ended.NOT_YET);
                        },
                        "weir_cancelled_total");
        assertThat(counted).isEqualTo(1);
        var record = recordEnded("client_cancel", "headers");
        assertThat(record.path("outcome").asString()).isEqualTo("client_disconnect");
    }

    @Test
    void aToolThatLeavesInTheAnswerCancelsTheCallAndThePartIsKept() throws Exception {
        provider().always(Scripts.stall(SSE + "9\r\ndata: 1\n\n\r\n"));
        RawClient client = ask();
        assertThat(client.body(client.head()).upTo(9)).isEqualTo(Bytes.of("data: 1\n\n"));
        client.reset();
        assertThat(provider().awaitEnd(1, ONE_SECOND)).isNotEqualTo(Ended.NOT_YET);
        recordEnded("client_cancel", "body");
        assertThat(answerOnRecord()).isEqualTo(Bytes.of("data: 1\n\n"));
    }

    @Test
    void aCloseRightAfterTheFinalEventIsACompleteTurn() throws Exception {
        String last = "data: [DONE]\n\n";
        provider().always(Scripts.stall(SSE + "e\r\n" + last + "\r\n"));
        RawClient client = ask();
        assertThat(client.body(client.head()).upTo(last.length())).isEqualTo(Bytes.of(last));
        client.close();
        assertThat(provider().awaitEnd(1, ONE_SECOND)).isNotEqualTo(Ended.NOT_YET);
        assertThat(record().path("outcome").asString()).isEqualTo("complete");
    }

    @Test
    void aToolThatClosesItsSideHasGone() throws Exception {
        provider().always(Scripts.silence());
        try (RawClient client = ask()) {
            provider().awaitReceived(1, SOON);
            client.finish();
            assertThat(provider().awaitEnd(1, ONE_SECOND)).isNotEqualTo(Ended.NOT_YET);
            assertThat(client.awaitEnd(SOON)).isNotEqualTo(Ended.TIMEOUT);
        }
        recordEnded("client_cancel", "headers");
    }

    @Test
    void aSlowReaderHoldsTheProviderBackInsteadOfFillingMemory() throws Exception {
        AtomicLong sent = new AtomicLong();
        Bytes block = Bytes.of("x".repeat(64 << 10));
        provider()
                .always(
                        call -> {
                            call.body().rest();
                            call.send(SSE);
                            for (int i = 0; i < 1024; i++) {
                                call.chunk(block);
                                sent.addAndGet(block.length());
                            }
                            call.lastChunk("");
                        });
        try (RawClient client = RawClient.slow(weir().proxyPort(), 16 << 10)) {
            client.post(at("/v1/chat/completions"), tag(), "{}");
            var body = client.body(client.head());
            Thread.sleep(1_500);
            long held = sent.get();
            assertThat(held).as("bytes taken for a reader that waits").isLessThan(16L << 20);
            assertThat(body.rest().length()).isEqualTo(64 << 20);
            assertThat(body.ended()).isEqualTo(Ended.WHOLE);
        }
        recordEnded("complete", "body");
    }

    @Test
    void aReaderThatStopsForTooLongIsBrokenOff() throws Exception {
        Bytes block = Bytes.of("x".repeat(64 << 10));
        provider()
                .always(
                        call -> {
                            call.body().rest();
                            call.send(SSE);
                            for (int i = 0; i < 1024; i++) {
                                call.chunk(block);
                            }
                            call.lastChunk("");
                        });
        double counted =
                rise(
                        () -> {
                            try (RawClient client = RawClient.slow(weir().proxyPort(), 16 << 10)) {
                                client.post(at("/v1/chat/completions"), tag(), "{}");
                                client.head();
                                assertThat(provider().awaitEnd(1, Duration.ofSeconds(10)))
                                        .isNotEqualTo(Ended.NOT_YET);
                            }
                        },
                        "weir_slow_clients_total");
        assertThat(counted).isEqualTo(1);
        recordEnded("client_slow", "body");
        assertThat(block.latin1().repeat(1024)).startsWith(answerOnRecord().latin1());
    }

    @Test
    void aSlowProviderHoldsTheUploadBack() throws Exception {
        provider()
                .always(
                        call -> {
                            call.pause(Duration.ofMillis(1_500));
                            call.body().rest();
                            call.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                        });
        AtomicLong written = new AtomicLong();
        int total = 60 << 20;
        try (RawClient client = connect()) {
            client.send(
                    own(
                            "POST "
                                    + at("/v1/x")
                                    + " HTTP/1.1\r\nHost: weir\r\n"
                                    + tag()
                                    + "Content-Length: "
                                    + total
                                    + "\r\n\r\n"));
            Bytes block = Bytes.of("x".repeat(64 << 10));
            Thread writer =
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        try {
                                            while (written.get() < total) {
                                                client.send(block);
                                                written.addAndGet(block.length());
                                            }
                                        } catch (IOException e) {
                                            written.set(-1);
                                        }
                                    });
            Thread.sleep(1_000);
            assertThat(written.get())
                    .as("bytes taken for a provider that waits")
                    .isLessThan(24L << 20);
            writer.join();
            assertThat(client.answer().status()).isEqualTo(200);
        }
        assertThat(provider().received().getFirst().body().length()).isEqualTo(total);
    }

    @Test
    void halfARequestHeadIsClosedInTimeAndNothingGoesUpstream() throws Exception {
        try (RawClient client = connect()) {
            client.send(own("POST " + at("/v1/x") + " HTTP/1.1\r\nHost: wei"));
            assertThat(client.awaitEnd(SOON)).isNotEqualTo(Ended.TIMEOUT);
        }
        assertThat(provider().connections()).isZero();
    }

    @Test
    void halfARequestBodyThatStopsIs408AndNothingIsCompletedUpstream() throws Exception {
        try (RawClient client = connect()) {
            client.send(
                    own(
                            "POST "
                                    + at("/v1/x")
                                    + " HTTP/1.1\r\nHost: weir\r\n"
                                    + tag()
                                    + "Content-Length: 100\r\n\r\n{\"half\":"));
            Answer answer = client.answer();
            assertWeirError(answer, 408, "request_timeout");
            assertThat(client.awaitEnd(SOON)).isNotEqualTo(Ended.TIMEOUT);
        }
        record();
        assertThat(provider().received())
                .allSatisfy(request -> assertThat(request.ended()).isNotEqualTo(Ended.WHOLE));
    }

    @Test
    void aToolThatLeavesInItsUploadCompletesNothingUpstream() throws Exception {
        RawClient client = connect();
        client.send(
                own(
                        "POST "
                                + at("/v1/x")
                                + " HTTP/1.1\r\nHost: weir\r\n"
                                + tag()
                                + "Transfer-Encoding: chunked\r\n\r\n8\r\n{\"half\":\r\n"));
        provider().awaitReceived(1, SOON);
        client.close();
        assertThat(provider().awaitEnd(1, SOON)).isNotEqualTo(Ended.NOT_YET);
        assertThat(provider().received().getFirst().ended()).isNotEqualTo(Ended.WHOLE);
        var record = recordEnded("client_cancel", "request");
        assertThat(console().body(Console.id(record), "request")).isEqualTo(Bytes.of("{\"half\":"));
    }

    @Test
    void aBrokenChunkInTheUploadIs400AndNothingIsCompletedUpstream() throws Exception {
        try (RawClient client = connect()) {
            client.send(
                    own(
                            "POST "
                                    + at("/v1/x")
                                    + " HTTP/1.1\r\nHost: weir\r\n"
                                    + tag()
                                    + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\nnope\r\n"));
            assertWeirError(client.answer(), 400, "bad_request");
            assertThat(client.awaitEnd(SOON)).isNotEqualTo(Ended.TIMEOUT);
        }
        recordEnded("client_malformed", "request");
        assertThat(provider().received())
                .allSatisfy(request -> assertThat(request.ended()).isNotEqualTo(Ended.WHOLE));
    }

    @Test
    void anIdleConnectionIsClosedInTime() throws Exception {
        try (RawClient client = ask()) {
            assertThat(client.answer().status()).isEqualTo(200);
            assertThat(client.awaitEnd(SOON)).isEqualTo(Ended.CLOSED);
        }
    }
}
