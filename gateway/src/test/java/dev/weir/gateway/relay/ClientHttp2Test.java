package dev.weir.gateway.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.exchange.Change;
import dev.weir.testkit.Bytes;
import dev.weir.testkit.wire.Received;
import dev.weir.testkit.wire.ScriptedProvider;
import dev.weir.testkit.wire.Scripts;

import io.netty.handler.codec.http2.Http2Headers;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A client that speaks HTTP/2, frame by frame; the provider speaks HTTP/1.1. */
class ClientHttp2Test {

    private final RelayRig rig =
            new RelayRig(
                    ScriptedProvider.start(),
                    RelayRig.keepAlive(Duration.ofMillis(300)),
                    null,
                    null,
                    false);

    ClientHttp2Test() throws Exception {}

    @AfterEach
    void stop() {
        rig.close();
    }

    @Test
    void anUnusedConnectionIsToldToGoAwayAndClosed() throws Exception {
        try (RawHttp2 client = new RawHttp2(rig.port())) {
            long start = System.nanoTime();
            RawHttp2.Frame goodbye = client.await(RawHttp2.GOAWAY);
            assertThat(System.nanoTime() - start).isGreaterThan(250_000_000L);
            assertThat(goodbye.payload()[7]).as("no error").isZero();
            assertThat(client.awaitEnd()).isTrue();
        }
    }

    @Test
    void aConnectionWithAStreamUnderWayIsNotUnused() throws Exception {
        rig.provider.always(Scripts.json(200, "{}").after(Duration.ofMillis(900)));
        try (RawHttp2 client = new RawHttp2(rig.port())) {
            client.request(1, true, "GET", "/v1/models");
            assertThat(client.awaitFields().status()).hasToString("200");
            assertThat(client.await(RawHttp2.DATA).payload()).hasSize(2);
            client.await(RawHttp2.GOAWAY);
        }
    }

    @Test
    void aConnectionThatServesShortCallsIsNotUnused() throws Exception {
        try (RawHttp2 client = new RawHttp2(rig.port())) {
            for (int stream = 1; stream < 60; stream += 2) {
                client.request(stream, true, "GET", "/v1/models");
                assertThat(client.awaitFields().status()).hasToString("200");
                Thread.sleep(20);
            }
        }
    }

    @Test
    void theLengthOfABodyThatIsNotSentPasses() throws Exception {
        rig.provider.next(
                Scripts.raw("HTTP/1.1 200 OK\r\nContent-Length: 1234\r\n\r\n"),
                Scripts.raw("HTTP/1.1 304 Not Modified\r\nContent-Length: 77\r\n\r\n"),
                Scripts.raw("HTTP/1.1 200 OK\r\nX-None: 1\r\n\r\n"));
        try (RawHttp2 client = new RawHttp2(rig.port())) {
            client.request(1, true, "HEAD", "/v1/models");
            assertThat(client.awaitFields().get("content-length")).hasToString("1234");
            client.request(3, true, "GET", "/v1/models");
            assertThat(client.awaitFields().get("content-length")).hasToString("77");
            client.request(5, true, "HEAD", "/v1/models");
            Http2Headers none = client.awaitFields();
            assertThat(none.get("x-none")).hasToString("1");
            assertThat(none.get("content-length")).isNull();
        }
    }

    @Test
    void aTrailerThatFramesTheBodyIsNotPassedAndIsOnRecord() throws Exception {
        rig.provider.always(
                Scripts.chunked(
                        200,
                        "",
                        java.util.List.of("ab"),
                        Duration.ZERO,
                        "X-Sum: 1\r\nContent-Length: 9\r\n"));
        try (RawHttp2 client = new RawHttp2(rig.port())) {
            client.request(1, false, "POST", "/v1/messages");
            client.send(RawHttp2.DATA, 0, 1, "{}".getBytes(StandardCharsets.US_ASCII));
            client.fields(1, true, "x-up", "u", "content-length", "7");
            assertThat(client.awaitFields().status()).hasToString("200");
            Http2Headers trailers = client.awaitFields();
            assertThat(trailers.get("x-sum")).hasToString("1");
            assertThat(trailers.get("content-length")).isNull();
        }
        Received received = rig.provider.awaitReceived(1, RelayRig.SOON).getFirst();
        assertThat(received.body()).isEqualTo(Bytes.of("{}"));
        assertThat(received.trailers().first("x-up")).isEqualTo("u");
        assertThat(received.trailers().contains("content-length")).isFalse();
        assertThat(rig.recorder.awaitOne(RelayRig.SOON).over().changes())
                .containsExactly(
                        new Change(Change.Kind.REQUEST_FIELD_DROPPED, "content-length"),
                        new Change(Change.Kind.RESPONSE_FIELD_WITHHELD, "content-length"));
    }
}
