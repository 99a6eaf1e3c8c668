package dev.weir.gateway.relay.http1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.dialect.ErrorCode;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

/** How large a head may be: just fitting passes, a byte more does not, however it arrives. */
class HeadLimitsTest {

    /** How the bytes arrive. */
    enum Arrival {
        AT_ONCE,
        IN_PIECES
    }

    @ParameterizedTest
    @EnumSource(Arrival.class)
    void theFirstLineWithItsCarriageReturn(Arrival arrival) {
        String start = "GET /";
        String end = " HTTP/1.1\r\nHost: h\r\n\r\n";
        int room = HeadLimits.CLIENT.startLine() - "GET / HTTP/1.1\r".length();
        assertPasses(arrival, start + "a".repeat(room) + end);
        assertFault(arrival, ErrorCode.URI_TOO_LONG, start + "a".repeat(room + 1) + end);
        assertFault(arrival, ErrorCode.URI_TOO_LONG, "a".repeat(100_000));
    }

    @ParameterizedTest
    @EnumSource(Arrival.class)
    void oneField(Arrival arrival) {
        String name = "X: ";
        int room = HeadLimits.CLIENT.field() - name.length();
        assertPasses(arrival, request(name + "v".repeat(room) + "\r\n"));
        assertFault(
                arrival, ErrorCode.HEADER_TOO_LARGE, request(name + "v".repeat(room + 1) + "\r\n"));
    }

    @ParameterizedTest
    @EnumSource(Arrival.class)
    void allFieldsTogether(Arrival arrival) {
        String thousand = "X: " + "v".repeat(1019) + "\r\n";
        assertThat(thousand).hasSize(1024);
        assertPasses(arrival, request(thousand.repeat(63)));
        assertFault(arrival, ErrorCode.HEADER_TOO_LARGE, request(thousand.repeat(64)));
        assertFault(
                arrival, ErrorCode.HEADER_TOO_LARGE, "GET / HTTP/1.1\r\n" + thousand.repeat(200));
    }

    @ParameterizedTest
    @EnumSource(Arrival.class)
    void theNumberOfFields(Arrival arrival) {
        assertPasses(arrival, request("a:\r\n".repeat(199)));
        assertFault(arrival, ErrorCode.HEADER_TOO_LARGE, request("a:\r\n".repeat(200)));
        String answer = "HTTP/1.1 204 N\r\n";
        assertThat(outcome(Wire.Kind.RESPONSES, arrival, answer + "a:\r\n".repeat(500) + "\r\n"))
                .endsWith("end");
        assertThat(outcome(Wire.Kind.RESPONSES, arrival, answer + "a:\r\n".repeat(501) + "\r\n"))
                .containsExactly("fault HEADER_TOO_LARGE");
    }

    @ParameterizedTest
    @EnumSource(Arrival.class)
    void trailers(Arrival arrival) {
        String chunked = "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n";
        int room = HeadLimits.CLIENT.trailers() - "X: \r\n".length();
        assertPasses(arrival, chunked + "X: " + "v".repeat(room) + "\r\n\r\n");
        assertFault(
                arrival,
                ErrorCode.HEADER_TOO_LARGE,
                chunked + "X: " + "v".repeat(room + 1) + "\r\n\r\n");
        assertFault(arrival, ErrorCode.HEADER_TOO_LARGE, chunked + "v".repeat(20_000));
    }

    @ParameterizedTest
    @ValueSource(ints = {274, 400, 100_000})
    void aChunkLineThatDoesNotEndIsAFaultAsSoonAsItIsTooLong(int length) {
        String chunked = "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
        assertFault(
                Arrival.AT_ONCE, ErrorCode.BAD_REQUEST, chunked + "1;" + "e".repeat(length - 2));
        assertFault(Arrival.IN_PIECES, ErrorCode.BAD_REQUEST, chunked + "0".repeat(length));
    }

    private static String request(String fields) {
        return "GET / HTTP/1.1\r\nHost: h\r\n" + fields + "\r\n";
    }

    private static void assertPasses(Arrival arrival, String bytes) {
        assertThat(outcome(Wire.Kind.REQUESTS, arrival, bytes)).endsWith("end");
    }

    private static void assertFault(Arrival arrival, ErrorCode code, String bytes) {
        assertThat(outcome(Wire.Kind.REQUESTS, arrival, bytes).getLast())
                .isEqualTo("fault " + code);
    }

    private static List<String> outcome(Wire.Kind kind, Arrival arrival, String text) {
        byte[] bytes = Wire.bytes(text);
        int pieces = arrival == Arrival.AT_ONCE ? 0 : (bytes.length - 1) / 700;
        int[] cuts = new int[pieces];
        for (int i = 0; i < pieces; i++) {
            cuts[i] = 700 * (i + 1);
        }
        return Wire.outcome(kind, bytes, cuts);
    }
}
