package dev.weir.core.pricing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.usage.Unit;
import dev.weir.core.usage.Usage;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Costs of recorded exchanges, worked out by hand from the usage on record and the provider's
 * prices. docs/reading/cost.md shows the same sums. Where a new table changes one, look at it.
 */
class CostByHandTest {

    private static final Pricing PRICING = new Pricing(PriceTable.builtIn(), PriceOverrides.NONE);

    /** Noon of a day on which the recordings' prices hold. */
    private static final String DAY = "2026-09-01T12:00:00Z";

    /**
     * @param id the exchange in the recorded traffic
     * @param counts inclusive counts: units and numbers in turn
     * @param sum US dollars, worked out by hand
     */
    record Case(
            String id,
            String host,
            String model,
            String at,
            @Nullable String tier,
            List<Object> counts,
            String sum) {

        Costing cost() {
            Map<Unit, Long> units = new EnumMap<>(Unit.class);
            for (int i = 0; i < counts.size(); i += 2) {
                units.put((Unit) counts.get(i), ((Integer) counts.get(i + 1)).longValue());
            }
            return PRICING.cost(
                    new Pricing.Call("", host, List.of(model), Instant.parse(at)),
                    new Usage(units, tier, null, null, ""));
        }

        @Override
        public String toString() {
            return id;
        }
    }

