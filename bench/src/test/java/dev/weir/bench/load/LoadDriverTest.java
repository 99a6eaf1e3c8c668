package dev.weir.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.bench.mock.MockProvider;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

class LoadDriverTest {
    private final MockProvider mock = new MockProvider(1);
    private final LoadDriver driver = new LoadDriver();
    private final ChatRequests chat = new ChatRequests(2);
    private final Target target =
            new Target(
                    new InetSocketAddress(
                            InetAddress.ofLiteral("127.0.0.1"), mock.address().getPort()),
                    "");

    @AfterEach
    void close() {
        driver.close();
        mock.close();
    }

    @Test
    void aClosedLoopCountsEveryAnswer() {
        LoadResult result =
                driver.closedLoop(
                        target, chat.questions(1024, "bytes=100"), 4, Duration.ofMillis(200));
        assertThat(result.errors()).isZero();
        assertThat(result.complete()).isEqualTo(result.sent()).isPositive();
        assertThat(result.latency().count()).isEqualTo(result.complete());
        assertThat(result.firstByte().count()).isEqualTo(result.complete());
        assertThat(result.latency().percentile(50)).isPositive();
    }

    @Test
    void conversationsArriveToo() {
        LoadResult result =
                driver.closedLoop(
                        target, chat.conversations("bytes=100"), 2, Duration.ofMillis(200));
        assertThat(result.errors()).isZero();
        assertThat(result.complete()).isPositive();
    }

    @Test
    void aConstantRateSendsWhatItSaysAndAStallCountsFromWhereRequestsWereDue() {
        // 64 connections that each take 500 ms carry 128 a second; 400 a second must queue.
        LoadResult result =
                driver.constantRate(
                        target,
                        chat.questions(1024, "bytes=100&delay=500"),
                        400,
                        Duration.ofMillis(500));
        assertThat(result.sent()).isEqualTo(200);
        assertThat(result.complete()).isEqualTo(200);
        assertThat(result.latency().millis(10)).isGreaterThanOrEqualTo(490);
        assertThat(result.latency().millis(99)).isGreaterThan(1000);
    }

    @Test
    void aConstantRateEndsWithItsTimeAlsoWhereTheLastAnswerIsEarly() {
        LoadResult result =
                driver.constantRate(
                        target, chat.questions(1024, "bytes=100"), 7, Duration.ofMillis(400));
        assertThat(result.complete()).isEqualTo(3);
        assertThat(result.seconds()).isBetween(0.4, 5.0);
    }

    @Test
    void streamsAreFollowedEventByEventToTheirEnd() {
        StreamLoad load =
                driver.streams(
                        target,
                        chat.questions(1024, "events=5&us=5000"),
                        10,
                        Duration.ofMillis(20),
                        Duration.ofSeconds(10));
        assertThat(load.opened().join()).isBetween(1, 10);
        StreamResult result = load.result().join();
        assertThat(result.complete()).isEqualTo(10);
        assertThat(result.errors()).isZero();
        assertThat(result.events()).isEqualTo(50);
        assertThat(result.delay().count()).isEqualTo(50);
        assertThat(result.gap().count()).isEqualTo(40);
    }

    @Test
    void whatIsRefusedIsAnError() throws IOException {
        int nobody;
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            nobody = probe.getLocalPort();
        }
        Target gone =
                new Target(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), nobody), "");
        LoadResult result =
                driver.closedLoop(gone, chat.questions(1024, "bytes=1"), 3, Duration.ofMillis(100));
        assertThat(result.complete()).isZero();
        assertThat(result.errors()).isEqualTo(3);
        StreamResult streams =
                driver.streams(
                                gone,
                                chat.questions(1024, "events=1"),
                                3,
                                Duration.ZERO,
                                Duration.ofSeconds(5))
                        .result()
                        .join();
        assertThat(streams.errors()).isEqualTo(3);
    }

    @Test
    void aStreamThatBreaksIsAnError() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            Target breaking =
                    new Target(
                            new InetSocketAddress(
                                    InetAddress.ofLiteral("127.0.0.1"), server.getLocalPort()),
                            "");
            StreamLoad load =
                    driver.streams(
                            breaking,
                            chat.questions(1024, "events=9"),
                            1,
                            Duration.ZERO,
                            Duration.ofSeconds(5));
            try (Socket socket = server.accept()) {
                socket.getInputStream().read(new byte[4096]);
                socket.getOutputStream()
                        .write(
                                "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n8\r\n{\"ns\":1}\r\n"
                                        .getBytes(StandardCharsets.US_ASCII));
            }
            StreamResult result = load.result().join();
            assertThat(result.complete()).isZero();
            assertThat(result.errors()).isEqualTo(1);
            assertThat(result.events()).isEqualTo(1);
        }
    }

    @Test
    void bodiesAreJsonOfTheSizeAskedForAndNeverTheSame() {
        Set<String> seen = new HashSet<>();
        Requests questions = chat.questions(4096, "bytes=1").forConnection(target);
        for (int i = 0; i < 50; i++) {
            String body = body(questions);
            assertThat(body).hasSize(4096);
            assertThat(new ObjectMapper().readTree(body).path("messages").size()).isEqualTo(2);
            assertThat(seen.add(body)).isTrue();
        }
    }

    @Test
    void aConversationGrowsByACallAndItsResultAndStartsAgain() {
        Requests turns = chat.conversations("bytes=1").forConnection(target);
        List<Integer> messages = new ArrayList<>();
        String last = "";
        int restarts = 0;
        for (int i = 0; i < 60; i++) {
            String body = body(turns);
            assertThat(body.length()).isBetween(150 * 1024, 254 * 1024);
            JsonNode json = new ObjectMapper().readTree(body);
            messages.add(json.path("messages").size());
            if (!last.isEmpty() && body.startsWith(last.substring(0, last.length() - 2))) {
                assertThat(messages.get(i)).isEqualTo(messages.get(i - 1) + 2);
            } else if (!last.isEmpty()) {
                restarts++;
            }
            last = body;
        }
        assertThat(restarts).isEqualTo(1);
    }

    private static String body(Requests requests) {
        ByteBuf request = requests.next(UnpooledByteBufAllocator.DEFAULT);
        try {
            String text = request.toString(StandardCharsets.US_ASCII);
            int end = text.indexOf("\r\n\r\n");
            String body = text.substring(end + 4);
            assertThat(text.substring(0, end)).endsWith("content-length: " + body.length());
            return body;
        } finally {
            request.release();
        }
    }
}
