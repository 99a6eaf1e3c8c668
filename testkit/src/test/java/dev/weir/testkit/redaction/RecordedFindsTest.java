package dev.weir.testkit.redaction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.json.JsonReader;
import dev.weir.core.redaction.Edit;
import dev.weir.core.redaction.Redacted;
import dev.weir.core.redaction.Redaction;
import dev.weir.core.redaction.RedactionRules;
import dev.weir.testkit.corpus.Corpus;
import dev.weir.testkit.corpus.RecordedExchange;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** Recorded traffic holds no keys: what is found there is either known or wrong. */
class RecordedFindsTest {

    private final Redaction secrets =
            Redaction.of(RedactionRules.SECRETS_ON_RECORD, new byte[] {1});
    private final List<String> finds = new ArrayList<>();

    @Test
    void nothingIsTakenForASecretButPasswordsOfSessionDescriptions() {
        int bodies = 0;
        try (Stream<RecordedExchange> exchanges = Corpus.recorded().exchanges()) {
            for (RecordedExchange exchange : (Iterable<RecordedExchange>) exchanges::iterator) {
                look(exchange.id(), exchange.request().body().array());
                look(exchange.id(), plain(exchange.response().body().array()));
                bodies += 2;
            }
        }
        assertThat(bodies).isGreaterThan(5_000);
        assertThat(finds).isNotEmpty().allMatch(find -> find.contains("a=ice-pwd:>>>"));
    }

    private void look(String id, byte[] body) {
        Redacted redacted = secrets.redact(body);
        for (Edit edit : redacted.findings().edits()) {
            int from = (int) edit.offset();
            int before = Math.max(0, from - 40);
            finds.add(
                    id
                            + " "
                            + edit.kind()
                            + " "
                            + new String(body, before, from - before, StandardCharsets.UTF_8)
                            + ">>>"
                            + new String(body, from, edit.removed(), StandardCharsets.UTF_8));
        }
        if (!redacted.findings().isEmpty() && JsonReader.read(body).whole()) {
            assertThat(JsonReader.read(redacted.bytes()).whole()).as(id).isTrue();
        }
    }

    private static byte[] plain(byte[] body) {
        if (body.length < 2 || body[0] != 0x1F || body[1] != (byte) 0x8B) {
            return body;
        }
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
            return in.readAllBytes();
        } catch (IOException e) {
            return body;
        }
    }
}
