package dev.weir.testkit.pricing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

class PriceTableGeneratorTest {

    private static final Path TABLE =
            Path.of(
                    System.getProperty("weir.root", ""),
                    "core/src/main/resources/dev/weir/core/pricing/prices.jsonl");

    private static Path sources() {
        String property = System.getProperty("weir.pricing", "");
        Path directory = Path.of(property);
        Assumptions.assumeTrue(
                !property.isEmpty() && Files.isDirectory(directory),
                () ->
                        "no sources of prices: the property weir.pricing names '"
                                + property
                                + "', which is no directory");
        return directory;
    }

    @Test
    void theTableInTheProjectIsWhatTheSourcesGive() throws IOException {
        String fresh = PriceTableGenerator.generate(sources());
        // Compared as a whole first: a difference of half a megabyte helps nobody.
        String known = Files.readString(TABLE);
        assertThat(fresh.lines().findFirst()).isEqualTo(known.lines().findFirst());
        assertThat(fresh.equals(known)).isTrue();
    }

    /** The hosts kept by hand are those that the source's expressions mean. */
    @Test
    void everyProvidersHostsFitTheSourcesExpression() throws IOException {
        JsonNode providers =
                new JsonMapper().readTree(Files.readString(sources().resolve("genai-prices.json")));
        int compared = 0;
        for (JsonNode provider : providers) {
            String id = provider.path("id").asString("");
            Pattern expression = Pattern.compile(provider.path("api_pattern").asString(""));
            Biller biller =
                    Biller.ALL.stream().filter(b -> b.id().equals(id)).findFirst().orElseThrow();
            assertThat(biller.hosts())
                    .as(id)
                    .anyMatch(
                            host ->
                                    expression
                                            .matcher(
                                                    "https://"
                                                            + host.replace("runtime*", "runtime.x")
                                                                    .replace("*", "x"))
                                            .lookingAt());
            compared++;
        }
        assertThat(compared).isGreaterThan(40);
    }

    @ParameterizedTest
    @CsvSource({
        "^gpt-6-sol-\\d{4}-\\d{2}-\\d{2}$, gpt-6-sol-####-##-##",
        "^gemini-3\\.5-flash-\\d, gemini-3.5-flash-#*",
        "^composer-2\\.5\\[fast=true\\]$, composer-2.5[fast=true]"
    })
    void expressionsOfKnownShapesBecomeGlobs(String expression, String glob) {
        assertThat(Clauses.glob(expression)).isEqualTo(glob);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpt", "^(a|b)$", "^a+$", "^.*$", "^(a+)+$", "^[ab]$"})
    void anExpressionOfAnotherShapeStopsTheGenerator(String expression) {
        assertThatThrownBy(() -> Clauses.glob(expression))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(expression);
    }
}
