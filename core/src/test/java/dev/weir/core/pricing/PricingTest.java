package dev.weir.core.pricing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.core.usage.Unit;
import dev.weir.core.usage.Usage;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reasons without a cost, cliffs, tiers, and an organisation's own prices, on a small table. */
class PricingTest {

    private static final String TABLE =
            """
            {"format":"weir-prices/1","version":"test.1","sources":[{"id":"t","date":"2026-01-01","licence":"none"}]}
            {"provider":"acme","names":["acme-ai"],"hosts":["api.acme.example","*.acme.example"]}
            {"of":"acme","model":"large","match":["large","large-####"],"prices":[{"input_tokens":[1,200,2],"output_tokens":[10,200,20],"cache_read_tokens":[0.1,200,0.2],"web_searches":10}],"factors":{"batch":0.5,"flex":{"input_tokens":0.4,"output_tokens":0.5}},"source":"t"}
            {"of":"acme","model":"sound","prices":[{"input_tokens":1,"cache_read_tokens":0.1,"input_audio_tokens":8,"output_tokens":2}],"source":"t"}
            {"of":"acme","model":"later","prices":[{"from":"2026-06-01","input_tokens":1}],"source":"t"}
            {"of":"acme","model":"asked","prices":[{"input_tokens":1,"output_tokens":1,"requests":5}],"source":"t"}
            {"provider":"reseller","names":[],"hosts":["reseller.example/acme/*"],"fallback":["acme"]}
            """;

    private static final Instant NOON = Instant.parse("2026-05-01T12:00:00Z");

    private final Pricing pricing = new Pricing(table(TABLE), PriceOverrides.NONE);

