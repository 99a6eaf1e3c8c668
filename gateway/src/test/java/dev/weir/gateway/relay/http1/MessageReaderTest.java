package dev.weir.gateway.relay.http1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.weir.gateway.relay.http1.Wire.Kind;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

class MessageReaderTest {

    private static final String REQUESTS =
            "GET /a?b=%20 HTTP/1.1\r\nHost: h\r\n\r\n"
                    + "\r\nPOST /fixed HTTP/1.1\r\nhost:h\r\nContent-Length: 12\r\n\r\nhello\r\n\r\nyou"
                    + "POST /chunks HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: Chunked\r\n\r\n"
                    + "5;a=b;c=\"d\"\r\nhello\r\n000009 \t; x\r\n\r\n\r\n0\r\n\r\n\r\n"
                    + "0;last\r\nX-Check: 1 \r\nx-check:\t2\r\n\r\n"
                    + "PUT /none HTTP/1.0\r\nContent-Length: 0\r\n\r\n"
                    + "POST /empty HTTP/1.1\r\nHost: h\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n";

    private static final String RESPONSES =
            "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
                    + "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n\r\n!"
                    + "HTTP/1.1 204\r\n\r\n"
                    + "HTTP/1.1 500 \r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "1\r\n\n\r\n3\r\n0\r\n\r\n0\r\nA: b\r\n\r\n"
                    + "HTTP/1.0 200 until close\r\nX: y\r\n\r\nHTTP/1.1 200 OK\r\n\r\n\u00FF\u0000";

    @Test
    void requestsAreTakenApart() throws Exception {
        assertThat(Wire.requests(REQUESTS))
                .containsExactly(
                        "GET /a?b=%20 [Host=h]",
                        "whole",
                        "POST /fixed [host=h] [Content-Length=12]",
                        "body hello\r\n\r\nyou",
                        "whole",
                        "POST /chunks [Host=h] [Transfer-Encoding=Chunked]",
                        "body hello\r\n\r\n0\r\n\r\n",
                        "whole [X-Check=1] [x-check=2]",
                        "PUT /none [Content-Length=0]",
                        "whole",
                        "POST /empty [Host=h] [transfer-encoding=chunked]",
                        "whole",
                        "end");
    }

