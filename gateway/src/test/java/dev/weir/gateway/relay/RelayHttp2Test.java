package dev.weir.gateway.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.core.access.Doors;
import dev.weir.core.access.Origin;
import dev.weir.core.access.Provider;
import dev.weir.core.access.Providers;
import dev.weir.core.capture.CaptureMode;
import dev.weir.core.dialect.Dialect;
import dev.weir.core.exchange.EndReason;
import dev.weir.testkit.Bytes;
import dev.weir.testkit.capture.MemoryRecorder;
import dev.weir.testkit.capture.RecordedCall;
import dev.weir.testkit.wire.RawClient;
import dev.weir.testkit.wire.ScriptedProvider;
import dev.weir.testkit.wire.Scripts;
import dev.weir.testkit.wire.TestCertificate;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * HTTP/2 with TLS on both sides: one relay in front of another, the second before a provider that
 * speaks HTTP/1.1.
 */
class RelayHttp2Test {

    private static final TestCertificate certificate = certificate();

    private static TestCertificate certificate() {
        try {
            return TestCertificate.make(
                    java.nio.file.Files.createTempDirectory("weir-tls"), "dns:localhost");
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private final ScriptedProvider provider = ScriptedProvider.start();
    private final MemoryRecorder near = new MemoryRecorder();
    private final MemoryRecorder far = new MemoryRecorder();
    private final Relay back;
    private final Relay front;
    private final HttpClient client;

    RelayHttp2Test() throws Exception {
        back = start(provider.url(), false, far);
        front = start("https://localhost:" + back.address().getPort(), true, near);
        client =
                HttpClient.newBuilder()
                        .sslContext(certificate.client())
                        .version(HttpClient.Version.HTTP_2)
                        .build();
    }

    private Relay start(String upstream, boolean http2, MemoryRecorder recorder) throws Exception {
        Providers providers =
                new Providers(
                        List.of(
                                new Provider(
                                        "openai",
                                        Origin.parse(upstream),
                                        Dialect.OPENAI,
                                        CaptureMode.FULL,
                                        http2),
                                new Provider(
                                        "anthropic",
                                        Origin.parse(upstream),
                                        Dialect.ANTHROPIC,
                                        CaptureMode.FULL,
                                        http2)));
        RelayOptions options =
                new RelayOptions(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        1,
                        Set.of(),
                        () -> "",
                        CaptureMode.FULL,
                        false,
                        RelayOptions.Timeouts.defaults(),
                        RelayOptions.Limits.defaults(),
                        new RelayOptions.Tls(certificate.certificateFile(), certificate.keyFile()),
                        certificate.certificateFile());
        return Relay.start(
                options,
                new Doors(providers, Set.of()),
                _ -> recorder,
                Clocks.system(),
                new SimpleMeterRegistry());
    }

    @AfterEach
    void stop() {
        client.shutdownNow();
        front.close();
        back.close();
        provider.close();
    }

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(
                URI.create("https://localhost:" + front.address().getPort() + path));
    }

    private HttpRequest post(String path, byte[] body) {
        return to(path).POST(HttpRequest.BodyPublishers.ofByteArray(body)).build();
    }

    @Test
    void requestAndAnswerPassOverHttp2OnBothSides() throws Exception {
        provider.always(
                Scripts.answer(
                        201,
                        "Content-Type: application/json\r\nX-Some: a\r\nX-Some: b\r\n",
                        Bytes.of("{}")));
        HttpResponse<String> answer =
                client.send(
                        post(
                                "/v1/messages?beta=true",
                                "{\"model\":\"m\"}"
                                        .getBytes(java.nio.charset.StandardCharsets.UTF_8)),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(answer.headers().allValues("x-some")).containsExactly("a", "b");
        assertThat(answer.body()).isEqualTo("{}");
        RecordedCall call = near.awaitOne(RelayRig.SOON);
        assertThat(call.over().protocol()).isEqualTo("HTTP/2");
        assertThat(call.over().tls()).startsWith("TLSv1");
        assertThat(call.opening().request().version()).isEqualTo("HTTP/2");
        assertThat(call.requestBody()).isEqualTo(Bytes.of("{\"model\":\"m\"}"));
        assertThat(provider.received().getFirst().head().target())
                .isEqualTo("/v1/messages?beta=true");
        assertThat(near.violations()).isEmpty();
    }

    @Test
    void largeBodiesPassThroughTheWindowsBothWays() throws Exception {
        provider.always(
                call -> {
                    Bytes body = call.body().rest();
                    call.send("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n");
                    call.send(body);
                });
        byte[] large = new byte[9 << 20];
        new Random(7).nextBytes(large);
        HttpResponse<byte[]> answer =
                client.send(post("/v1/embeddings", large), HttpResponse.BodyHandlers.ofByteArray());
        assertThat(Bytes.of(answer.body()).sha256()).isEqualTo(Bytes.of(large).sha256());
        assertThat(near.awaitOne(RelayRig.SOON).responseBody().length()).isEqualTo(large.length);
    }

    @Test
    void manyStreamsShareAConnection() throws Exception {
        provider.always(
                call -> {
                    Bytes body = call.body().rest();
                    call.pause(Duration.ofMillis(20));
                    call.send("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n");
                    call.send(body);
                });
        List<CompletableFuture<HttpResponse<byte[]>>> answers = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            byte[] body = ("call " + i).getBytes(java.nio.charset.StandardCharsets.UTF_8);
            answers.add(
                    client.sendAsync(
                            post("/v1/responses", body), HttpResponse.BodyHandlers.ofByteArray()));
        }
        for (int i = 0; i < 60; i++) {
            assertThat(
                            new String(
                                    answers.get(i).get().body(),
                                    java.nio.charset.StandardCharsets.UTF_8))
                    .isEqualTo("call " + i);
        }
        assertThat(near.awaitFinished(60, RelayRig.SOON))
                .allMatch(call -> call.over().end() == EndReason.COMPLETE);
    }

    @Test
    void aBrokenStreamIsAResetNotAnEnd() throws Exception {
        provider.always(
                Scripts.rawThenClose(
                        "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"));
        HttpResponse<InputStream> answer =
                client.send(
                        post("/v1/completions", new byte[1]),
                        HttpResponse.BodyHandlers.ofInputStream());
        assertThatThrownBy(() -> answer.body().readAllBytes())
                .isInstanceOf(java.io.IOException.class);
        RecordedCall call = near.awaitOne(RelayRig.SOON);
        assertThat(call.over().end().outcome().word()).isEqualTo("upstream_failed");
        assertThat(call.responseBody()).isEqualTo(Bytes.of("hello"));
    }

    @Test
    void aClientThatLeavesCancelsEveryRelayOnTheWay() throws Exception {
        provider.always(
                Scripts.stall(
                        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n9\r\ndata: 1\n\n\r\n"));
        HttpResponse<InputStream> answer =
                client.send(
                        post("/v1/messages", new byte[1]),
                        HttpResponse.BodyHandlers.ofInputStream());
        assertThat(answer.body().read()).isEqualTo('d');
        answer.body().close();
        assertThat(provider.awaitEnd(1, RelayRig.SOON))
                .isNotEqualTo(dev.weir.testkit.wire.Ended.NOT_YET);
        assertThat(near.awaitOne(RelayRig.SOON).over().end()).isEqualTo(EndReason.CLIENT_CANCEL);
        assertThat(far.awaitOne(RelayRig.SOON).over().end()).isEqualTo(EndReason.CLIENT_CANCEL);
    }

    @Test
    void aRefusalHasTheDialectsShape() throws Exception {
        HttpResponse<String> answer =
                client.send(to("/nowhere").GET().build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.headers().firstValue("x-weir-error")).contains("route_not_found");
    }

    @Test
    void aCertificateForAnotherHostIsRefused() throws Exception {
        Relay wrong = start("https://127.0.0.1:" + back.address().getPort(), false, near);
        try {
            HttpRequest request =
                    HttpRequest.newBuilder(
                                    URI.create(
                                            "https://localhost:"
                                                    + wrong.address().getPort()
                                                    + "/v1/messages"))
                            .POST(HttpRequest.BodyPublishers.ofString("{}"))
                            .build();
            HttpResponse<String> answer =
                    client.send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(502);
            assertThat(answer.headers().firstValue("x-weir-error")).contains("upstream_tls");
        } finally {
            wrong.close();
        }
    }

    @Test
    void aRefusalInTheMiddleOfAnUploadIsNotLostUnderTls() throws Exception {
        byte[] block = new byte[64 << 10];
        try (RawClient upload = RawClient.tls(front.address().getPort(), certificate.client())) {
            upload.send(
                    "POST /nowhere HTTP/1.1\r\nHost: localhost:"
                            + front.address().getPort()
                            + "\r\nContent-Length: 90000000\r\n\r\n");
            for (int i = 0; i < 200; i++) {
                upload.send(Bytes.of(block));
            }
            assertThat(upload.answer().status()).isEqualTo(413);
        }
    }

    @Test
    void aCallBeyondTheStreamLimitGetsAConnectionOfItsOwn() throws Exception {
        int calls = 120;
        CountDownLatch all = new CountDownLatch(calls);
        provider.always(
                call -> {
                    call.body().rest();
                    all.countDown();
                    assertThat(all.await(20, TimeUnit.SECONDS)).as("all are under way").isTrue();
                    call.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                });
        try (HttpClient plain =
                HttpClient.newBuilder()
                        .sslContext(certificate.client())
                        .version(HttpClient.Version.HTTP_1_1)
                        .build()) {
            List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
            for (int i = 0; i < calls; i++) {
                answers.add(
                        plain.sendAsync(
                                post("/v1/responses", new byte[] {'1'}),
                                HttpResponse.BodyHandlers.ofString()));
            }
            for (CompletableFuture<HttpResponse<String>> answer : answers) {
                assertThat(answer.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
            }
        }
        assertThat(provider.faults()).isEmpty();
        assertThat(far.finished()).hasSize(calls);
    }
}
