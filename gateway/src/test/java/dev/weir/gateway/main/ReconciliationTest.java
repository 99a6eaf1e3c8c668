package dev.weir.gateway.main;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.derived.DerivedExchange;
import dev.weir.core.exchange.ExchangeIds;
import dev.weir.core.limit.Actual;
import dev.weir.core.limit.Tally;
import dev.weir.core.usage.Unit;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** What takes the place of an estimate after a kill. */
class ReconciliationTest {

    private static final Tally ESTIMATE = Tally.priced(5_000, 70_000_000);

    @Test
    void aWholeAnswerCountsAsItSays() {
        assertThat(actual("complete", null, 100, 7)).isEqualTo(Actual.of(107, 2_000_000));
    }

    /** The output that is stated at the beginning of a stream is not what was used. */
    @Test
    void anAnswerThatBrokeOffKeepsItsEstimate() {
        assertThat(actual("interrupted", null, 100, 1)).isEqualTo(Actual.UNKNOWN);
        assertThat(actual("client_disconnect", null, 100, 1)).isEqualTo(Actual.UNKNOWN);
        assertThat(actual("complete", "cut_stream", 100, 1)).isEqualTo(Actual.UNKNOWN);
    }

    @Test
    void whatIsStatedBeyondTheEstimateCounts() {
        assertThat(actual("interrupted", null, 6_000, 1)).isEqualTo(Actual.of(6_001, 2_000_000));
    }

    private static Actual actual(
            String outcome, @Nullable String finding, long input, long output) {
        return Reconciliation.actual(
                new DerivedExchange(
                        new ExchangeIds(new Random(1)).next(1_000),
                        Instant.EPOCH,
                        new DerivedExchange.Call(
                                "anthropic",
                                "anthropic",
                                "messages",
                                "/v1/messages",
                                200,
                                outcome,
                                outcome,
                                null,
                                "m",
                                "m",
                                true,
                                null,
                                null,
                                1_000,
                                null,
                                10,
                                10),
                        new DerivedExchange.Caller(null, null, null, null, null, null, List.of()),
                        DerivedExchange.Gateway.NONE,
                        null,
                        Map.of(Unit.INPUT_TOKENS, input, Unit.OUTPUT_TOKENS, output),
                        new DerivedExchange.Cost(2_000_000L, null, "table", "1", null, null),
                        "full",
                        finding,
                        List.of(),
                        Set.of()),
                ESTIMATE);
    }
}