    static PriceTable table(String text) {
        try {
            return PriceTable.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Usage usage(Map<Unit, Long> counts) {
        return new Usage(counts, null, null, null, "");
    }

    private static Usage tier(@Nullable String tier, @Nullable String speed) {
        return new Usage(
                Map.of(Unit.INPUT_TOKENS, 100L, Unit.OUTPUT_TOKENS, 10L), tier, speed, null, "");
    }

    private static Pricing.Call call(String model) {
        return new Pricing.Call("acme", "api.acme.example", List.of(model), NOON);
    }

    private static BigDecimal total(Costing costing) {
        assertThat(costing).isInstanceOf(Cost.class);
        return ((Cost) costing).total();
    }

    private static Unpriced.Reason reason(Costing costing) {
        assertThat(costing).isInstanceOf(Unpriced.class);
        return ((Unpriced) costing).reason();
    }

    @Test
    void atTheThresholdTheLowerPriceHoldsAndAboveItTheHigherForAllTokens() {
        Costing at =
                pricing.cost(
                        call("large"),
                        usage(Map.of(Unit.INPUT_TOKENS, 200L, Unit.OUTPUT_TOKENS, 10L)));
        Costing above =
                pricing.cost(
                        call("large"),
                        usage(Map.of(Unit.INPUT_TOKENS, 201L, Unit.OUTPUT_TOKENS, 10L)));
        assertThat(total(at)).isEqualByComparingTo("0.0003");
        assertThat(total(above)).isEqualByComparingTo("0.000602");
    }

    @Test
    void theThresholdIsOnTheWholeInputWithTheCache() {
        Costing cost =
                pricing.cost(
                        call("large"),
                        usage(Map.of(Unit.INPUT_TOKENS, 201L, Unit.CACHE_READ_TOKENS, 200L)));
        assertThat(total(cost)).isEqualByComparingTo("0.000042");
    }

    @Test
    void anInputThatIsNotStatedIsTheSumOfItsParts() {
        Costing cost = pricing.cost(call("large"), usage(Map.of(Unit.CACHE_READ_TOKENS, 201L)));
        assertThat(total(cost)).isEqualByComparingTo("0.0000402");
    }

    @ParameterizedTest
    @CsvSource({
        "reseller, reseller.example/acme/v1, large, ''",
        "'', https://eu.acme.example:8443/v1, LARGE-2026, ''",
        "acme-ai, gateway.example, large, ''",
        "acme, api.acme.example, huge, unknown_model",
        "acme, api.acme.example, later, no_price_then",
        "other, gateway.example, large, unknown_provider",
        "reseller2, reseller.example/other, large, unknown_provider",
        "acme, 127.0.0.1:8080, large, local",
        "acme, localhost, large, local",
        "acme, [::1]:8080, large, local",
        "acme, 192.168.1.7, large, local",
        "ollama, gpu-box.example, llama3, local",
        "ollama, ollama.com, llama3, unknown_provider",
        "chatgpt, chatgpt.com, gpt-5, subscription"
    })
    void whoBillsIsToldByTheHostThenByTheName(
            String provider, String upstream, String model, String reason) {
        Costing cost =
                pricing.cost(
                        new Pricing.Call(provider, upstream, List.of(model), NOON),
                        usage(Map.of(Unit.INPUT_TOKENS, 100L)));
        if (reason.isEmpty()) {
            assertThat(total(cost)).isEqualByComparingTo("0.0001");
        } else {
            assertThat(reason(cost).word()).isEqualTo(reason);
        }
    }

    @Test
    void theFirstModelNameThatHasAPriceCounts() {
        Pricing.Call call = new Pricing.Call("acme", "", List.of("deployment-7", "large"), NOON);
        assertThat(((Cost) pricing.cost(call, tier(null, null))).model()).isEqualTo("large");
    }

    @Test
    void withoutUsageThereIsNoCostAndAnExplicitZeroIsZero() {
        assertThat(reason(pricing.cost(call("large"), Usage.NONE)))
                .isEqualTo(Unpriced.Reason.NO_USAGE);
        assertThat(total(pricing.cost(call("large"), usage(Map.of(Unit.INPUT_TOKENS, 0L)))))
                .isZero();
    }

    @Test
    void usageThatContradictsItselfIsNotBilled() {
        Costing more =
                pricing.cost(
                        call("large"),
                        usage(Map.of(Unit.INPUT_TOKENS, 5L, Unit.CACHE_READ_TOKENS, 6L)));
        assertThat(reason(more)).isEqualTo(Unpriced.Reason.INCONSISTENT_USAGE);
        assertThat(((Unpriced) more).detail()).contains("cache_read_tokens 6", "input_tokens 5");
        Costing parts =
                pricing.cost(
                        call("sound"),
                        usage(
                                Map.of(
                                        Unit.INPUT_TOKENS, 10L,
                                        Unit.CACHE_READ_TOKENS, 6L,
                                        Unit.INPUT_AUDIO_TOKENS, 6L)));
        assertThat(reason(parts)).isEqualTo(Unpriced.Reason.INCONSISTENT_USAGE);
    }

    @Test
    void whatIsWithinTwoPricedUnitsIsBilledOnceAtTheDearer() {
        // 4 of 10 are both sound and read from the cache: 3 new + 1 read * 0.1 + 2 sound * 8
        // + 4 * 8.
        Cost cost =
                (Cost)
                        pricing.cost(
                                call("sound"),
                                usage(
                                        Map.of(
                                                Unit.INPUT_TOKENS, 10L,
                                                Unit.CACHE_READ_TOKENS, 5L,
                                                Unit.INPUT_AUDIO_TOKENS, 6L,
                                                Unit.CACHE_AUDIO_READ_TOKENS, 4L)));
        assertThat(cost.total()).isEqualByComparingTo("0.0000511");
        assertThat(cost.lines().stream().mapToLong(Cost.Line::count).sum()).isEqualTo(10);
    }

    @Test
    void whatHasNoPriceAtAllIsNamedAndAloneHasNoCost() {
        Cost some =
                (Cost)
                        pricing.cost(
                                call("large"),
                                usage(Map.of(Unit.INPUT_TOKENS, 10L, Unit.WEB_FETCHES, 3L)));
        assertThat(some.unbilled()).containsExactly(Unit.WEB_FETCHES);
        Costing none = pricing.cost(call("large"), usage(Map.of(Unit.AUDIO_SECONDS, 3L)));
        assertThat(reason(none)).isEqualTo(Unpriced.Reason.NO_PRICE_FOR_UNITS);
    }

    @Test
    void aCallIsOneRequestWhereRequestsHaveAPrice() {
        assertThat(total(pricing.cost(call("asked"), tier(null, null))))
                .isEqualByComparingTo("0.00511");
    }

    @ParameterizedTest
    @CsvSource({
        "default, standard, 0.0002",
        "on_demand, , 0.0002",
        "batch, , 0.0001",
        "BATCH, standard, 0.0001",
        "flex, , 0.00009",
        "ON_DEMAND_FLEX, , 0.00009",
        "batch, flex, 0.000045"
    })
    void tiersMultiplyThePricesOfTokens(
            @Nullable String tier, @Nullable String speed, String expected) {
        assertThat(total(pricing.cost(call("large"), tier(tier, speed))))
                .isEqualByComparingTo(expected);
    }

    @Test
    void aTierDoesNotChangeThePriceOfASearch() {
        Usage usage =
                new Usage(
                        Map.of(Unit.INPUT_TOKENS, 100L, Unit.WEB_SEARCHES, 1L),
                        "batch",
                        null,
                        null,
                        "");
        assertThat(total(pricing.cost(call("large"), usage))).isEqualByComparingTo("0.01005");
    }

    @Test
    void aTierThatTheTableDoesNotHaveHasNoCost() {
        Costing cost = pricing.cost(call("large"), tier("priority", null));
        assertThat(reason(cost)).isEqualTo(Unpriced.Reason.UNKNOWN_TIER);
        assertThat(((Unpriced) cost).detail()).isEqualTo("priority");
    }

    @Test
    void theProvidersOwnStatementIsKeptBesideAndChangesNothing() {
        Usage usage = new Usage(Map.of(Unit.INPUT_TOKENS, 100L), null, null, "0.7", "");
        Costing cost = pricing.cost(call("large"), usage);
        assertThat(cost.statedCost()).isEqualTo("0.7");
        assertThat(total(cost)).isEqualByComparingTo("0.0001");
        assertThat(pricing.cost(call("huge"), usage).statedCost()).isEqualTo("0.7");
    }

    private static PriceOverride override(
            String name,
            @Nullable String provider,
            String model,
            @Nullable String tier,
            @Nullable LocalDate from,
            Map<Unit, BigDecimal> prices,
            String factor) {
        return new PriceOverride(name, provider, model, tier, from, prices, new BigDecimal(factor));
    }

    private static Pricing with(PriceOverride... overrides) {
        return new Pricing(table(TABLE), new PriceOverrides(List.of(overrides)));
    }

    @Test
    void anOverrideWinsOverTheTableAndIsNamed() {
        Pricing own =
                with(
                        override(
                                "contract",
                                "acme",
                                "lar*",
                                null,
                                null,
                                Map.of(
                                        Unit.INPUT_TOKENS, new BigDecimal("0.5"),
                                        Unit.OUTPUT_TOKENS, new BigDecimal("3")),
                                "1"));
        Cost cost = (Cost) own.cost(call("large-2026"), tier("batch", null));
        assertThat(cost.override()).isEqualTo("contract");
        assertThat(cost.total()).isEqualByComparingTo("0.00004");
        assertThat(((Cost) own.cost(call("asked"), tier(null, null))).override()).isNull();
    }

    @Test
    void aFactorAloneKeepsTheTablesPrices() {
        Pricing own = with(override("discount", null, "*", null, null, Map.of(), "0.9"));
        assertThat(total(own.cost(call("large"), tier(null, null))))
                .isEqualByComparingTo("0.00018");
        assertThat(reason(own.cost(call("huge"), tier(null, null))))
                .isEqualTo(Unpriced.Reason.UNKNOWN_MODEL);
    }

    @Test
    void anOverridePricesWhatTheTableDoesNotKnow() {
        PriceOverride local =
                override(
                        "power",
                        "ollama",
                        "llama3*",
                        null,
                        null,
                        Map.of(Unit.OUTPUT_TOKENS, new BigDecimal("0.02")),
                        "1");
        Costing cost =
                with(local)
                        .cost(
                                new Pricing.Call(
                                        "ollama", "127.0.0.1:11434", List.of("llama3:8b"), NOON),
                                tier(null, null));
        assertThat(total(cost)).isEqualByComparingTo("0.0000002");
        assertThat(((Cost) cost).unbilled()).containsExactly(Unit.INPUT_TOKENS);
    }

    @Test
    void anOverrideHoldsFromItsDayAndTheLastOneCounts() {
        Map<Unit, BigDecimal> one = Map.of(Unit.INPUT_TOKENS, BigDecimal.ONE);
        Map<Unit, BigDecimal> two = Map.of(Unit.INPUT_TOKENS, BigDecimal.TWO);
        Pricing own =
                with(
                        override("first", null, "large", null, null, one, "1"),
                        override("second", null, "large", null, LocalDate.of(2026, 5, 1), two, "1"),
                        override("third", null, "large", null, LocalDate.of(2026, 5, 2), two, "1"));
        List<@Nullable String> names = new ArrayList<>();
        for (String at :
                List.of("2026-04-30T23:59:59Z", "2026-05-01T00:00:00Z", "2026-05-02T00:00:00Z")) {
            Pricing.Call call = new Pricing.Call("acme", "", List.of("large"), Instant.parse(at));
            names.add(((Cost) own.cost(call, tier(null, null))).override());
        }
        assertThat(names).containsExactly("first", "second", "third");
    }

    @Test
    void anOverrideForATierStandsInPlaceOfItsFactor() {
        Pricing own = with(override("prio", null, "large", "priority", null, Map.of(), "3"));
        assertThat(total(own.cost(call("large"), tier("priority", null))))
                .isEqualByComparingTo("0.0006");
        assertThat(total(own.cost(call("large"), tier("default", null))))
                .isEqualByComparingTo("0.0002");
    }

    @Test
    void anOverrideThatChangesNothingOrIsNegativeIsRefused() {
        assertThatThrownBy(() -> override("x", null, "m", null, null, Map.of(), "1"))
                .hasMessageContaining("expected a price");
        assertThatThrownBy(() -> override("x", null, "m", null, null, Map.of(), "-1"))
                .hasMessageContaining("negative");
        assertThatThrownBy(() -> override(" ", null, "m", null, null, Map.of(), "2"))
                .hasMessageContaining("name");
    }
}
