package dev.weir.core.redaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/** How a body changes, and how it passes. */
class RedactorTest {

    private final SplittableRandom random = new SplittableRandom(7);
    private final Redaction everything = Rules.everything();
    private final String key = "AK" + "IA" + "Q3EGTXZ5LMNVB7YH";

    @Test
    void aFindIsReplacedByItsKindAndTheRestStays() {
        byte[] body = Rules.bytes("{\"text\":\"use " + key + "\\nnow\"}");
        Redacted redacted = everything.redact(body);
        assertThat(new String(redacted.bytes(), StandardCharsets.UTF_8))
                .isEqualTo("{\"text\":\"use [redacted:aws_access_key]\\nnow\"}");
        assertThat(redacted.findings().edits())
                .containsExactly(new Edit("aws_access_key", 13, 20, "[redacted:aws_access_key]"));
        assertThat(redacted.findings().counts()).containsEntry("aws_access_key", 1L);
    }

    @Test
    void aBodyWithoutFindsIsTheSameArray() {
        byte[] body = Rules.bytes("{\"text\":\"nothing here\"}");
        assertThat(everything.redact(body).bytes()).isSameAs(body);
    }

    @Test
    void aKeyInsideALongerWordIsNone() {
        assertThat(Rules.redacted(everything, "X" + key)).isEqualTo("X" + key);
        assertThat(Rules.redacted(everything, key + "7")).isEqualTo(key + "7");
    }

    @Test
    void aLetterThatBelongsToAnEscapeIsNotTaken() {
        String token = "r" + "k_live_" + Samples.alnum(random, 24);
        String body = "{\"text\":\"a\\" + token + "\"}";
        assertThat(Rules.redacted(everything, body)).isEqualTo(body);
        assertThat(Rules.redacted(everything, "{\"text\":\"a\\n" + token + "\"}"))
                .isEqualTo("{\"text\":\"a\\n[redacted:stripe_key]\"}");
    }

    @Test
    void equalSecretsGetEqualMarksAndAnotherSaltGivesOthers() {
        Redaction hashing =
                Rules.of(
                        EnumSet.allOf(Kind.class),
                        List.of(),
                        RedactionRules.Mode.ENFORCE,
                        RedactionRules.Mark.KIND_AND_HASH);
        String text = Rules.redacted(hashing, key + " " + key + " a@b.example.org c@b.example.org");
        assertThat(text)
                .matches(
                        "(\\[redacted:aws_access_key:[0-9a-f]{4}]) \\1 (\\[redacted:email:[0-9a-f]{4}]) (?!\\2).*");
        Redaction other = Redaction.of(hashing.rules(), new byte[] {9});
        assertThat(Rules.redacted(other, key)).isNotEqualTo(Rules.redacted(hashing, key));
    }

    @Test
    void theSameSecretEscapedOtherwiseGetsTheSameMark() {
        Redaction hashing =
                Rules.of(
                        Set.of(Kind.EMAIL),
                        List.of(),
                        RedactionRules.Mode.ENFORCE,
                        RedactionRules.Mark.KIND_AND_HASH);
        String plain = Rules.redacted(hashing, "\"ada@mail.example.org\"");
        String escaped = Rules.redacted(hashing, "\"ada" + (char) 92 + "u0040mail.example.org\"");
        assertThat(escaped).isEqualTo(plain).contains("redacted:email:");
    }

    @Test
    void withoutEnforcementNothingChangesButTheFindsAreTold() {
        Redaction dry =
                Rules.of(
                        EnumSet.allOf(Kind.class),
                        List.of(),
                        RedactionRules.Mode.DRY_RUN,
                        RedactionRules.Mark.KIND);
        byte[] body = Rules.bytes("key " + key);
        Redacted redacted = dry.redact(body);
        assertThat(redacted.bytes()).isSameAs(body);
        assertThat(redacted.findings().total()).isEqualTo(1);
    }

    @Test
    void aNumberOutsideOfAStringStaysANumber() {
        String card = "4" + "111111111111111";
        assertThat(Rules.redacted(everything, "{\"card\": " + card + ", \"n\":[" + card + "]}"))
                .isEqualTo("{\"card\": 0, \"n\":[0]}");
        assertThat(Rules.redacted(everything, "{\"card\": \"" + card + "\"}"))
                .isEqualTo("{\"card\": \"[redacted:payment_card]\"}");
    }

    @Test
    void aValueWithoutQuotesAfterAQuotedNameStays() {
        String body = "{\"password\": 12345678901, \"api_key\": null}";
        assertThat(Rules.redacted(everything, body)).isEqualTo(body);
    }

    @Test
    void aPrivateKeyThatWasCutOffIsFoundUpToItsLastLine() {
        String lines = Samples.base64(random, 64) + "\\n" + Samples.base64(random, 64);
        assertThat(
                        Rules.redacted(
                                everything,
                                "\"-----BEGIN RSA PRIVATE KEY-----\\n"
                                        + lines
                                        + "\\n[12 lines left out] and so on\""))
                .isEqualTo("\"[redacted:private_key]\\n[12 lines left out] and so on\"");
    }

    @Test
    void aWholeEventPassesAtOnce() {
        Redactor redactor = everything.redactor();
        String event = "event: ping\ndata: {\"type\":\"ping\",\"text\":\"hello there\"}\n\n";
        for (int i = 0; i < 50; i++) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] bytes = Rules.bytes(event);
            redactor.feed(bytes, 0, bytes.length, out::write);
            assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(event);
        }
    }

    @Test
    void whatMayBecomeASecretIsHeldBackUntilItIsDecided() {
        Redactor redactor = everything.redactor();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] start = Rules.bytes("use " + key.substring(0, 12));
        redactor.feed(start, 0, start.length, out::write);
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("use ");
        byte[] rest = Rules.bytes(key.substring(12) + " now");
        redactor.feed(rest, 0, rest.length, out::write);
        redactor.end(out::write);
        assertThat(out.toString(StandardCharsets.UTF_8))
                .isEqualTo("use [redacted:aws_access_key] now");
    }

    @Test
    void theListOfFindsIsBoundedAndTheCountsAreNot() {
        Findings findings = everything.redact(Rules.bytes((key + "\n").repeat(1500))).findings();
        assertThat(findings.edits()).hasSize(Findings.MOST_EDITS);
        assertThat(findings.total()).isEqualTo(1500);
        assertThat(findings.isWhole()).isFalse();
    }

    @Test
    void aRedactorTakesOneBody() {
        Redactor redactor = everything.redactor();
        redactor.end((_, _, _) -> {});
        assertThatThrownBy(() -> redactor.feed(new byte[1], 0, 1, (_, _, _) -> {}))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void shortTextsAreRedactedToo() {
        assertThat(everything.redact("https://h.test/x?key=" + key))
                .isEqualTo("https://h.test/x?key=[redacted:aws_access_key]");
    }
}
