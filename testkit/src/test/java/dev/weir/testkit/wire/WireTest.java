package dev.weir.testkit.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testkit.Bytes;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.EOFException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The provider and the client against each other: what one sends is what the other sees. */
class WireTest {

    private static final Duration SOON = Duration.ofSeconds(5);

    @Test
    void countedBodiesArriveBothWaysOnOneKeptConnection() throws Exception {
        try (ScriptedProvider provider = ScriptedProvider.start();
                RawClient client = RawClient.connect(provider.port())) {
            provider.next(Scripts.json(200, "{\"a\":1}"), Scripts.json(429, "{\"b\":2}"));

            Answer first = client.post("/one?x=1", "X-Odd-Case: v\r\n", "{\"q\":\"ü\"}").answer();
            Answer second = client.post("/two", "", "").answer();

            assertThat(first.status()).isEqualTo(200);
            assertThat(first.body()).isEqualTo(Bytes.of("{\"a\":1}"));
            assertThat(second.status()).isEqualTo(429);
            List<Received> received = provider.received();
            assertThat(received)
                    .extracting(r -> r.head().target())
                    .containsExactly("/one?x=1", "/two");
            assertThat(received.getFirst().body()).isEqualTo(Bytes.of("{\"q\":\"ü\"}"));
            assertThat(received.getFirst().head().raw().latin1())
                    .startsWith("POST /one?x=1 HTTP/1.1\r\n")
                    .contains("\r\nX-Odd-Case: v\r\n");
            assertThat(provider.connections()).isEqualTo(1);
        }
    }

    @Test
    void chunksAndTrailersAreToldApart() throws Exception {
        try (ScriptedProvider provider = ScriptedProvider.start();
                RawClient client = RawClient.connect(provider.port())) {
            provider.next(
                    Scripts.chunked(
                            200, "", List.of("ab", "cde"), Duration.ofMillis(20), "X-T: 1\r\n"));

            Answer answer = client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n").answer();

            assertThat(answer.ended()).isEqualTo(Ended.WHOLE);
            assertThat(answer.body()).isEqualTo(Bytes.of("abcde"));
            assertThat(answer.chunkSizes()).containsExactly(2, 3, 0);
            assertThat(answer.trailers().first("x-t")).isEqualTo("1");
        }
    }

    @Test
    void anInterimHeadIsNotTheAnswer() throws Exception {
        try (ScriptedProvider provider = ScriptedProvider.start();
                RawClient client = RawClient.connect(provider.port())) {
            provider.next(
                    Scripts.raw(
                            "HTTP/1.1 103 Early Hints\r\nLink: <a>\r\n\r\n"
                                    + "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));

            Answer answer = client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n").answer();

            assertThat(answer.informational()).hasSize(1);
            assertThat(answer.body()).isEqualTo(Bytes.of("ok"));
        }
    }

    @Test
    void aShortBodyABrokenChunkAndAResetAreSeenAsSuch() throws Exception {
        try (ScriptedProvider provider = ScriptedProvider.start()) {
            provider.next(
                    Scripts.rawThenClose("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"),
                    Scripts.raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc"),
                    Scripts.rawThenReset("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"));
            List<Ended> ends = new java.util.ArrayList<>();
            for (int i = 0; i < 3; i++) {
                try (RawClient client = RawClient.connect(provider.port())) {
                    ends.add(client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n").answer().ended());
                }
            }
            assertThat(ends).containsExactly(Ended.CLOSED, Ended.BROKEN, Ended.RESET);
        }
    }

    @Test
    void theProviderSeesHowTheClientLeft() throws Exception {
        try (ScriptedProvider provider = ScriptedProvider.start()) {
            provider.always(Scripts.silence());
            RawClient polite = RawClient.connect(provider.port()).send("GET / HTTP/1.1\r\n\r\n");
            provider.awaitReceived(1, SOON);
            polite.close();
            assertThat(provider.awaitEnd(1, SOON)).isEqualTo(Ended.CLOSED);

            provider.always(call -> assertThat(call.awaitEnd(SOON)).isEqualTo(Ended.RESET));
            RawClient rude = RawClient.connect(provider.port()).send("GET / HTTP/1.1\r\n\r\n");
            provider.awaitReceived(2, SOON);
            rude.reset();
            provider.awaitEnd(2, SOON);
            assertThat(provider.faults()).isEmpty();
        }
    }

    @Test
    void theClientSeesAConnectionClosedWithoutAnAnswer() throws Exception {
        try (ScriptedProvider provider = ScriptedProvider.start();
                RawClient client = RawClient.connect(provider.port())) {
            provider.next(Scripts.closeAtOnce());
            client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
            org.assertj.core.api.Assertions.assertThatThrownBy(client::answer)
                    .isInstanceOf(EOFException.class);
        }
    }

    @Test
    void tlsIsCheckedByNameAndIssuer(@TempDir Path directory) throws Exception {
        TestCertificate good = TestCertificate.make(directory, "DNS:localhost", "IP:127.0.0.1");
        TestCertificate wrongName = TestCertificate.make(directory, "DNS:elsewhere.example");
        try (ScriptedProvider provider = ScriptedProvider.startTls(good.server());
                ScriptedProvider other = ScriptedProvider.startTls(wrongName.server())) {
            try (RawClient client = RawClient.tls(provider.port(), good.client())) {
                assertThat(client.post("/", "", "x").answer().status()).isEqualTo(200);
            }
            org.assertj.core.api.Assertions.assertThatThrownBy(
                            () -> RawClient.tls(other.port(), wrongName.client()))
                    .isInstanceOf(javax.net.ssl.SSLException.class);
            org.assertj.core.api.Assertions.assertThatThrownBy(
                            () -> RawClient.tls(provider.port(), wrongName.client()))
                    .isInstanceOf(javax.net.ssl.SSLException.class);
        }
    }
}
