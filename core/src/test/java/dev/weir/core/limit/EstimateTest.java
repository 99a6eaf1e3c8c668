package dev.weir.core.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.core.pricing.PriceOverrides;
import dev.weir.core.pricing.PriceTable;
import dev.weir.core.pricing.Pricing;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.List;

class EstimateTest {

    private static final Pricing PRICING = new Pricing(PriceTable.builtIn(), PriceOverrides.NONE);

    private static Estimate estimate(
            String model, long bytes, @Nullable Long asked, @Nullable Long most, boolean caches) {
        return Estimate.of(
                Estimate.Basis.DEFAULT,
                new Estimate.Request(bytes, asked, most, 1, caches, null),
                PRICING,
                new Pricing.Call(
                        "anthropic",
                        "api.anthropic.com",
                        List.of(model),
                        Instant.parse("2026-11-01T00:00:00Z")));
    }

    @Test
    void inputGoesByTheBodyAndOutputByWhatIsAskedForOrPossible() {
        Estimate asked = estimate("claude-sonnet-4-5", 3_001, 1_000L, 64_000L, false);
        assertThat(asked.input()).isEqualTo(2_501);
        assertThat(asked.output()).isEqualTo(1_000);
        assertThat(asked.tokens()).isEqualTo(3_501);
        assertThat(estimate("claude-sonnet-4-5", 0, 100_000L, 64_000L, false).output())
                .isEqualTo(64_000);
        assertThat(estimate("claude-sonnet-4-5", 0, null, 64_000L, false).output())
                .isEqualTo(64_000);
        assertThat(estimate("claude-sonnet-4-5", 0, null, null, false).output()).isEqualTo(16_384);
    }

    @Test
    void moneyIsByTheTableAndCacheWritesCountAtTheirDearest() {
        // 3 dollars a million tokens of input, 15 of output; writes for an hour cost 6.
        assertThat(estimate("claude-sonnet-4-5", 295_500, 1_000L, null, false).nanos())
                .isEqualTo(300_000_000L + 15_000_000L);
        assertThat(estimate("claude-sonnet-4-5", 295_500, 1_000L, null, true).nanos())
                .isEqualTo(600_000_000L + 15_000_000L);
    }

    @Test
    void anUnknownModelHasNoMoneyRatherThanNone() {
        assertThat(estimate("nobody-knows-this", 300, 10L, null, true).nanos()).isNull();
    }

    @Test
    void aWantWithAnIdentifierTooLongIsRefusedWhenItIsMade() {
        assertThatThrownBy(
                        () ->
                                new Want(
                                        "org",
                                        "x",
                                        "u".repeat(65),
                                        List.of(),
                                        null,
                                        null,
                                        null,
                                        1,
                                        1L,
                                        ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("user");
    }

    @Test
    void absurdRequestsStayInRange() {
        Estimate huge =
                Estimate.of(
                        Estimate.Basis.DEFAULT,
                        new Estimate.Request(
                                Long.MAX_VALUE, Long.MAX_VALUE, null, 1_000, true, null),
                        PRICING,
                        new Pricing.Call(
                                "anthropic", "", List.of("claude-sonnet-4-5"), Instant.EPOCH));
        assertThat(huge.tokens()).isEqualTo(Long.MAX_VALUE);
    }
}
