package dev.weir.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.weir.testkit.Bytes;
import dev.weir.testkit.wire.Answer;
import dev.weir.testkit.wire.Call;
import dev.weir.testkit.wire.Ended;
import dev.weir.testkit.wire.RawClient;
import dev.weir.testkit.wire.Script;
import dev.weir.testkit.wire.Scripts;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * The provider's accidents, one test a kind: what the tool sees, what is on record, what is
 * counted.
 *
 * <p>Not here, since what they need comes later: an echo of a key that Weir holds, an unknown
 * price, a missing key-encryption key, and the loss of the database or of Redis. A failed fsync is
 * the spool's own test; full disks are {@link FullDiskTest}, SIGTERM {@link DrainTest}, sudden
 * death {@link CrashTest}.
 */
class UpstreamAccidentTest extends WireHarness {

    private static final String OK = "HTTP/1.1 200 OK\r\n";
    private static final String CHUNKED = OK + "Transfer-Encoding: chunked\r\n\r\n";
    private static final String SSE =
            OK + "Content-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";

    @Override
    Settings configure(Settings settings) throws java.io.IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        return settings.provider("nobody", "http://127.0.0.1:" + free)
                .provider("nowhere", "http://does-not-exist.invalid");
    }

    // ---- no connection -----------------------------------------------------------------------

    @ParameterizedTest
    @MethodSource
    void aProviderThatCannotBeReachedIs502(String provider, String cause) throws Exception {
        double counted =
                rise(
                        () -> {
                            try (RawClient client = connect()) {
                                Answer answer =
                                        // In one write, so that the body is there before the
                                        // failure.
                                        client.send(
                                                        "POST /"
                                                                + provider
                                                                + "/v1/x HTTP/1.1\r\nHost: localhost\r\n"
                                                                + tag()
                                                                + "Content-Length: 7\r\n\r\n{\"a\":1}")
                                                .answer();
                                assertWeirError(answer, 502, "upstream_unreachable");
                            }
                        },
                        "weir_upstream_errors_total",
                        "cause=\"" + cause + "\"");
        assertThat(counted).isEqualTo(1);
        var record = recordEnded("connect_failed", "connect");
        assertThat(record.path("errorCode").asString()).isEqualTo("upstream_unreachable");
        assertThat(console().body(Console.id(record), "request")).isEqualTo(Bytes.of("{\"a\":1}"));
    }

    static Stream<Arguments> aProviderThatCannotBeReachedIs502() {
        return Stream.of(
                argumentSet("connection refused", "nobody", "connect"),
                argumentSet("name unknown", "nowhere", "resolve"));
    }

    // ---- no answer, or none that can be read -------------------------------------------------

    @ParameterizedTest
    @MethodSource
    void anAnswerThatNeverWasOneIs502(Script script, String code, String end) throws Exception {
        provider().always(script);

        Answer answer = askAndRead();

        assertWeirError(answer, 502, code);
        recordEnded(end, "headers");
        assertThat(provider().received()).as("a POST is not replayed").hasSize(1);
    }

    static Stream<Arguments> anAnswerThatNeverWasOneIs502() {
        String manyFields = "X-F: 1\r\n".repeat(501);
        String longField = "X-F: " + "x".repeat(70_000) + "\r\n";
        return Stream.of(
                argumentSet("closed", afterBody(Call::close), "upstream_reset", "upstream_short"),
                argumentSet("reset", afterBody(Call::reset), "upstream_reset", "upstream_reset"),
                malformed("garbage", "\u0001\u0002 hello there\r\n\r\n"),
                malformed("a head without a colon", OK + "no colon here\r\n\r\n"),
                malformed("a status that is none", "HTTP/1.1 2x0 OK\r\n\r\n"),
                malformed("another protocol", "SSH-2.0-OpenSSH_9.9\r\n\r\n"),
                malformed(
                        "an unsolicited 101",
                        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n"),
                malformed("a bare CR in the head", OK + "X-A: a\rb\r\nContent-Length: 0\r\n\r\n"),
                malformed("a NUL in the head", OK + "X-A: a\0b\r\nContent-Length: 0\r\n\r\n"),
                malformed(
                        "both length and chunked",
                        OK + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                malformed(
                        "two different lengths",
                        OK + "Content-Length: 2\r\nContent-Length: 3\r\n\r\nabc"),
                malformed("a length that is none", OK + "Content-Length: -1\r\n\r\n"),
                malformed("a transfer coding unknown", OK + "Transfer-Encoding: zip\r\n\r\nx"),
                malformed("more than 500 fields", OK + manyFields + "Content-Length: 0\r\n\r\n"),
                malformed("a head over 64 KB", OK + longField + "Content-Length: 0\r\n\r\n"),
                malformed("101 interim answers", "HTTP/1.1 102 Processing\r\n\r\n".repeat(101)));
    }

    private static Arguments malformed(String name, String bytes) {
        return argumentSet(name, Scripts.raw(bytes), "upstream_malformed", "upstream_malformed");
    }

    private static Script afterBody(java.util.function.Consumer<Call> action) {
        return call -> {
            call.body().rest();
            action.accept(call);
        };
    }

    @Test
    void aHeadThatStopsHalfwayIs502() throws Exception {
        provider().always(Scripts.rawThenClose(OK + "Content-Le"));
        assertWeirError(askAndRead(), 502, "upstream_malformed");
        recordEnded("upstream_malformed", "headers");
    }

    @Test
    void noFirstByteIs504() throws Exception {
        provider().always(Scripts.silence());
        assertWeirError(askAndRead(), 504, "upstream_first_byte_timeout");
        recordEnded("first_byte_timeout", "headers");
        assertThat(provider().awaitEnd(1, SOON)).isNotEqualTo(Ended.NOT_YET);
    }

    // ---- pooled connections ------------------------------------------------------------------

    @Test
    void aPooledConnectionThatDiedIsReplacedOnce() throws Exception {
        provider()
                .next(
                        Scripts.json(200, "{\"n\":1}"),
                        Scripts.resetAtOnce(),
                        Scripts.json(200, "{\"n\":2}"));
        double retries =
                rise(
                        () -> {
                            try (RawClient client = connect()) {
                                assertThat(twice(client).body()).isEqualTo(Bytes.of("{\"n\":2}"));
                            }
                        },
                        "weir_upstream_retries_total");
        assertThat(retries).isEqualTo(1);
        records(2);
        var record = recordEnded("complete", "body");
        assertThat(record.path("upstream").path("attempts").asInt()).isEqualTo(2);
        assertThat(record.path("changes").toString()).contains("resent");
        assertThat(provider().received()).hasSize(3);
        assertThat(provider().received().getLast().body().text()).isEqualTo("{\"model\":\"m\"}");
    }

    @Test
    void aPooledConnectionThatDiesTwiceIs502() throws Exception {
        provider().next(Scripts.json(200, "{}")).always(Scripts.resetAtOnce());
        try (RawClient client = connect()) {
            assertWeirError(twice(client), 502, "upstream_reset");
        }
        assertThat(provider().received()).hasSize(3);
    }

    /**
     * Asks twice on one connection, so that the second request takes the first one's connection to
     * the provider, and gives the second answer.
     */
    private Answer twice(RawClient client) throws Exception {
        client.post(at("/v1/chat/completions"), tag(), "{\"model\":\"m\"}").answer();
        return client.post(at("/v1/chat/completions"), tag(), "{\"model\":\"m\"}").answer();
    }

    @Test
    void nothingIsReplayedOnceAnAnswerHasBegun() throws Exception {
        provider().next(Scripts.json(200, "{}")).always(Scripts.rawThenReset("HTTP/1.1 2"));
        try (RawClient client = connect()) {
            assertWeirError(twice(client), 502, "upstream_malformed");
        }
        assertThat(provider().received()).hasSize(2);
    }

    // ---- broken in the body ------------------------------------------------------------------

    @ParameterizedTest
    @MethodSource
    void aBodyThatBreaksOffBreaksOffForTheToolToo(Script script, String body, String end)
            throws Exception {
        provider().always(script);
        double cut =
                rise(
                        () -> {
                            Answer answer = askAndRead();
                            assertThat(answer.status()).isEqualTo(200);
                            assertThat(answer.weirError()).isEmpty();
                            assertThat(answer.body()).isEqualTo(Bytes.of(body));
                            assertBrokenOff(answer);
                        },
                        "weir_streams_cut_total",
                        "who=\"upstream\"");
        assertThat(cut).isEqualTo(1);
        recordEnded(end, "body");
        assertThat(answerOnRecord()).isEqualTo(Bytes.of(body));
    }

    static Stream<Arguments> aBodyThatBreaksOffBreaksOffForTheToolToo() {
        String counted = OK + "Content-Length: 100\r\n\r\n";
        return Stream.of(
                broken("reset, counted", Scripts.rawThenReset(counted + "abc"), "upstream_reset"),
                broken("closed, counted", Scripts.rawThenClose(counted + "abc"), "upstream_short"),
                broken(
                        "reset, chunked",
                        Scripts.rawThenReset(CHUNKED + "3\r\nabc\r\n"),
                        "upstream_reset"),
                broken(
                        "closed between chunks",
                        Scripts.rawThenClose(CHUNKED + "3\r\nabc\r\n"),
                        "upstream_short"),
                broken(
                        "closed inside a chunk",
                        Scripts.rawThenClose(CHUNKED + "9\r\nabc"),
                        "upstream_short"),
                broken(
                        "closed before the end of the trailers",
                        Scripts.rawThenClose(CHUNKED + "3\r\nabc\r\n0\r\nX-T: 1\r\n"),
                        "upstream_short"),
                broken(
                        "a chunk size that is none",
                        Scripts.raw(CHUNKED + "3\r\nabc\r\nxyz\r\n"),
                        "upstream_malformed"),
                broken(
                        "a chunk without its end",
                        Scripts.raw(CHUNKED + "3\r\nabcdef\r\n"),
                        "upstream_malformed"),
                broken(
                        "reset, to the end of the connection",
                        Scripts.rawThenReset(OK + "\r\nabc"),
                        "upstream_reset"),
                broken("silence, counted", Scripts.stall(counted + "abc"), "upstream_idle_timeout"),
                broken(
                        "silence, chunked",
                        Scripts.stall(CHUNKED + "3\r\nabc\r\n"),
                        "upstream_idle_timeout"));
    }

    private static Arguments broken(String name, Script script, String end) {
        return argumentSet(name, script, "abc", end);
    }

    @Test
    void aStreamCutBetweenEventsEndsWithAnErrorEvent() throws Exception {
        String event = "data: {\"x\":1}\n\n";
        provider().always(Scripts.rawThenReset(SSE + "f\r\n" + event + "\r\n"));
        Answer answer = askAndRead();
        assertThat(answer.body().text()).startsWith(event + "data: {\"error\":").endsWith("}\n\n");
        assertBrokenOff(answer);
        assertThat(answerOnRecord()).isEqualTo(Bytes.of(event));
        var change = record().path("changes").get(0);
        assertThat(change.path("kind").asString()).isEqualTo("error_event_added");
        assertThat(change.path("name").asString()).isEqualTo("upstream_reset");
    }

    @Test
    void aStreamCutInsideAnEventGetsNothingAdded() throws Exception {
        provider().always(Scripts.rawThenReset(SSE + "8\r\ndata: {\"\r\n"));
        Answer answer = askAndRead();
        assertThat(answer.body()).isEqualTo(Bytes.of("data: {\""));
        assertBrokenOff(answer);
    }

    // ---- more than was asked for -------------------------------------------------------------

    @ParameterizedTest
    @MethodSource
    void whatComesAfterTheAnswerIsNeverPassedOn(String bytes, int status, String body)
            throws Exception {
        provider().next(Scripts.raw(bytes)).always(Scripts.json(200, "{\"next\":1}"));

        try (RawClient client = connect()) {
            Answer first = client.post(at("/v1/x"), tag(), "{}").answer();
            Answer second = client.post(at("/v1/x"), tag(), "{}").answer();

            assertThat(first.status()).isEqualTo(status);
            assertThat(first.body()).isEqualTo(Bytes.of(body));
            assertThat(first.ended()).isEqualTo(Ended.WHOLE);
            assertThat(second.body()).isEqualTo(Bytes.of("{\"next\":1}"));
        }
        assertThat(provider().connections()).as("the connection was given up").isEqualTo(2);
    }

    static Stream<Arguments> whatComesAfterTheAnswerIsNeverPassedOn() {
        String second = OK + "Content-Length: 4\r\n\r\nEVIL";
        return Stream.of(
                argumentSet("surplus bytes", OK + "Content-Length: 2\r\n\r\nokEVIL", 200, "ok"),
                argumentSet(
                        "a second answer", OK + "Content-Length: 2\r\n\r\nok" + second, 200, "ok"),
                argumentSet(
                        "after the last chunk",
                        CHUNKED + "2\r\nok\r\n0\r\n\r\n" + second,
                        200,
                        "ok"),
                argumentSet("a body on 204", "HTTP/1.1 204 No Content\r\n\r\nEVIL", 204, ""),
                argumentSet(
                        "a body on 304",
                        "HTTP/1.1 304 Not Modified\r\nContent-Length: 4\r\n\r\nEVIL",
                        304,
                        ""));
    }

    // ---- odd, and passed as it is ------------------------------------------------------------

    @ParameterizedTest
    @MethodSource
    void oddAnswersPassAsTheyAre(String head, Bytes body) throws Exception {
        provider()
                .always(
                        call -> {
                            call.body().rest();
                            call.send(head + "Content-Length: " + body.length() + "\r\n\r\n");
                            call.send(body);
                        });
        Answer answer = askAndRead();
        assertThat(answer.body()).isEqualTo(body);
        assertThat(answer.weirError()).isEmpty();
        assertThat(answer.status()).isEqualTo(Integer.parseInt(head.substring(9, 12)));
        recordEnded("complete", "body");
        assertThat(answerOnRecord()).isEqualTo(body);
    }

    static Stream<Arguments> oddAnswersPassAsTheyAre() {
        byte[] broken = {'{', (byte) 0xFF, (byte) 0xC0, 0, (byte) 0xED, (byte) 0xA0, (byte) 0x80};
        String json = OK + "Content-Type: application/json\r\n";
        String bomb = OK + "Content-Encoding: gzip\r\nContent-Type: application/json\r\n";
        return Stream.of(
                argumentSet(
                        "a redirect",
                        "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/x\r\n",
                        Bytes.of("moved")),
                argumentSet("invalid UTF-8", json, Bytes.of(broken)),
                argumentSet("invalid JSON", json, Bytes.of("{\"a\":")),
                argumentSet("JSON nested 100,000 deep", json, Bytes.of("[".repeat(100_000))),
                argumentSet(
                        "no events",
                        OK + "Content-Type: text/event-stream\r\n",
                        Bytes.of("never an event")),
                argumentSet("a gzip bomb", bomb, Bombs.gzip(64 << 20)),
                argumentSet("gzip that is none", bomb, Bytes.of("plain")),
                argumentSet("an unknown coding", OK + "Content-Encoding: x-odd\r\n", Bytes.of("?")),
                argumentSet(
                        "a provider's 503",
                        "HTTP/1.1 503 Busy\r\nRetry-After: 9\r\n",
                        Bytes.of("{\"error\":\"theirs\"}")),
                argumentSet(
                        "a status out of the ordinary", "HTTP/1.1 799 Odd\r\n", Bytes.of("odd")));
    }

    @Test
    void anEventOf8MegabytesAndABodyOf48PassAsTheyStream() throws Exception {
        String event = "data: " + "x".repeat(8 << 20) + "\n\n";
        List<String> pieces = List.of(event, "y".repeat(20 << 20), "z".repeat(20 << 20));
        provider().always(Scripts.events(pieces, Duration.ZERO));
        Answer answer = askAndRead();
        Bytes whole = Bytes.of(String.join("", pieces));
        assertThat(answer.body()).isEqualTo(whole);
        recordEnded("complete", "body");
        assertThat(answerOnRecord()).isEqualTo(whole);
    }

    @Test
    void a204AnnouncesNoBodyToTheTool() throws Exception {
        provider()
                .always(
                        Scripts.raw(
                                "HTTP/1.1 204 No Content\r\nContent-Length: 5\r\nX-A: 1\r\n\r\n"));
        Answer answer = askAndRead();
        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.headers().first("x-a")).isEqualTo("1");
        assertThat(answer.headers().contains("content-length")).isFalse();
        assertThat(record().path("changes").toString()).contains("content-length");
        assertThat(record().path("response").path("headers").toString()).contains("Content-Length");
    }

    @Test
    void interimAnswersDoNotHideTheFinalOne() throws Exception {
        provider()
                .always(
                        Scripts.raw(
                                "HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: <a>\r\n\r\n"
                                        + "HTTP/1.1 100 Continue\r\n\r\n"
                                        + OK
                                        + "Content-Length: 2\r\n\r\nok"));
        Answer answer = askAndRead();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(Bytes.of("ok"));
        recordEnded("complete", "body");
    }

    @Test
    void anAnswerBeforeTheEndOfTheUploadReachesTheTool() throws Exception {
        provider()
                .always(
                        call -> {
                            call.body().upTo(10);
                            call.send("HTTP/1.1 413 Too Large\r\nContent-Length: 3\r\n\r\nbig");
                            call.awaitEnd(SOON);
                        });
        try (RawClient client = connect()) {
            client.send(
                    own(
                            "POST "
                                    + at("/v1/x")
                                    + " HTTP/1.1\r\nHost: weir\r\n"
                                    + tag()
                                    + "Content-Length: 1000000\r\n\r\n"
                                    + "x".repeat(1000)));
            Answer answer = client.answer();
            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.weirError()).isEmpty();
            assertThat(answer.body()).isEqualTo(Bytes.of("big"));
        }
        assertThat(record().path("status").asInt()).isEqualTo(413);
    }

    @Test
    void eachPieceIsPassedOnWhenItArrives() throws Exception {
        provider()
                .always(
                        call -> {
                            call.body().rest();
                            call.send(SSE);
                            call.chunk("data: 1\n\n").pause(Duration.ofMillis(400));
                            call.chunk("data: 2\n\n").lastChunk("");
                        });
        try (RawClient client = ask()) {
            var body = client.body(client.head());
            long start = System.nanoTime();
            assertThat(body.upTo(9)).isEqualTo(Bytes.of("data: 1\n\n"));
            assertThat(System.nanoTime() - start).isLessThan(200_000_000);
            assertThat(body.rest()).isEqualTo(Bytes.of("data: 1\n\ndata: 2\n\n"));
        }
        assertThat(
                        console()
                                .get(
                                        "/api/v1/exchanges/"
                                                + Console.id(record())
                                                + "/response/chunks")
                                .json()
                                .path("items")
                                .size())
                .isGreaterThanOrEqualTo(2);
    }
}
