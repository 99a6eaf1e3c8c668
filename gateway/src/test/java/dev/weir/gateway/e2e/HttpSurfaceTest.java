package dev.weir.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.weir.testkit.Bytes;
import dev.weir.testkit.wire.Answer;
import dev.weir.testkit.wire.Ended;
import dev.weir.testkit.wire.Head;
import dev.weir.testkit.wire.RawClient;
import dev.weir.testkit.wire.Scripts;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** What Weir takes for HTTP and what it refuses: one test an item. */
class HttpSurfaceTest extends WireHarness {

    @Override
    Settings configure(Settings settings) {
        return settings.set("limits.request_body", "1MiB");
    }

    private Answer send(String bytes) throws Exception {
        try (RawClient client = connect()) {
            return client.send(own(bytes)).answer();
        }
    }

    private String get(String path, String fields) {
        return "GET " + at(path) + " HTTP/1.1\r\nHost: weir\r\n" + tag() + fields + "\r\n";
    }

    private void assertNothingSent() {
        assertThat(provider().connections()).isZero();
    }

    /** Refused before there was a head to make an exchange of: no id, but a code and a reason. */
    private static void assertRefusedUnread(Answer answer, int status, String code) {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.weirError()).isEqualTo(code);
        assertThat(answer.body().text()).contains("\"error\"");
    }

    // ---- limits ------------------------------------------------------------------------------

    @Test
    void aRequestLineOver16KilobytesIs414() throws Exception {
        assertRefusedUnread(send(get("/v1/" + "x".repeat(17_000), "")), 414, "uri_too_long");
        assertNothingSent();
    }

    @ParameterizedTest
    @MethodSource
    void tooLargeAHeadIs431(String fields) throws Exception {
        assertRefusedUnread(send(get("/v1/x", fields)), 431, "header_too_large");
        assertNothingSent();
    }

    static Stream<Arguments> tooLargeAHeadIs431() {
        return Stream.of(
                argumentSet("one field over 32 KB", "X-F: " + "x".repeat(33_000) + "\r\n"),
                argumentSet("64 KB of fields", ("X-F: " + "x".repeat(8_000) + "\r\n").repeat(9)),
                argumentSet("over 200 fields", "X-F: 1\r\n".repeat(201)));
    }

    @Test
    void anAnnouncedBodyOverTheLimitIs413BeforeItIsRead() throws Exception {
        Answer answer =
                send(
                        "POST "
                                + at("/v1/messages")
                                + " HTTP/1.1\r\nHost: weir\r\n"
                                + tag()
                                + "Content-Length: 1048577\r\n\r\n");
        assertWeirError(answer, 413, "body_too_large");
        assertThat(answer.body().text())
                .as("in the shape of the dialect")
                .contains("\"type\":\"request_too_large\"");
        assertNothingSent();
        recordEnded("refused_policy", "request");
    }

    @Test
    void aChunkedBodyThatGrowsOverTheLimitIs413AndNotCompletedUpstream() throws Exception {
        try (RawClient client = connect()) {
            client.send(
                    own(
                            "POST "
                                    + at("/v1/x")
                                    + " HTTP/1.1\r\nHost: weir\r\n"
                                    + tag()
                                    + "Transfer-Encoding: chunked\r\n\r\n"));
            for (int i = 0; i < 17; i++) {
                client.send("10000\r\n" + "x".repeat(0x10000) + "\r\n");
            }
            assertWeirError(client.answer(), 413, "body_too_large");
        }
        assertThat(provider().received())
                .allSatisfy(request -> assertThat(request.ended()).isNotEqualTo(Ended.WHOLE));
    }

    @Test
    void aHeadThatDripsIsCutOffInTime() throws Exception {
        try (RawClient client = connect()) {
            client.send("GET " + at("/v1/x") + " HTTP/1.1\r\n");
            long start = System.nanoTime();
            Thread.ofVirtual()
                    .start(
                            () -> {
                                try {
                                    for (int i = 0; i < 100; i++) {
                                        client.send("X");
                                        Thread.sleep(50);
                                    }
                                } catch (java.io.IOException | InterruptedException e) {
                                    // it was cut off, as it has to be
                                }
                            });
            assertThat(client.awaitEnd(Duration.ofSeconds(4))).isNotEqualTo(Ended.TIMEOUT);
            assertThat(System.nanoTime() - start).isLessThan(3_500_000_000L);
        }
    }

    // ---- framing -----------------------------------------------------------------------------

    @ParameterizedTest
    @MethodSource
    void ambiguousFramingIs400AndTheConnectionCloses(String startLine, String rest)
            throws Exception {
        String smuggled = "GET " + at("/smuggled") + " HTTP/1.1\r\nHost: weir\r\n\r\n";
        try (RawClient client = connect()) {
            client.send(own(startLine.replace("@", at("/v1/x")) + "\r\n" + rest + smuggled));
            Answer answer = client.answer();
            assertThat(answer.status()).isIn(400, 431, 501, 505);
            assertThat(answer.weirError()).isNotEmpty();
            assertThat(client.awaitEnd(SOON)).isNotEqualTo(Ended.TIMEOUT);
        }
        assertThat(provider().received())
                .allSatisfy(request -> assertThat(request.ended()).isNotEqualTo(Ended.WHOLE));
    }

    static Stream<Arguments> ambiguousFramingIs400AndTheConnectionCloses() {
        return Stream.of(
                bad(
                        "length and chunked",
                        "Host: weir\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                bad(
                        "two lengths",
                        "Host: weir\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd"),
                bad("a list of lengths", "Host: weir\r\nContent-Length: 3, 4\r\n\r\nabcd"),
                bad("a negative length", "Host: weir\r\nContent-Length: -1\r\n\r\n"),
                bad("a length with a sign", "Host: weir\r\nContent-Length: +3\r\n\r\nabc"),
                bad("a length in hex", "Host: weir\r\nContent-Length: 0x3\r\n\r\nabc"),
                bad("an empty length", "Host: weir\r\nContent-Length:\r\n\r\n"),
                bad(
                        "a length of 20 digits",
                        "Host: weir\r\nContent-Length: 99999999999999999999\r\n\r\n"),
                bad(
                        "another transfer coding",
                        "Host: weir\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"),
                bad("identity", "Host: weir\r\nTransfer-Encoding: identity\r\n\r\n"),
                bad(
                        "chunked twice",
                        "Host: weir\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                bad(
                        "chunked with a form feed",
                        "Host: weir\r\nTransfer-Encoding: \fchunked\r\n\r\n0\r\n\r\n"),
                bad("space before the colon", "Host: weir\r\nContent-Length : 3\r\n\r\nabc"),
                bad("a folded line", "Host: weir\r\nX-A: 1\r\n folded\r\n\r\n"),
                bad("a NUL", "Host: weir\r\nX-A: a\0b\r\n\r\n"),
                bad("a bare CR", "Host: weir\r\nX-A: a\rb\r\n\r\n"),
                bad("a bare LF", "Host: weir\nX-A: a\r\n\r\n"),
                bad("a name that is no token", "Host: weir\r\nX(A): a\r\n\r\n"),
                bad("an empty name", "Host: weir\r\n: a\r\n\r\n"),
                bad("no Host", "X-A: 1\r\n\r\n"),
                bad("two Hosts", "Host: weir\r\nHost: weir\r\n\r\n"),
                bad("a Host with a path", "Host: weir/x\r\n\r\n"),
                bad("a Host with a user", "Host: a@localhost\r\n\r\n"),
                argumentSet(
                        "chunked in HTTP/1.0",
                        "POST @ HTTP/1.0",
                        "Host: weir\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                argumentSet("HTTP/1.2", "POST @ HTTP/1.2", "Host: weir\r\n\r\n"),
                argumentSet("HTTP/2.0 as text", "POST @ HTTP/2.0", "Host: weir\r\n\r\n"),
                argumentSet("no version", "POST @", "Host: weir\r\n\r\n"),
                argumentSet("two spaces", "POST  @ HTTP/1.1", "Host: weir\r\n\r\n"),
                argumentSet("a method that is no token", "PO(ST @ HTTP/1.1", "Host: weir\r\n\r\n"),
                badChunk("a size that is no number", "g\r\n"),
                badChunk("a size of 16 digits", "0000000000000003\r\nabc\r\n0\r\n\r\n"),
                badChunk("a size with a sign", "+3\r\nabc\r\n0\r\n\r\n"),
                badChunk("a size with 0x", "0x3\r\nabc\r\n0\r\n\r\n"),
                badChunk("a bare LF after the size", "3\nabc\r\n0\r\n\r\n"),
                badChunk("a bare LF after the data", "3\r\nabc\n0\r\n\r\n"),
                badChunk("no CRLF after the data", "3\r\nabcdef\r\n0\r\n\r\n"),
                badChunk("a bare LF in an extension", "3;a=\n\r\nabc\r\n0\r\n\r\n"),
                badChunk(
                        "an extension over 256 bytes",
                        "3;" + "a".repeat(300) + "\r\nabc\r\n0\r\n\r\n"),
                badChunk("trailers over 8 KB", "0\r\nX-T: " + "x".repeat(9_000) + "\r\n\r\n"));
    }

    private static Arguments bad(String name, String rest) {
        return argumentSet(name, "POST @ HTTP/1.1", rest);
    }

    private static Arguments badChunk(String name, String body) {
        return bad("chunk: " + name, "Host: weir\r\nTransfer-Encoding: chunked\r\n\r\n" + body);
    }

    @Test
    void equalLengthsCountAsOne() throws Exception {
        Answer answer =
                send(
                        "POST "
                                + at("/v1/x")
                                + " HTTP/1.1\r\nHost: weir\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\n{}");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(provider().received().getFirst().head().headers().all("content-length"))
                .containsExactly("2");
    }

    // ---- targets -----------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/../x", "/v1/./x", "/v1/%2e%2e/x", "/v1/..", "/v1/%2E/x", "/v1/x;a=1",
                "/v1/x%3bb", "/v1/x\\y", "/v1/x%5cy", "/v1/x%00", "/v1/x%0a", "/v1/x%zz",
                "/v1/x%2", "/v1/x%252e", "/v1/x#frag", "/v1/x%7f"
            })
    void aPathThatCouldMeanTwoThingsIs400(String path) throws Exception {
        assertWeirError(send(get(path, "")), 400, "bad_request");
        assertNothingSent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"//v1//x", "/v1/a%2Fb", "/v1/a%20b?c=%2e%2e&d=;"})
    void whatOnlyTheProviderReadsPassesAsSent(String path) throws Exception {
        assertThat(send(get(path, "")).status()).isEqualTo(200);
        assertThat(provider().received().getFirst().head().target()).isEqualTo(path);
    }

    @Test
    void anAbsoluteTargetForWeirItselfIsTakenAsOrigin() throws Exception {
        String own = "127.0.0.1:" + weir().proxyPort();
        Answer answer =
                send(
                        "GET http://"
                                + own
                                + at("/v1/models?a=b")
                                + " HTTP/1.1\r\nHost: "
                                + own
                                + "\r\n\r\n");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(provider().received().getFirst().head().target()).isEqualTo("/v1/models?a=b");
    }

    @ParameterizedTest
    @MethodSource
    void otherFormsAndMethodsAreRefused(String head, List<Integer> statuses) throws Exception {
        Answer answer = send(head.replace("@", at("/v1/x")));
        assertThat(answer.status()).isIn(statuses);
        assertThat(answer.weirError()).isNotEmpty();
        assertNothingSent();
    }

    static Stream<Arguments> otherFormsAndMethodsAreRefused() {
        String host = " HTTP/1.1\r\nHost: weir\r\n";
        return Stream.of(
                argumentSet("TRACE", "TRACE @" + host + "\r\n", List.of(405, 501)),
                argumentSet(
                        "the asterisk", "OPTIONS *" + host + "\r\n", List.of(400, 404, 405, 501)),
                argumentSet("CONNECT", "CONNECT a.example:443" + host + "\r\n", List.of(405)),
                argumentSet(
                        "another host's absolute form",
                        "GET http://a.example/x" + host + "\r\n",
                        List.of(400, 403, 404)));
    }

    @Test
    void aWebSocketUpgradeIs426AtOnce() throws Exception {
        Answer answer =
                send(
                        get(
                                "/v1/responses",
                                "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: x\r\n"));
        assertWeirError(answer, 426, "websocket_unavailable");
        assertNothingSent();
    }

    @Test
    void anOfferOfH2cIsNeitherTakenUpNorPassedOn() throws Exception {
        Answer answer =
                send(
                        get(
                                "/v1/x",
                                "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n"));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(provider().received())
                .hasSize(1)
                .allSatisfy(
                        request ->
                                assertThat(request.head().headers().contains("http2-settings"))
                                        .isEqualTo(request.head().headers().contains("upgrade"))
                                        .isFalse());
    }

    // ---- trailers, expectations, pipelining --------------------------------------------------

    @Test
    void trailersPassAsTrailersBothWays() throws Exception {
        provider()
                .always(
                        Scripts.chunked(
                                200, "", List.of("ab"), Duration.ZERO, "X-Sum: 1\r\nX-Sum: 2\r\n"));
        Answer answer =
                send(
                        "POST "
                                + at("/v1/x")
                                + " HTTP/1.1\r\nHost: weir\r\n"
                                + tag()
                                + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\nX-Up: u\r\n\r\n");
        assertThat(answer.trailers().all("x-sum")).containsExactly("1", "2");
        assertThat(answer.headers().contains("x-sum")).isFalse();
        var received = provider().received().getFirst();
        assertThat(received.trailers().first("x-up")).isEqualTo("u");
        assertThat(received.head().headers().contains("x-up")).isFalse();
        var record = record();
        assertThat(record.path("request").path("trailers").toString()).contains("X-Up");
        assertThat(record.path("response").path("trailers").toString()).contains("X-Sum");
    }

    @Test
    void anExpectationOf100IsMetBeforeTheBodyIsSent() throws Exception {
        try (RawClient client = connect()) {
            client.send(
                    own(
                            "POST "
                                    + at("/v1/x")
                                    + " HTTP/1.1\r\nHost: weir\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n"));
            Head first = client.head();
            assertThat(first.status()).isEqualTo(100);
            client.send("{}");
            assertThat(client.answer().status()).isEqualTo(200);
        }
        assertThat(provider().received().getFirst().body()).isEqualTo(Bytes.of("{}"));
    }

    @Test
    void anExpectationThatTheProviderMeetsIsMetOnce() throws Exception {
        provider()
                .always(
                        call -> {
                            call.send("HTTP/1.1 100 Continue\r\n\r\n");
                            call.body().rest();
                            call.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                        });
        try (RawClient client = connect()) {
            client.send(
                    own(
                            "POST "
                                    + at("/v1/x")
                                    + " HTTP/1.1\r\nHost: weir\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n"));
            assertThat(client.head().status()).isEqualTo(100);
            client.send("{}");
            Answer answer = client.answer();
            assertThat(answer.informational()).isEmpty();
            assertThat(answer.status()).isEqualTo(200);
        }
    }

    @Test
    void anExpectationIsNotMetWhereTheRequestIsRefused() throws Exception {
        Answer answer =
                send(
                        "POST /nobody/here HTTP/1.1\r\nHost: weir\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
        assertThat(answer.informational()).isEmpty();
        assertWeirError(answer, 404, "route_not_found");
    }

    @Test
    void anotherExpectationIs417() throws Exception {
        assertWeirError(send(get("/v1/x", "Expect: a-miracle\r\n")), 417, "expectation_failed");
        assertNothingSent();
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrderOneAtATime() throws Exception {
        provider()
                .next(
                        Scripts.json(200, "{\"n\":1}").after(Duration.ofMillis(200)),
                        Scripts.json(200, "{\"n\":2}"),
                        Scripts.json(200, "{\"n\":3}"));
        try (RawClient client = connect()) {
            client.send(own(get("/v1/1", "") + get("/v1/2", "") + get("/v1/3", "")));
            for (int i = 1; i <= 3; i++) {
                assertThat(client.answer().body()).isEqualTo(Bytes.of("{\"n\":" + i + "}"));
            }
        }
        assertThat(provider().received())
                .extracting(r -> r.head().target())
                .containsExactly("/v1/1", "/v1/2", "/v1/3");
        assertThat(provider().connections()).isEqualTo(1);
    }

    // ---- whose door it is --------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host: evil.example\r\n",
                "Host: weir\r\nOrigin: https://evil.example\r\n",
                "Host: weir\r\nSec-Fetch-Site: cross-site\r\n"
            })
    void aForeignHostOrOriginIs403(String fields) throws Exception {
        Answer answer =
                send(
                        "POST "
                                + at("/v1/x")
                                + " HTTP/1.1\r\n"
                                + fields
                                + "Content-Length: 0\r\n\r\n");
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.weirError()).isIn("host_forbidden", "origin_forbidden");
        assertNothingSent();
    }

    @Test
    void acceptEncodingIsForwardedExactlyAndItsAbsenceToo() throws Exception {
        send(get("/v1/1", "Accept-Encoding: zstd;q=0.5,  br\r\n"));
        send(get("/v1/2", ""));
        assertThat(provider().received().getFirst().head().raw().latin1())
                .contains("\r\nAccept-Encoding: zstd;q=0.5,  br\r\n");
        assertThat(provider().received().getLast().head().headers().contains("accept-encoding"))
                .isFalse();
    }
}