    static Stream<Case> cases() {
        return Stream.of(
                // 3 new input * 3 + 14 written for 5 minutes * 3.75 + 2056 for an hour * 6
                // + 459 output * 15 = 9 + 52.5 + 12336 + 6885 = 19282.5 millionths.
                new Case(
                        "dd-trace-py-5f4f585998e7",
                        "api.anthropic.com",
                        "claude-sonnet-4-20250514",
                        DAY,
                        "standard",
                        List.of(
                                Unit.INPUT_TOKENS,
                                2073,
                                Unit.CACHE_READ_TOKENS,
                                0,
                                Unit.CACHE_WRITE_TOKENS,
                                2070,
                                Unit.CACHE_WRITE_5M_TOKENS,
                                14,
                                Unit.CACHE_WRITE_1H_TOKENS,
                                2056,
                                Unit.OUTPUT_TOKENS,
                                459),
                        "0.0192825"),
                // 4 * 3 + 6 * 3.75 + 8845 read * 0.3 + 193 * 15 = 12 + 22.5 + 2653.5 + 2895.
                new Case(
                        "pydantic-ai-39c413e00808",
                        "api.anthropic.com",
                        "claude-sonnet-4-6",
                        DAY,
                        "standard",
                        List.of(
                                Unit.INPUT_TOKENS,
                                8855,
                                Unit.CACHE_READ_TOKENS,
                                8845,
                                Unit.CACHE_WRITE_TOKENS,
                                6,
                                Unit.CACHE_WRITE_5M_TOKENS,
                                6,
                                Unit.OUTPUT_TOKENS,
                                193),
                        "0.005583"),
                // 27118 * 3 + 600 * 15 + 2 searches at 10 dollars for a thousand
                // = 81354 + 9000 + 20000.
                new Case(
                        "ai-d56a3df49ad4",
                        "api.anthropic.com",
                        "claude-sonnet-4-20250514",
                        DAY,
                        "standard",
                        List.of(
                                Unit.INPUT_TOKENS,
                                27118,
                                Unit.OUTPUT_TOKENS,
                                600,
                                Unit.WEB_SEARCHES,
                                2,
                                Unit.WEB_FETCHES,
                                0),
                        "0.110354"),
                // Batch, half price: (20 * 1 + 5 * 5) / 2.
                new Case(
                        "ruby_llm-5aced9c8ee2c",
                        "api.anthropic.com",
                        "claude-haiku-4-5-20251001",
                        DAY,
                        "batch",
                        List.of(
                                Unit.INPUT_TOKENS,
                                20,
                                Unit.CACHE_READ_TOKENS,
                                0,
                                Unit.OUTPUT_TOKENS,
                                5),
                        "0.0000225"),
                // 140 new * 2.5 + 1280 read * 1.25 + 100 * 10 = 350 + 1600 + 1000.
                new Case(
                        "dd-trace-py-99f582680b4e",
                        "api.openai.com",
                        "gpt-4o-2024-08-06",
                        DAY,
                        "default",
                        List.of(
                                Unit.INPUT_TOKENS,
                                1420,
                                Unit.CACHE_READ_TOKENS,
                                1280,
                                Unit.INPUT_AUDIO_TOKENS,
                                0,
                                Unit.OUTPUT_TOKENS,
                                100,
                                Unit.OUTPUT_REASONING_TOKENS,
                                0),
                        "0.00295"),
                // Reasoning is output: 4171 * 1.75 + 3072 * 0.175 + 423 * 14
                // = 7299.25 + 537.6 + 5922.
                new Case(
                        "ai-bb81e4156d01",
                        "api.openai.com",
                        "gpt-5.3-codex",
                        DAY,
                        null,
                        List.of(
                                Unit.INPUT_TOKENS,
                                7243,
                                Unit.CACHE_READ_TOKENS,
                                3072,
                                Unit.OUTPUT_TOKENS,
                                423,
                                Unit.OUTPUT_REASONING_TOKENS,
                                58),
                        "0.01375885"),
                // Priority doubles gpt-5: (8 * 1.25 + 82 * 10) * 2 = 830 * 2.
                new Case(
                        "openllmetry-3b16f8b07903",
                        "api.openai.com",
                        "gpt-5-2025-08-07",
                        DAY,
                        "priority",
                        List.of(
                                Unit.INPUT_TOKENS,
                                8,
                                Unit.OUTPUT_TOKENS,
                                82,
                                Unit.OUTPUT_REASONING_TOKENS,
                                64),
                        "0.00166"),
                // 2 answered + 42 thought: 8 * 0.3 + 3512 read * 0.03 + 44 * 2.5
                // = 2.4 + 105.36 + 110.
                new Case(
                        "pydantic-ai-36abfe8fe175",
                        "generativelanguage.googleapis.com",
                        "models/gemini-2.5-flash",
                        DAY,
                        "standard",
                        List.of(
                                Unit.INPUT_TOKENS,
                                3520,
                                Unit.INPUT_TEXT_TOKENS,
                                3520,
                                Unit.CACHE_READ_TOKENS,
                                3512,
                                Unit.CACHE_TEXT_READ_TOKENS,
                                3512,
                                Unit.OUTPUT_TOKENS,
                                44,
                                Unit.OUTPUT_REASONING_TOKENS,
                                42),
                        "0.00021776"),
                // Sound has its price, picture has not: 15796 * 0.3 + 1917 * 1 + 1276 * 2.5
                // = 4738.8 + 1917 + 3190.
                new Case(
                        "pydantic-ai-a1df3f03b018",
                        "generativelanguage.googleapis.com",
                        "gemini-2.5-flash",
                        DAY,
                        null,
                        List.of(
                                Unit.INPUT_TOKENS,
                                17713,
                                Unit.INPUT_TEXT_TOKENS,
                                16,
                                Unit.INPUT_VIDEO_TOKENS,
                                15780,
                                Unit.INPUT_AUDIO_TOKENS,
                                1917,
                                Unit.OUTPUT_TOKENS,
                                1276,
                                Unit.OUTPUT_REASONING_TOKENS,
                                1176),
                        "0.0098458"),
                // Not recorded, since nothing so large is: a cliff takes all tokens, output too:
                // 200001 * 2.5 + 100 * 15 = 500002.5 + 1500.
                new Case(
                        "not recorded: above 200,000",
                        "aiplatform.googleapis.com",
                        "publishers/google/models/gemini-2.5-pro",
                        DAY,
                        "ON_DEMAND",
                        List.of(Unit.INPUT_TOKENS, 200001, Unit.OUTPUT_TOKENS, 100),
                        "0.5015025"),
                // 17 * 0.29 + 1107 * 0.59 = 4.93 + 653.13.
                new Case(
                        "ai-26e56bd99cef",
                        "api.groq.com",
                        "qwen/qwen3-32b",
                        DAY,
                        "on_demand",
                        List.of(
                                Unit.INPUT_TOKENS,
                                17,
                                Unit.OUTPUT_TOKENS,
                                1107,
                                Unit.OUTPUT_REASONING_TOKENS,
                                963),
                        "0.00065806"),
                // The table has no price for reading this cache: 268 * 2 + 5 * 6 = 536 + 30.
                new Case(
                        "pydantic-ai-9d8028ed5945",
                        "api.mistral.ai",
                        "mistral-large-latest",
                        DAY,
                        null,
                        List.of(
                                Unit.INPUT_TOKENS,
                                268,
                                Unit.CACHE_READ_TOKENS,
                                224,
                                Unit.OUTPUT_TOKENS,
                                5),
                        "0.000566"),
                // By day: 19 missed * 0.55 + 320 hit * 0.14 + 83 * 2.19 = 10.45 + 44.8 + 181.77.
                new Case(
                        "ai-02aa46319ac2",
                        "api.deepseek.com",
                        "deepseek-reasoner",
                        DAY,
                        null,
                        List.of(
                                Unit.INPUT_TOKENS,
                                339,
                                Unit.CACHE_READ_TOKENS,
                                320,
                                Unit.OUTPUT_TOKENS,
                                83,
                                Unit.OUTPUT_REASONING_TOKENS,
                                39),
                        "0.00023702"),
                // 10 * 0.3 + 2 read * 0.075 + (1 + 228 reasoned) * 0.5 = 3 + 0.15 + 114.5. The
                // provider states 1176500 ticks of 1e-10 dollars: the same to the last digit.
                new Case(
                        "ai-cb9992d447f1",
                        "api.x.ai",
                        "grok-3-mini",
                        DAY,
                        null,
                        List.of(
                                Unit.INPUT_TOKENS,
                                12,
                                Unit.CACHE_READ_TOKENS,
                                2,
                                Unit.OUTPUT_TOKENS,
                                229,
                                Unit.OUTPUT_REASONING_TOKENS,
                                228),
                        "0.00011765"),
                // 11 * 3 + 1028 written * 3.75 + 264 * 15 = 33 + 3855 + 3960.
                new Case(
                        "dd-trace-py-1b0444e0a9c7",
                        "bedrock-runtime.us-east-1.amazonaws.com",
                        "us.anthropic.claude-3-7-sonnet-20250219-v1%3A0",
                        DAY,
                        null,
                        List.of(
                                Unit.INPUT_TOKENS,
                                1039,
                                Unit.CACHE_READ_TOKENS,
                                0,
                                Unit.CACHE_WRITE_TOKENS,
                                1028,
                                Unit.OUTPUT_TOKENS,
                                264),
                        "0.007848"),
                // 550 * 3 + 12 * 15 = 1650 + 180. The provider states 0.00183.
                new Case(
                        "pydantic-ai-8c2f5fae9a4c",
                        "openrouter.ai",
                        "anthropic/claude-4.5-sonnet-20250929",
                        DAY,
                        null,
                        List.of(
                                Unit.INPUT_TOKENS,
                                550,
                                Unit.CACHE_READ_TOKENS,
                                0,
                                Unit.OUTPUT_TOKENS,
                                12),
                        "0.00183"));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theCostIsWhatTheHandWorkedOut(Case each) {
        assertThat(each.cost()).isInstanceOf(Cost.class);
        Cost cost = (Cost) each.cost();
        assertThat(cost.total()).isEqualByComparingTo(each.sum());
        assertThat(Cost.dollars(cost.nanos())).isEqualByComparingTo(each.sum());
        assertThat(cost.unbilled()).isEmpty();
        assertThat(cost.tableVersion()).isEqualTo(PriceTable.builtIn().version());
    }

    @Test
    void theOffPeakHoursOfDeepseekAreCheaper() {
        // At night: 19 * 0.135 + 320 * 0.035 + 83 * 0.55 = 2.565 + 11.2 + 45.65.
        Case day = cases().filter(c -> c.id().equals("ai-02aa46319ac2")).findFirst().orElseThrow();
        Case night =
                new Case(
                        day.id(),
                        day.host(),
                        day.model(),
                        "2026-09-01T20:00:00Z",
                        null,
                        day.counts(),
                        "");
        assertThat(((Cost) night.cost()).total()).isEqualByComparingTo("0.000059415");
    }

    @Test
    void readingACacheSavesAndWritingOnePays() {
        Case both =
                cases().filter(c -> c.id().equals("pydantic-ai-39c413e00808")).findFirst().get();
        Cost cost = (Cost) both.cost();
        // 8845 * (3 - 0.3) and 6 * (3.75 - 3).
        assertThat(cost.cacheSaved()).isEqualByComparingTo("0.0238815");
        assertThat(cost.cachePaid()).isEqualByComparingTo("0.0000045");
    }

    @Test
    void theDocumentShowsTheSameSums() throws IOException {
        String page =
                Files.readString(
                        Path.of(System.getProperty("weir.root"), "docs", "reading", "cost.md"));
        List<Case> recorded = cases().filter(c -> !c.id().startsWith("not")).toList();
        assertThat(recorded).hasSizeGreaterThanOrEqualTo(10);
        for (Case each : recorded) {
            assertThat(page.lines().filter(line -> line.contains(each.id())))
                    .as(each.id())
                    .singleElement()
                    .asString()
                    .contains("| " + new BigDecimal(each.sum()).toPlainString() + " |");
        }
    }
}
