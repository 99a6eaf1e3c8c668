package dev.weir.core.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Random;

class FingerprintTest {

    @Test
    void showsAHashAndTheLastFourCharacters() {
        assertThat(Fingerprint.of("sk-ant-api03-abcdef"))
                .isEqualTo("[credential sha256:9a27d00b9907 last4:cdef]");
    }

    @Test
    void theSameSecretGivesTheSameTextWhereverItIsSent() {
        String plain = Fingerprint.of("sk-0123456789");
        assertThat(Fingerprint.of("Bearer sk-0123456789")).isEqualTo("Bearer " + plain);
        assertThat(Fingerprint.of("  sk-0123456789 ")).isEqualTo(plain);
        assertThat(Fingerprint.of("sk-0123456788")).isNotEqualTo(plain);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"sk-ant-api03-abcdef", "Bearer sk-0123456789", "Basic YTpi", "x y z", ""})
    void aFingerprintStaysAsItIs(String value) {
        String once = Fingerprint.of(value);
        assertThat(Fingerprint.of(once)).isEqualTo(once);
        String inUrl = once.replace(' ', '+');
        assertThat(once.startsWith("[") ? Fingerprint.of(inUrl) : inUrl).isEqualTo(inUrl);
        assertThat(Fingerprint.of(once + "x")).isNotEqualTo(once + "x");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer", "bearer", "Digest", "Token", "Key", "ApiKey", "OAuth"})
    void aKnownSchemeStays(String scheme) {
        assertThat(Fingerprint.of(scheme + " 0123456789abcdef"))
                .startsWith(scheme + " [credential sha256:")
                .endsWith(" last4:cdef]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Basic", "basic", "BASIC"})
    void aPasswordShowsNoCharacter(String scheme) {
        assertThat(Fingerprint.of(scheme + " dXNlcjpodW50ZXIyaHVudGVyMg"))
                .matches(scheme + " \\[credential sha256:[0-9a-f]{12}]");
        assertThat(Fingerprint.ofPassword("user:hunter2hunter2"))
                .matches("\\[credential sha256:[0-9a-f]{12}]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"correct horse battery staple", "session hunter2hunter2"})
    void anyOtherFirstWordIsPartOfTheSecret(String value) {
        assertThat(Fingerprint.of(value)).startsWith("[credential sha256:");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "12345678901", "Bearer ", "Bearer x", "Basic YTpi"})
    void aShortSecretShowsNothing(String value) {
        assertThat(Fingerprint.of(value)).matches("(\\w+ )?\\[credential sha256:[0-9a-f]{12}]");
    }

    @Test
    void nothingButTheLastFourCharactersOfASecretIsShown() {
        Random random = new Random(13);
        String alphabet = "ghijklmnopqrstuvwxyzGHIJKLMNOPQRSTUVWXYZ-_=;/+ .";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder made = new StringBuilder();
            for (int n = random.nextInt(60); n > 0; n--) {
                made.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            String secret = made.toString().strip();
            String shown = Fingerprint.of("Bearer " + secret);
            String tail = secret.length() < 12 ? "" : secret.substring(secret.length() - 4);
            String form = tail.isEmpty() ? "" : " last4:" + tail;
            assertThat(shown).startsWith("Bearer [credential sha256:").endsWith(form + "]");
            assertThat(shown)
                    .hasSize("Bearer [credential sha256:".length() + 12 + form.length() + 1);
            assertThat(shown.substring(26, 38)).matches("[0-9a-f]{12}");
        }
    }
}
