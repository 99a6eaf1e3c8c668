package dev.weir.core.pricing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.core.access.Provider;
import dev.weir.core.access.Providers;
import dev.weir.core.usage.Unit;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Random;
import java.util.Set;

/** The table of Weir itself, and what is no table. */
class PriceTableTest {

    private static final PriceTable TABLE = PriceTable.builtIn();
    private static final Instant AT = Instant.parse("2026-09-01T12:00:00Z");

    private static byte[] file() throws IOException {
        try (@Nullable InputStream in = PriceTable.class.getResourceAsStream("prices.jsonl")) {
            return Objects.requireNonNull(in).readAllBytes();
        }
    }

    @Test
    void allOfTheTableCanBeReadAndEveryModelIsFoundByItsWord() throws IOException {
        PriceTable all = PriceTable.read(new ByteArrayInputStream(file()));
        assertThat(all.models()).hasSizeGreaterThan(3_000);
        Set<String> sources = new HashSet<>();
        for (ModelPrices model : all.models()) {
            assertThat(model.rates()).isNotEmpty();
            sources.add(model.source());
        }
        assertThat(sources)
                .containsExactlyInAnyOrder(
                        "genai-prices", "genai-prices+litellm", "litellm", "models.dev");
        assertThat(all.sources())
                .extracting(PriceTable.Source::licence)
                .allMatch(l -> l.contains("MIT"));
    }

    @Test
    void theVersionIsTheDateOfTheNewestSourceAndAHashOfTheContent() throws Exception {
        byte[] file = file();
        int body = new String(file, StandardCharsets.ISO_8859_1).indexOf('\n') + 1;
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update(file, body, file.length - body);
        String hash = HexFormat.of().formatHex(digest.digest(), 0, 4);
        String newest =
                TABLE.sources().stream().map(PriceTable.Source::date).sorted().toList().getLast();
        assertThat(TABLE.version()).isEqualTo(newest + "." + hash);
    }

    @Test
    void everyWellKnownProviderIsRecognisedByHostAndByName() {
        for (Provider provider : Providers.wellKnown().values()) {
            String name = provider.name();
            if (name.equals("ollama") || name.equals("chatgpt")) {
                continue;
            }
            String id = TABLE.provider("", provider.base().authority());
            assertThat(id).as(name).isNotNull();
            assertThat(TABLE.provider(name, "")).as(name).isEqualTo(id);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "api.anthropic.com, claude-opus-5-20260724, claude-opus-5",
        "api.anthropic.com, claude-opus-5-5, claude-opus-5-5",
        "api.anthropic.com, claude-sonnet-4@20250514, claude-sonnet-4-0",
        "generativelanguage.googleapis.com, models/gemini-2.5-pro, gemini-2.5-pro",
        "us-central1-aiplatform.googleapis.com, projects/p/locations/l/publishers/google/models/gemini-2.5-pro, gemini-2.5-pro",
        "bedrock-runtime.eu-central-1.amazonaws.com, arn:aws:bedrock:us-east-1:1:inference-profile/us.anthropic.claude-3-7-sonnet-20250219-v1:0, regional.anthropic.claude-3-7-sonnet-20250219-v1:0",
        "acme.openai.azure.com, gpt-4o, gpt-4o",
        "router.huggingface.co/groq/v1, meta-llama/Llama-3.3-70B-Instruct, meta-llama/Llama-3.3-70B-Instruct",
        "api.mistral.ai, MISTRAL-LARGE-LATEST, mistral-large"
    })
    void aModelIsFoundByTheNamesThatProvidersGiveIt(String upstream, String name, String id) {
        assertThat(TABLE.find("", upstream, name, AT))
                .isInstanceOfSatisfying(
                        Match.Found.class, found -> assertThat(found.model().id()).isEqualTo(id));
    }

    @Test
    void speechIsNotTakenForTheModelItIsNamedAfter() {
        Match speech = TABLE.find("gemini", "", "gemini-2.5-pro-preview-tts", AT);
        Match text = TABLE.find("gemini", "", "gemini-2.5-pro-preview-06-05", AT);
        assertThat(text).isInstanceOf(Match.Found.class);
        assertThat(speech).isNotEqualTo(text);
    }

    private static BigDecimal input(String provider, String model, String at) {
        Match.Found found = (Match.Found) TABLE.find(provider, "", model, Instant.parse(at));
        return Objects.requireNonNull(found.rates().prices().get(Unit.INPUT_TOKENS)).base();
    }

    @Test
    void aPriceHoldsFromTheFirstMomentOfItsDay() {
        assertThat(input("openai", "o3", "2025-06-09T23:59:59.999Z")).isEqualByComparingTo("10");
        assertThat(input("openai", "o3", "2025-06-10T00:00:00Z")).isEqualByComparingTo("2");
    }