    @Test
    void responsesAreTakenApart() throws Exception {
        assertThat(Wire.responses(RESPONSES))
                .containsExactly(
                        "103 Early Hints [Link=</a>]",
                        "whole",
                        "200 OK [Content-Length=3]",
                        "body \r\n!",
                        "whole",
                        "204 ",
                        "whole",
                        "500  [Transfer-Encoding=chunked]",
                        "body \n0\r\n",
                        "whole [A=b]",
                        "200 until close [X=y]",
                        "body HTTP/1.1 200 OK\r\n\r\n\u00FF\u0000",
                        "whole",
                        "end");
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void everyByteMayComeAlone(Kind kind) {
        byte[] bytes = sample(kind);
        int[] cuts = new int[bytes.length];
        Arrays.setAll(cuts, i -> i);
        assertThat(Wire.outcome(kind, bytes, cuts)).isEqualTo(Wire.outcome(kind, bytes));
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void anyCutInTwoSaysTheSame(Kind kind) {
        byte[] bytes = sample(kind);
        List<String> whole = Wire.outcome(kind, bytes);
        for (int cut = 0; cut <= bytes.length; cut++) {
            assertThat(Wire.outcome(kind, bytes, cut)).as("cut at %d", cut).isEqualTo(whole);
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void anyCutInManySaysTheSameAlsoOfBrokenBytes(Kind kind) {
        Random random = new Random(37);
        byte[] sound = sample(kind);
        int faults = 0;
        for (int i = 0; i < 15_000; i++) {
            byte[] bytes = i % 3 == 0 ? sound : mutated(sound, random);
            List<String> whole = Wire.outcome(kind, bytes);
            int[] cuts = random.ints(random.nextInt(6), 0, bytes.length + 1).sorted().toArray();
            assertThat(Wire.outcome(kind, bytes, cuts))
                    .as(
                            () ->
                                    Arrays.toString(cuts)
                                            + " of "
                                            + new String(bytes, StandardCharsets.ISO_8859_1))
                    .isEqualTo(whole);
            faults += whole.getLast().startsWith("fault") ? 1 : 0;
        }
        assertThat(faults).isBetween(2_000, 9_000);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void everyPrefixOfAMessageIsUnfinishedAndNoFault(Kind kind) {
        byte[] bytes = sample(kind);
        for (int length = 0; length < bytes.length; length++) {
            assertThat(Wire.outcome(kind, Arrays.copyOf(bytes, length)).getLast())
                    .isIn("end", "cut");
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void arbitraryBytesEndInAFaultOrInNothing(Kind kind) {
        Random random = new Random(41);
        assertTimeoutPreemptively(
                Duration.ofSeconds(30),
                () -> {
                    for (int i = 0; i < 5_000; i++) {
                        byte[] bytes = new byte[random.nextInt(300)];
                        random.nextBytes(bytes);
                        assertThat(Wire.outcome(kind, bytes)).isNotEmpty();
                    }
                });
    }

    @Test
    void messagesBehindTheFirstWaitUntilTheyAreCalledFor() throws Exception {
        Wire wire = new Wire(Kind.REQUESTS);
        MessageReader reader = wire.reader();
        assertThat(reader.isBetweenMessages()).isTrue();
        wire.feed(Wire.bytes("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\na"));
        assertThat(reader.isInBody()).isTrue();
        assertThat(reader.isBetweenMessages()).isFalse();
        wire.feed(Wire.bytes("bGET /2 HT"));
        assertThat(reader.isInBody()).isFalse();
        assertThat(reader.isBetweenMessages()).isFalse();
        assertThat(wire.left()).isEqualTo("GET /2 HT".length());
        assertThat(reader.endOfInput()).isFalse();
        wire.feed(Wire.bytes("TP/1.1\r\n\r\n"));
        assertThat(wire.events()).endsWith("GET /2", "whole");
        assertThat(reader.isBetweenMessages()).isTrue();
    }

    @Test
    void aStoppedReaderTakesNothingMore() throws Exception {
        Wire wire = new Wire(Kind.REQUESTS);
        wire.reader().stop();
        wire.feed(Wire.bytes(REQUESTS));
        wire.reader().nextMessage();
        wire.feed(new byte[0]);
        assertThat(wire.events()).isEmpty();
        assertThat(wire.left()).isEqualTo(REQUESTS.length());
        assertThat(wire.reader().endOfInput()).isFalse();
    }

    @Test
    void aHugeChunkIsCountedAndNotReserved() throws Exception {
        Wire wire = new Wire(Kind.REQUESTS);
        wire.feed(
                Wire.bytes(
                        "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
                                + "FFFFFFFFFFFFFFF\r\nabc"));
        assertThat(wire.reader().isInBody()).isTrue();
        assertThat(wire.left()).isZero();
        assertThat(wire.end()).endsWith("body abc", "cut");
    }

    private static byte[] sample(Kind kind) {
        return Wire.bytes(kind == Kind.REQUESTS ? REQUESTS : RESPONSES);
    }

    /** A few bytes changed, left out, doubled or put in. */
    private static byte[] mutated(byte[] sound, Random random) {
        String alphabet = "\r\n\r\n :;,0123aAfFgZ\t\u0000\u007F\u00FF";
        StringBuilder text = new StringBuilder(new String(sound, StandardCharsets.ISO_8859_1));
        for (int n = random.nextInt(3); n >= 0; n--) {
            int at = random.nextInt(text.length());
            char c = alphabet.charAt(random.nextInt(alphabet.length()));
            switch (random.nextInt(4)) {
                case 0 -> text.setCharAt(at, c);
                case 1 -> text.deleteCharAt(at);
                case 2 -> text.insert(at, c);
                default -> text.insert(at, text.charAt(at));
            }
        }
        return Wire.bytes(text.toString());
    }
}
