package dev.weir.gateway.main;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.core.pricing.PriceOverride;
import dev.weir.core.pricing.PriceOverrides;
import dev.weir.core.usage.Unit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Map;

class PriceOverrideReaderTest {

    @TempDir Path directory = Path.of("");

    private PriceOverrides read(String yaml) throws ConfigurationException, IOException {
        Path file = directory.resolve("weir.yaml");
        Files.writeString(file, yaml);
        return new ConfigurationReader(Map.of("HOME", "/home/ada")).file(file).read().prices();
    }

    @Test
    void anEntryHasPricesByUnitAndEverythingElseIsOptional() throws Exception {
        PriceOverrides read =
                read(
                        """
                        prices:
                          overrides:
                            - name: contract
                              provider: anthropic
                              model: claude-*
                              tier: batch
                              from: 2026-01-31
                              factor: 0.85
                              prices:
                                input_tokens: 2.5
                                cache_write_1h_tokens: 5
                            - model: llama3
                              factor: 0
                        log:
                          level: warn
                        """);
        assertThat(read.all())
                .containsExactly(
                        new PriceOverride(
                                "contract",
                                "anthropic",
                                "claude-*",
                                "batch",
                                LocalDate.of(2026, 1, 31),
                                Map.of(
                                        Unit.INPUT_TOKENS, new BigDecimal("2.5"),
                                        Unit.CACHE_WRITE_1H_TOKENS, new BigDecimal("5")),
                                new BigDecimal("0.85")),
                        new PriceOverride(
                                "llama3", null, "llama3", null, null, Map.of(), BigDecimal.ZERO));
    }

    @Test
    void withoutEntriesThereAreNone() throws Exception {
        assertThat(read("prices:\n  overrides: []\n")).isEqualTo(PriceOverrides.NONE);
        assertThat(read("listen: 127.0.0.1:1\n")).isEqualTo(PriceOverrides.NONE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{modle: a, factor: 2}|there is no key 'modle'; the nearest is 'model'",
                "{model: a, prices: {input_token: 2}}|the nearest is 'prices.input_tokens'",
                "{model: a, factor: cheap}|'cheap' cannot be used; expected a number, like 0.85",
                "{model: a, factor: -1}|'-1' cannot be used",
                "{model: a, factor: 1e9}|'1e9' cannot be used",
                "{model: a, from: soon}|expected a day, like 2026-01-31",
                "{model: a}|expected a price for a unit, or a factor",
                "{factor: 2}|expected a model",
                "{model: a, factor: 2, factor: 3}|set twice",
                "{model: [a], factor: 2}|expected one value",
                "{model: a, prices: 3}|there is no key 'prices'",
                "a|expected a list of keys with values"
            })
    void whatIsWrongIsNamedWithItsLine(String entry, String message) {
        assertThatThrownBy(() -> read("prices:\n  overrides:\n    - " + entry + "\n"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("weir.yaml, line ")
                .hasMessageContaining(message);
    }

    @Test
    void aFlagCannotSetThem() {
        assertThatThrownBy(
                        () ->
                                new ConfigurationReader(Map.of())
                                        .override("prices.overrides", "x", "--set"))
                .hasMessageContaining("--set: prices.overrides: expected in a file");
    }
}
