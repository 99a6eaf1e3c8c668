package dev.weir.gateway.relay.http1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.weir.core.dialect.ErrorCode;
import dev.weir.core.exchange.Headers;
import dev.weir.core.exchange.ResponseHead;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.stream.Stream;

/**
 * Each form that two readers could understand differently is a fault; its good neighbour passes.
 */
class BadHttpTest {

    private static final String POST = "POST /x HTTP/1.1\r\nHost: h\r\n";
    private static final String OK = "HTTP/1.1 200 OK\r\n";
    private static final String CHUNKED = POST + "Transfer-Encoding: chunked\r\n\r\n";

    static Stream<Arguments> requests() {
        return Stream.of(
                argumentSet(
                        "length with coding",
                        POST + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                        POST + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                argumentSet(
                        "two lengths",
                        POST + "Content-Length: 3\r\ncontent-length: 4\r\n\r\nabcd",
                        POST + "Content-Length: 3\r\ncontent-length: 3\r\n\r\nabc"),
                argumentSet("list of lengths", length("3, 3"), length("3")),
                argumentSet("length with sign", length("+3"), length("3")),
                argumentSet("negative length", length("-3"), length("3")),
                argumentSet("length in hex", length("0x3"), length("3")),
                argumentSet("empty length", length(""), length("3")),
                argumentSet("length with space inside", length("3 3"), length(" 3 ")),
                argumentSet(
                        "length of 20 digits",
                        length("00000000000000000003"),
                        length("0000000000000000003")),
                argumentSet("length beyond 63 bits", length("9999999999999999999"), length("3")),
                argumentSet(
                        "length beyond 63 bits by one", length("9223372036854775808"), length("3")),
                argumentSet("two equal numbers, two spellings", twice("3", "03"), twice("3", "3")),
                argumentSet("another coding", coding("gzip"), coding("chunked")),
                argumentSet("two codings", coding("gzip, chunked"), coding("Chunked")),
                argumentSet("chunked twice", coding("chunked, chunked"), coding("chunked")),
                argumentSet("chunked with parameter", coding("chunked;q=1"), coding("chunked")),
                argumentSet("identity", coding("identity"), coding("CHUNKED")),
                argumentSet("quoted coding", coding("\"chunked\""), coding(" chunked\t")),
                argumentSet("coding with vertical tab", coding("\u000Bchunked"), coding("chunked")),
                argumentSet("empty coding", coding(""), coding("chunked")),
                argumentSet(
                        "two coding fields",
                        POST
                                + "Transfer-Encoding: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                        coding("chunked")),
                argumentSet(
                        "coding in HTTP/1.0",
                        coding("chunked").replace("HTTP/1.1", "HTTP/1.0"),
                        POST.replace("HTTP/1.1", "HTTP/1.0") + "\r\n"),
                argumentSet("space before colon", field("A : b"), field("A: b")),
                argumentSet("tab before colon", field("A\t: b"), field("A:\tb")),
                argumentSet("folded line", field("A: b\r\n c"), field("A: b\r\nc:")),
                argumentSet("line folded by tab", field("A: b\r\n\tc: d"), field("A: b\r\nc: d")),
                argumentSet(
                        "space before the first field",
                        "GET / HTTP/1.1\r\n Host: h\r\n\r\n",
                        "GET / HTTP/1.1\r\nHost: h\r\n\r\n"),
                argumentSet("NUL in a value", field("A: b\u0000c"), field("A: b c")),
                argumentSet("bare CR in a value", field("A: b\rc"), field("A: b\tc")),
                argumentSet("CR before CRLF", field("A: b\r"), field("A: b ")),
                argumentSet("bare LF after a field", field("A: b\nB: c"), field("A: b\r\nB: c")),
                argumentSet("DEL in a value", field("A: b\u007Fc"), field("A: b\u0080\u00FFc")),
                argumentSet("escape in a value", field("A: \u001B[1m"), field("A: [1m")),
                argumentSet("NUL in a name", field("A\u0000: b"), field("A!#$%&'*+-.^_`|~: b")),
                argumentSet("space in a name", field("A b: c"), field("A-b: c")),
                argumentSet("no name", field(": b"), field("b:")),
                argumentSet("no colon", field("A"), field("A:")),
                argumentSet("high octet in a name", field("\u00C4: b"), field("A: b")),
                argumentSet("brackets in a name", field("A[]: b"), field("A: []")),
                argumentSet("bare LF everywhere", "GET / HTTP/1.1\nHost: h\n\n", get("/")),
                argumentSet("bare LF at the end", "GET / HTTP/1.1\r\nHost: h\r\n\n", get("/")),
                argumentSet(
                        "CR in the request line", "GET /\r HTTP/1.1\r\nHost: h\r\n\r\n", get("/")),
                argumentSet("NUL in the target", get("/\u0000"), get("/0")),
                argumentSet("high octet in the target", get("/\u00E9"), get("/%C3%A9")),
                argumentSet("tab in the target", get("/a\tb"), get("/a%09b")),
                argumentSet("space in the target", get("/a b"), get("/a%20b")),
                argumentSet("no target", "GET HTTP/1.1\r\n\r\n", get("*")),
                argumentSet("two spaces", "GET  / HTTP/1.1\r\n\r\n", get("/")),
                argumentSet("space at the start", " GET / HTTP/1.1\r\n\r\n", get("/")),
                argumentSet("space at the end", "GET / HTTP/1.1 \r\n\r\n", get("/")),
                argumentSet("tab as separator", "GET\t/\tHTTP/1.1\r\n\r\n", get("/")),
                argumentSet(
                        "method not a token", "G(T / HTTP/1.1\r\n\r\n", "g!t / HTTP/1.1\r\n\r\n"),
                argumentSet("HTTP/0.9", "GET /\r\n\r\n", get("/")),
                argumentSet("HTTP/2.0", "GET / HTTP/2.0\r\n\r\n", "GET / HTTP/1.0\r\n\r\n"),
                argumentSet("HTTP/1.2", "GET / HTTP/1.2\r\n\r\n", get("/")),
                argumentSet("HTTP/1.10", "GET / HTTP/1.10\r\n\r\n", get("/")),
                argumentSet("lower-case version", "GET / http/1.1\r\n\r\n", get("/")),
                argumentSet("TLS hello", "\u0016\u0003\u0001\u0002\u0000\n\r\n\r\n", get("/")),
                argumentSet("two empty lines first", "\r\n\r\n" + get("/"), "\r\n" + get("/")),
                argumentSet("bare LF first", "\n" + get("/"), get("/")),
                argumentSet(
                        "chunk size of 16 digits",
                        chunk("0000000000000001"),
                        chunk("000000000000001")),
                argumentSet("no chunk size", CHUNKED + "\r\na\r\n0\r\n\r\n", chunk("1")),
                argumentSet("chunk size with 0x", chunk("0x1"), chunk("01")),
                argumentSet("chunk size with sign", chunk("+1"), chunk("1")),
                argumentSet("negative chunk size", chunk("-1"), chunk("1")),
                argumentSet("space before a chunk size", chunk(" 1"), chunk("1")),
                argumentSet("space after a chunk size", chunk("1 "), chunk("1 ;a=b")),
                argumentSet("junk after a chunk size", chunk("1g"), chunk("1;g")),
                argumentSet("junk before an extension", chunk("1 x;a"), chunk("1\t;a")),
                argumentSet(
                        "bare LF after a chunk size", CHUNKED + "1\na\r\n0\r\n\r\n", chunk("1")),
                argumentSet("CR in a chunk extension", chunk("1;a\rb"), chunk("1;a=\"b\"")),
                argumentSet("NUL in a chunk extension", chunk("1;a\u0000"), chunk("1;a\u00E9")),
                argumentSet(
                        "bare LF in a chunk extension",
                        CHUNKED + "1;a\nb\r\na\r\n0\r\n\r\n",
                        chunk("1;a\tb")),
                argumentSet(
                        "chunk extension of 257 bytes",
                        chunk("1;" + "e".repeat(256)),
                        chunk("1;" + "e".repeat(255))),
                argumentSet(
                        "data longer than its chunk", CHUNKED + "1\r\nab\r\n0\r\n\r\n", chunk("1")),
                argumentSet("bare LF after data", CHUNKED + "1\r\na\n0\r\n\r\n", chunk("1")),
                argumentSet("bare CR after data", CHUNKED + "1\r\na\r0\r\n\r\n", chunk("1")),
                argumentSet(
                        "bare LF after the last chunk", CHUNKED + "0\r\n\n", CHUNKED + "0\r\n\r\n"),
                argumentSet(
                        "bad trailer",
                        CHUNKED + "0\r\nA : b\r\n\r\n",
                        CHUNKED + "0\r\nA: b\r\nB:\r\n\r\n"));
    }

    @ParameterizedTest
    @MethodSource("requests")
    void aBadRequestIsAFaultAndItsGoodNeighbourPasses(String bad, String good) throws Exception {
        assertThatThrownBy(() -> Wire.requests(bad))
                .isInstanceOfSatisfying(
                        HttpFault.class,
                        fault -> {
                            assertThat(fault.code()).isEqualTo(ErrorCode.BAD_REQUEST);
                            assertThat(fault.message()).isNotBlank();
                        });
        assertThat(Wire.requests(good))
                .endsWith("end")
                .anyMatch(event -> event.startsWith("whole"));
    }

    static Stream<Arguments> responses() {
        return Stream.of(
                argumentSet(
                        "length with coding",
                        OK + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                        OK + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                argumentSet(
                        "two lengths",
                        OK + "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
                        OK + "Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc"),
                argumentSet(
                        "another coding",
                        OK + "Transfer-Encoding: gzip\r\n\r\n",
                        OK + "Content-Encoding: gzip\r\n\r\n"),
                argumentSet("bare CR in a value", OK + "A: b\rc\r\n\r\n", OK + "A: bc\r\n\r\n"),
                argumentSet("NUL in a value", OK + "A: \u0000\r\n\r\n", OK + "A:\r\n\r\n"),
                argumentSet("bare LF", "HTTP/1.1 200 OK\n\n", OK + "\r\n"),
                argumentSet("folded line", OK + "A: b\r\n c\r\n\r\n", OK + "A: b c\r\n\r\n"),
                argumentSet("no version", "200 OK HTTP/1.1\r\n\r\n", OK + "\r\n"),
                argumentSet("status of two digits", "HTTP/1.1 20 OK\r\n\r\n", OK + "\r\n"),
                argumentSet(
                        "status of four digits",
                        "HTTP/1.1 2000 OK\r\n\r\n",
                        "HTTP/1.1 999 \r\n\r\n"),
                argumentSet("status below 100", "HTTP/1.1 099 OK\r\n\r\n", OK + "\r\n"),
                argumentSet("no status", "HTTP/1.1 \r\n\r\n", "HTTP/1.1 200\r\n\r\n"),
                argumentSet(
                        "control in the reason",
                        "HTTP/1.1 200 O\u0001K\r\n\r\n",
                        "HTTP/1.1 200 O\tK\u00E9\r\n\r\n"),
                argumentSet("HTTP/2", "HTTP/2 200 OK\r\n\r\n", "HTTP/1.0 200 OK\r\n\r\n"),
                argumentSet("ICY", "ICY 200 OK\r\n\r\n", OK + "\r\n"),
                argumentSet(
                        "junk behind a 204",
                        "HTTP/1.1 204 No Content\r\n\r\nxx\r\n\r\n",
                        "HTTP/1.1 204 No Content\r\n\r\n"));
    }

    @ParameterizedTest
    @MethodSource("responses")
    void aBadResponseIsAFaultAndItsGoodNeighbourPasses(String bad, String good) throws Exception {
        assertThatThrownBy(() -> Wire.responses(bad)).isInstanceOf(HttpFault.class);
        assertThat(Wire.responses(good))
                .endsWith("end")
                .anyMatch(event -> event.startsWith("whole"));
    }

    @Test
    void whatHasNoBodyHasNoneWhateverItsFieldsSay() throws Exception {
        Headers length = Headers.of("Content-Length", "5");
        Headers chunked = Headers.of("Transfer-Encoding", "chunked");
        for (Headers headers : List.of(length, chunked, Headers.EMPTY)) {
            assertThat(framing(200, "HEAD", headers)).isEqualTo(Framing.NONE);
            assertThat(framing(204, "GET", headers)).isEqualTo(Framing.NONE);
            assertThat(framing(304, "GET", headers)).isEqualTo(Framing.NONE);
        }
        assertThat(framing(200, "GET", length)).isEqualTo(new Framing.Fixed(5));
        assertThat(framing(500, "POST", chunked)).isEqualTo(Framing.CHUNKED);
        assertThat(framing(200, "GET", Headers.EMPTY)).isEqualTo(Framing.UNTIL_CLOSE);
        assertThat(framing(200, "GET", Headers.of("content-length", "0"))).isEqualTo(Framing.NONE);
    }

    @Test
    void contradictionsInAnAnswerToHeadAreFaultsToo() {
        Headers both = Headers.of("Content-Length", "5", "Transfer-Encoding", "chunked");
        Headers two = Headers.of("Content-Length", "5", "Content-Length", "6");
        assertThatThrownBy(() -> framing(200, "HEAD", both)).isInstanceOf(HttpFault.class);
        assertThatThrownBy(() -> framing(304, "GET", two)).isInstanceOf(HttpFault.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a:", "a\u0000", "\u00E9", "\u0100a", "\uFF41"})
    void whatIsNoToken(String text) {
        assertThat(HeadParser.isToken(text)).isFalse();
        assertThat(HeadParser.isToken("aZ09!#$%&'*+-.^_`|~")).isTrue();
    }

    private static Framing framing(int status, String method, Headers headers) throws HttpFault {
        return BodyRules.response(new ResponseHead(status, "", "HTTP/1.1", headers), method);
    }

    private static String get(String target) {
        return "GET " + target + " HTTP/1.1\r\nHost: h\r\n\r\n";
    }

    private static String field(String field) {
        return "GET / HTTP/1.1\r\nHost: h\r\n" + field + "\r\n\r\n";
    }

    private static String length(String value) {
        return POST + "Content-Length: " + value + "\r\n\r\nabc";
    }

    private static String twice(String first, String second) {
        return POST + "Content-Length: " + first + "\r\nContent-Length: " + second + "\r\n\r\nabc";
    }

    private static String coding(String value) {
        return POST + "Transfer-Encoding: " + value + "\r\n\r\n0\r\n\r\n";
    }

    private static String chunk(String size) {
        return CHUNKED + size + "\r\na\r\n0\r\n\r\n";
    }
}
