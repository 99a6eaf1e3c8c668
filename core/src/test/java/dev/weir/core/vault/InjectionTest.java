package dev.weir.core.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.core.access.Origin;
import dev.weir.core.dialect.Dialect;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

class InjectionTest {

    private static final String CANARY = "sk-CANARY-0123456789-wxyz";
    private static final Destination HOME = Destination.parse("https://api.openai.com");

    private static Injection injection(KeyField field) {
        return new Injection("o1", "k1", HOME, field, Secret.ofText(CANARY));
    }

    private static List<String> given(Injection injection, String url) {
        List<String> fields = new ArrayList<>();
        boolean applied =
                injection.apply(
                        Destination.of(Origin.parse(url)),
                        (name, value) -> fields.add(name + ": " + value));
        assertThat(applied).isEqualTo(!fields.isEmpty());
        return fields;
    }

    @ParameterizedTest
    @CsvSource({
        "ANTHROPIC, https://api.anthropic.com, sk-ant-api03-x, x-api-key: sk-ant-api03-x",
        "ANTHROPIC, https://api.anthropic.com, sk-ant-oat01-x, authorization: Bearer sk-ant-oat01-x",
        "OPENAI, https://api.openai.com/v1, sk-proj-x, authorization: Bearer sk-proj-x",
        "OPENAI, https://me.openai.azure.com, 0123abcd, api-key: 0123abcd",
        "OPENAI, https://me.openai.azure.com, eyJhbGciOi.x.y, authorization: Bearer eyJhbGciOi.x.y",
        "GEMINI, https://generativelanguage.googleapis.com, AIzaX, x-goog-api-key: AIzaX",
        "GEMINI, https://generativelanguage.googleapis.com, ya29.x, authorization: Bearer ya29.x",
        "OLLAMA, http://10.0.0.7:11434, any, authorization: Bearer any",
        "OTHER, https://api.cohere.com, co, authorization: Bearer co",
    })
    void theFieldIsTheOneThatTheProviderExpects(
            Dialect dialect, String url, String key, String expected) {
        Destination destination = Destination.of(Origin.parse(url));
        Secret secret = Secret.ofText(key);
        KeyField field = KeyField.usual(dialect, destination, secret);
        assertThat(given(new Injection("o1", "k1", destination, field, secret), url))
                .containsExactly(expected);
    }

    @Test
    void aFieldOfAnotherNameCarriesTheKeyAlone() {
        assertThat(given(injection(KeyField.named("X-Custom-Key")), "https://api.openai.com"))
                .containsExactly("x-custom-key: " + CANARY);
    }

    @Test
    void whyAFieldCannotCarryAKeyIsSaid() {
        assertThatThrownBy(() -> KeyField.named("Content-Encoding"))
                .hasMessageContaining("'content-encoding'")
                .hasMessageContaining("x-api-key");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "host",
                "content-length",
                "connection",
                "cookie",
                "x-weir-tag",
                "via",
                "content-type",
                "Content-Encoding",
                "accept",
                "accept-encoding",
                "user-agent",
                "anthropic-version",
                "anthropic-beta",
                "x-vendor-version",
                "openai-organization",
                "x-request-id",
                "te",
                "upgrade",
                "a b",
                "",
                "x:y",
                "x\r\ny"
            })
    void fieldsThatFrameOrMisleadCarryNoKey(String name) {
        assertThatThrownBy(() -> KeyField.named(name)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://api.openai.com",
                "http://api.openai.com:443",
                "https://api.openai.com:8443",
                "https://api.openai.com.evil.example",
                "https://evil.example",
                "https://openai.com",
                "https://127.0.0.1",
                "https://api.openai.com.",
            })
    void noOtherDestinationGetsTheKey(String url) {
        assertThat(given(injection(KeyField.AUTHORIZATION), url)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://api.openai.com",
                "https://API.OpenAI.com",
                "https://api.openai.com:443/v1"
            })
    void theDestinationGetsItHoweverItIsWritten(String url) {
        assertThat(given(injection(KeyField.AUTHORIZATION), url))
                .containsExactly("authorization: Bearer " + CANARY);
    }

    @Test
    void aKeyThatWasTakenBackIsNotGiven() {
        Secret secret = Secret.ofText(CANARY);
        Injection injection = new Injection("o1", "k1", HOME, KeyField.AUTHORIZATION, secret);
        secret.close();
        assertThat(given(injection, "https://api.openai.com")).isEmpty();
        assertThat(injection.masked(new byte[] {1, 2})).containsExactly(1, 2);
    }

    @Test
    void aTextThatNeedsEscapingInAFieldIsNoKey() {
        Secret secret = Secret.ofText("CANARY\r\nx-evil: 1");
        assertThatThrownBy(() -> new Injection("o1", "k1", HOME, KeyField.AUTHORIZATION, secret))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("CANARY");
    }

    @Test
    void itsTextNamesTheKeyAndNotItsValue() {
        Injection injection = injection(KeyField.AUTHORIZATION);
        assertThat(injection.toString())
                .isEqualTo("Injection[k1 for https://api.openai.com in authorization]");
        assertThat(new Credential.Ready(injection).toString()).doesNotContain("CANARY");
    }

    @Test
    void whatAProviderRepeatsIsMasked() {
        Injection injection = injection(KeyField.AUTHORIZATION);
        assertThat(masked(injection, "bad key " + CANARY + ", or " + CANARY))
                .isEqualTo("bad key [redacted], or [redacted]");
        assertThat(masked(injection, CANARY)).isEqualTo("[redacted]");
        assertThat(masked(injection, CANARY + "!")).isEqualTo("[redacted]!");
        assertThat(masked(injection, CANARY.substring(1) + " sk")).contains("CANARY");
        byte[] other = "nothing".getBytes(StandardCharsets.US_ASCII);
        assertThat(injection.masked(other)).isSameAs(other);
    }

    private static String masked(Injection injection, String text) {
        return new String(
                injection.masked(text.getBytes(StandardCharsets.US_ASCII)),
                StandardCharsets.US_ASCII);
    }

    @Test
    void sharingSaysWhoMayUseAKey() {
        assertThat(new Sharing.Everyone().includes("u", Set.of())).isTrue();
        assertThat(new Sharing.Teams(Set.of("a", "b")).includes("u", Set.of("b", "c"))).isTrue();
        assertThat(new Sharing.Teams(Set.of("a")).includes("a", Set.of("u"))).isFalse();
        assertThat(new Sharing.Users(Set.of("u", "v")).includes("v", Set.of())).isTrue();
        assertThat(new Sharing.Users(Set.of("u")).includes("w", Set.of("u"))).isFalse();
        assertThat(new Sharing.Own("u").includes("u", Set.of())).isTrue();
        assertThat(new Sharing.Own("u").includes("v", Set.of("u"))).isFalse();
        assertThatThrownBy(() -> new Sharing.Users(Set.of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Sharing.Teams(Set.of("a b")))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
