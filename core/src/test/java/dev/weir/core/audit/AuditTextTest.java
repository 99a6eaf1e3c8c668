package dev.weir.core.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.json.JsonArray;
import dev.weir.core.json.JsonObject;
import dev.weir.core.json.JsonReader;
import dev.weir.core.json.JsonString;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;
import java.util.List;

class AuditTextTest {

    private static String of(String json) {
        JsonObject object = JsonReader.read(json).object();
        return AuditText.of(object == null ? JsonObject.EMPTY : object);
    }

    @Test
    void whatIsNoSecretStays() {
        String state =
                "{\"name\":\"main\",\"key\":\"user-private-key\",\"weight\":3,\"teams\":[\"a\",\"b\"],"
                        + "\"last_four\":\"wxyz\",\"disabled\":false,\"expires\":null,"
                        + "\"model\":\"claude-sonnet-4-6\",\"limits\":{\"tokens\":5000}}";
        assertThat(of(state)).isEqualTo(state);
        assertThat(of("{}")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "password",
                "api_key",
                "apiKey",
                "X-Api-Key",
                "secret",
                "client_secret",
                "clientSecret",
                "token",
                "access_token",
                "authorization",
                "private_key",
                "privateKey",
                "kek",
                "newPassword"
            })
    void aMemberWithTheNameOfASecretIsRedactedWhateverItHolds(String name) {
        assertThat(of("{\"" + name + "\":\"v\"}")).isEqualTo("{\"" + name + "\":\"[redacted]\"}");
        assertThat(of("{\"a\":[{\"" + name + "\":{\"x\":\"v\"}}]}"))
                .isEqualTo("{\"a\":[{\"" + name + "\":\"[redacted]\"}]}");
        assertThat(of("{\"" + name + "\":null}")).isEqualTo("{\"" + name + "\":null}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sk-ant-api03-abcdefghij0123456789",
                "sk-proj-abcdefghij0123456789",
                "AIzaSyA0123456789abcdefghijklmnopqrstuv",
                "gsk_0123456789abcdefghijkl",
                "xai-0123456789abcdefghijkl",
                "weir_vk_0123456789abcdefghijklmnopqrstuvwxyz",
                "weir_pat_0123456789abcdefghijklmnopqrstuvwxyz",
                "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl",
                "Bearer abcdefghijklmnop",
                "AKIAIOSFODNN7EXAMPLE",
                "ghp_0123456789abcdefghijkl",
                "-----BEGIN RSA PRIVATE KEY-----\\nMIIE"
            })
    void aValueThatLooksLikeASecretIsRedactedUnderAnyName(String secret) {
        assertThat(of("{\"note\":\"was " + secret + "\"}"))
                .isEqualTo("{\"note\":\"was [redacted]\"}");
        assertThat(AuditText.of("was " + secret)).isEqualTo("was [redacted]");
    }

    @Test
    void namesAreShortAndOfOneLine() {
        assertThat(AuditText.of("a\r\nb\u0000\ud800c")).isEqualTo("a  b  c");
        assertThat(AuditText.of("n".repeat(1_000))).hasSize(AuditText.LONGEST_NAME);
    }

    @Test
    void whatIsTooLargeIsLeftOutAndSaysSo() {
        JsonObject large = JsonObject.builder().set("a", "x".repeat(50_000)).build();
        assertThat(AuditText.of(large)).contains("too large").hasSizeLessThan(100);
        JsonObject deep = JsonObject.of("a", JsonString.of("b"));
        for (int i = 0; i < 5_000; i++) {
            deep = JsonObject.of("a", JsonArray.of(List.of(deep)));
        }
        assertThat(AuditText.of(deep)).contains("too deep");
    }

    @Test
    void everyActionHasAWordOfItsOwnAndIsReadBack() {
        assertThat(Arrays.stream(AuditAction.values()).map(AuditAction::word))
                .doesNotHaveDuplicates()
                .allMatch(word -> word.matches("[a-z]+\\.[a-z_]+"));
        for (AuditAction action : AuditAction.values()) {
            assertThat(AuditAction.parse(action.word())).isEqualTo(action);
        }
        assertThat(AuditAction.parse("key.eat")).isNull();
    }
}