    @Test
    void hoursHoldFromTheirStartToBeforeTheirEndAndNotBeforeTheirDay() {
        String model = "deepseek-v4-flash";
        assertThat(input("deepseek", model, "2026-09-01T01:00:00Z")).isEqualByComparingTo("0.44");
        assertThat(input("deepseek", model, "2026-09-01T03:59:59Z")).isEqualByComparingTo("0.44");
        assertThat(input("deepseek", model, "2026-09-01T04:00:00Z")).isEqualByComparingTo("0.22");
        assertThat(input("deepseek", model, "2026-08-16T02:00:00Z")).isEqualByComparingTo("0.14");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no json",
                "{}",
                "[]",
                "{\"format\":\"weir-prices/2\",\"version\":\"1\"}",
                "{\"format\":\"weir-prices/1\",\"version\":\"1\",\"colour\":1}",
                "{\"format\":\"weir-prices/1\",\"version\":\"1\"}\n{\"provider\":\"a\",\"names\":[[]]}",
                "{\"format\":\"weir-prices/1\",\"version\":\"1\"}\n{\"of\":\"a\",\"model\":\"m\",\"prices\":[{}]}",
                "{\"format\":\"weir-prices/1\",\"version\":\"1\"}\n{\"provider\":\"a\"}\n{\"of\":\"a\",\"model\":\"m\"}",
                "{\"format\":\"weir-prices/1\",\"version\":\"1\"}\n{\"provider\":\"a\"}\n{\"of\":\"b\",\"model\":\"m\",\"prices\":[{}]}",
                "{\"format\":\"weir-prices/1\",\"version\":\"1\"}\n{\"provider\":\"a\"}\n{\"of\":\"a\",\"model\":\"m\",\"prices\":[{\"input_tokens\":-1}]}",
                "{\"format\":\"weir-prices/1\",\"version\":\"1\"}\n{\"provider\":\"a\"}\n{\"of\":\"a\",\"model\":\"m\",\"prices\":[{\"input_tokens\":[1,9,2,9,3]}]}",
                "{\"format\":\"weir-prices/1\",\"version\":\"1\"}\n{\"provider\":\"a\"}\n{\"of\":\"a\",\"model\":\"m\",\"prices\":[{\"smiles\":1}]}"
            })
    void whatIsNoTableIsRefused(String text) {
        assertThatThrownBy(
                        () ->
                                PriceTable.read(
                                        new ByteArrayInputStream(
                                                text.getBytes(StandardCharsets.UTF_8))))
                .isInstanceOf(PriceTable.MalformedTableException.class);
    }

    @Test
    void aSpoiltTableIsReadOrRefusedAndNothingElse() throws IOException {
        String text = new String(file(), StandardCharsets.ISO_8859_1);
        String small = text.substring(0, text.indexOf('\n', 4_000) + 1);
        byte[] whole = small.getBytes(StandardCharsets.ISO_8859_1);
        Random random = new Random(7);
        for (int round = 0; round < 3_000; round++) {
            byte[] spoilt = whole.clone();
            for (int i = random.nextInt(3); i >= 0; i--) {
                spoilt[random.nextInt(spoilt.length)] =
                        (byte) "{}[]\",:0-a\n".charAt(random.nextInt(11));
            }
            assertThatCode(
                            () -> {
                                try {
                                    PriceTable.read(new ByteArrayInputStream(spoilt));
                                } catch (PriceTable.MalformedTableException refused) {
                                    assertThat(refused).hasMessageContaining("line ");
                                }
                            })
                    .doesNotThrowAnyException();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "gpt-*, gpt-5, true",
        "gpt-*, gpt, false",
        "*mini*, gpt-5-mini-2025, true",
        "*-v#, a-v-v2, true",
        "m-####-##-##, m-2026-01-31, true",
        "m-####-##-##, m-2026-01-3, false",
        "a*b*c, aXbXbXc, true",
        "a*b*c, acb, false",
        "'', '', true",
        "*, '', true"
    })
    void globsKnowAnyRunAndOneDigit(String glob, String name, boolean fits) {
        assertThat(new Glob(glob).matches(name)).isEqualTo(fits);
    }

    @Test
    void aNameThatIsTooLongFitsNothing() {
        assertThat(new Glob("*").matches("a".repeat(Glob.LONGEST_NAME))).isTrue();
        assertThat(new Glob("*").matches("a".repeat(Glob.LONGEST_NAME + 1))).isFalse();
        assertThat(TABLE.find("anthropic", "", "claude-2" + "x".repeat(10_000), AT))
                .isInstanceOf(Match.None.class);
    }
}
