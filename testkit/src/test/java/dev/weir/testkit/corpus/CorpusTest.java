package dev.weir.testkit.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.core.exchange.Headers;
import dev.weir.testkit.Bytes;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

class CorpusTest {

    @Test
    void aSessionsBodiesAreRebuiltFromTheirDeltas() {
        List<RecordedExchange> turns =
                Corpus.fixtures(
                        Bytes.of(turn(0, "", 0, 0, "hello world") + turn(1, "", 6, 5, "small "))
                                .stream());
        assertThat(turns)
                .extracting(t -> t.request().body().text())
                .containsExactly("hello world", "hello small world");
    }

    @Test
    void aBodyThatDoesNotMatchItsHashIsRefused() {
        String line = turn(0, "", 0, 0, "hello").replace(Bytes.of("hello").sha256(), "00");
        assertThatThrownBy(() -> Corpus.fixtures(Bytes.of(line).stream()))
                .hasMessageContaining("expected 00");
    }

    private static String turn(int seq, String thread, int prefix, int suffix, String middle) {
        String whole = seq == 0 ? middle : "hello small world";
        return """
        {"id":"t%d","session_id":"s","thread":"%s","provider":"anthropic","request":{"method":"POST","path":"/v1/messages",
        "query":"","headers":[],"body_sha256":"%s","body_delta":{"prefix":%d,"suffix":%d,"mid_b64":"%s"}},
        "response":{"status":200,"headers":[],"body_b64":""}}
        """
                .formatted(
                        seq,
                        thread,
                        Bytes.of(whole).sha256(),
                        prefix,
                        suffix,
                        java.util.Base64.getEncoder().encodeToString(Bytes.of(middle).array()));
    }

    @Test
    void theRecordedTrafficReadsWhole() {
        Corpus corpus = Corpus.recorded();
        try (Stream<RecordedExchange> exchanges = corpus.exchanges();
                Stream<RecordedExchange> turns = corpus.sessions("swe-agent")) {
            assertThat(exchanges.mapToLong(RecordedExchange::bytes).sum())
                    .isGreaterThan(10_000_000);
            assertThat(turns.filter(turn -> turn.session() != null)).hasSizeGreaterThan(50);
        }
    }

    @Test
    void framingKeepsEveryByteOfTheBody() {
        Framer framer = new Framer(new Random(7));
        Bytes body = Bytes.of("äöü".repeat(100));
        for (int i = 0; i < 200; i++) {
            Framer.Framed framed =
                    framer.response(
                            new RecordedExchange.Response(
                                    200,
                                    i % 2 == 0
                                            ? Headers.of("content-length", "600")
                                            : Headers.EMPTY,
                                    body,
                                    Headers.EMPTY));
            long chunks = framed.pieces().stream().skip(1).mapToLong(Bytes::length).sum();
            assertThat(chunks).isGreaterThanOrEqualTo(600);
            assertThat(framed.pieces().getFirst().text().contains("chunked"))
                    .isEqualTo(chunks > 600);
        }
    }
}
