package dev.weir.core.redaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.weir.core.json.Json;
import dev.weir.core.json.JsonReader;
import dev.weir.core.redaction.RedactionError.Problem;

import org.junit.jupiter.api.Test;

import java.util.Objects;
import java.util.Set;

/** What an operator can write, and what an error names. */
class RedactionRulesTest {

    private static Json json(String text) {
        return Objects.requireNonNull(JsonReader.read(text).value());
    }

    private static RedactionRules rules(String text) throws RedactionError {
        return RedactionRules.parse(json(text));
    }

    @Test
    void allCanBeLeftOut() throws RedactionError {
        assertThat(rules("{}")).isEqualTo(RedactionRules.SECRETS_ON_RECORD);
    }

    @Test
    void allCanBeWritten() throws RedactionError {
        RedactionRules rules =
                rules(
                        """
                        {"kinds": ["email", "iban", "secrets"], "except": ["high_entropy"],
                         "custom": [{"name": "staff_number", "pattern": "EMP-[0-9]{6}"}],
                         "apply": "forward_and_record", "mode": "warn", "mark": "kind_and_hash"}
                        """);
        assertThat(rules.kinds())
                .contains(Kind.EMAIL, Kind.IBAN, Kind.JWT)
                .doesNotContain(Kind.HIGH_ENTROPY, Kind.PHONE);
        assertThat(rules.patterns())
                .extracting(CustomPattern::name)
                .containsExactly("staff_number");
        assertThat(rules.apply()).isEqualTo(RedactionRules.Apply.FORWARD_AND_RECORD);
        assertThat(rules.mode()).isEqualTo(RedactionRules.Mode.WARN);
        assertThat(rules.mark()).isEqualTo(RedactionRules.Mark.KIND_AND_HASH);
    }

    @Test
    void anErrorNamesTheThingToBlame() {
        refused("[]", Problem.WRONG_TYPE, "");
        refused("{\"kind\": []}", Problem.UNKNOWN_MEMBER, "kind");
        refused("{\"kinds\": \"email\"}", Problem.WRONG_TYPE, "kinds");
        refused("{\"kinds\": [\"email\", \"mail\"]}", Problem.UNKNOWN_KIND, "kinds[1]");
        refused("{\"except\": [7]}", Problem.WRONG_TYPE, "except[0]");
        refused("{\"mode\": \"audit\"}", Problem.UNKNOWN_WORD, "mode");
        refused(
                "{\"kinds\": [\"email\"], \"except\": [\"personal\"]}",
                Problem.NOTHING_ON,
                "kinds");
        refused(
                "{\"custom\": [{\"name\": \"email\", \"pattern\": \"abcdef\"}]}",
                Problem.BAD_NAME,
                "custom[0].name");
        refused(
                "{\"custom\": [{\"name\": \"a\", \"pattern\": \"x+\"}]}",
                Problem.BAD_PATTERN,
                "custom[0].pattern");
        refused("{\"custom\": [{\"name\": \"a\"}]}", Problem.WRONG_TYPE, "custom[0].pattern");
        refused(
                "{\"custom\": [{\"name\": \"a\", \"pattern\": \"abcdef\", \"x\": 1}]}",
                Problem.UNKNOWN_MEMBER,
                "custom[0].x");
        refused(
                "{\"custom\": [{\"name\": \"a\", \"pattern\": \"abcdef\"}, {\"name\": \"a\", \"pattern\": \"abcdeg\"}]}",
                Problem.DUPLICATE_NAME,
                "custom[1].name");
        String one = "{\"name\": \"a\", \"pattern\": \"abcdef\"}";
        refused(
                "{\"custom\": [" + (one + ",").repeat(50) + one + "]}",
                Problem.TOO_MANY_PATTERNS,
                "custom");
    }

    private static void refused(String text, Problem problem, String place) {
        RedactionError error =
                catchThrowableOfType(RedactionError.class, () -> RedactionRules.parse(json(text)));
        assertThat(error).as(text).isNotNull();
        assertThat(error.problem()).as(text).isEqualTo(problem);
        assertThat(error.place()).as(text).isEqualTo(place);
        assertThat(error).hasMessageStartingWith(place);
    }

    @Test
    void aPatternFindsWholeWordsAndTheLongestMatch() {
        assertThat(found("EMP-[0-9]{6}", "EMP-123456")).isTrue();
        assertThat(found("EMP-[0-9]{6}", "EMP-1234567")).isFalse();
        assertThat(found("EMP-[0-9]{6}", "XEMP-123456")).isFalse();
        assertThat(found("\\d{3}-\\d{2}-\\d{4}", "123-45-6789")).isTrue();
        assertThat(found("acme_[a-z0-9]{4,8}", "acme_abcd1234")).isTrue();
        assertThat(found("[a-c]{2,8}[b-d]{2}-x\\w", "abcabcbb-x1")).isTrue();
        assertThat(found("abc-?def{1,3}", "abcdefff")).isTrue();
        assertThat(found("[A-Z]{64}", "Q".repeat(64))).isTrue();
        assertThat(found("[A-Z]{6,64}", "Q".repeat(63))).isTrue();
        assertThat(found("[A-Z]{6,64}", "Q".repeat(65))).isFalse();
    }

    private static boolean found(String pattern, String text) {
        CustomPattern custom = CustomPattern.parse("mine", pattern);
        return Rules.redacted(Rules.of(Set.of(), java.util.List.of(custom)), "a " + text + " b")
                .equals("a [redacted:mine] b");
    }

    @Test
    void aPatternThatCouldBreakSomethingIsRefused() {
        for (String pattern :
                new String[] {
                    "",
                    "abc",
                    "a{6,100}",
                    "[a-z",
                    "[^a]{9}",
                    "(abc){3}",
                    "abc|defghi",
                    "\"abcdef",
                    "abcdef\\n",
                    "[z-a]{7}",
                    "abcdef{",
                    "abcdef{3,2}",
                    "abcdef*",
                    ".{8}x\\",
                    "a?b?c?d?e?f?g?",
                    "abcdef{0}"
                }) {
            assertThatThrownBy(() -> CustomPattern.parse("mine", pattern))
                    .as(pattern)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
