package dev.weir.gateway.main;

import dev.weir.core.derived.Derived;
import dev.weir.core.derived.DerivedExchange;
import dev.weir.core.exchange.ExchangeId;
import dev.weir.core.exchange.Outcome;
import dev.weir.core.limit.Actual;
import dev.weir.core.limit.Reservation;
import dev.weir.core.limit.Tally;
import dev.weir.core.usage.Unit;
import dev.weir.gateway.limits.LocalLimiter;
import dev.weir.gateway.metering.CutAnswer;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Puts real figures in the place of the estimates of calls that were under way when a process
 * before this one was killed, as soon as what was recorded of them has been read. What is not on
 * record keeps its estimate until that lapses.
 */
final class Reconciliation {

    private static final Logger LOG = System.getLogger("weir.main");

    private final LocalLimiter limiter;
    private final Function<String, Derived> derived;

    /**
     * @param derived what an organisation's exchanges mean, by its id
     */
    Reconciliation(LocalLimiter limiter, Function<String, Derived> derived) {
        this.limiter = limiter;
        this.derived = derived;
    }

    /**
     * Settles what it can.
     *
     * @param patience how long the archive and what reads it may take to be through with what was
     *     recorded before
     */
    void run(Duration patience) {
        List<Reservation> open = new ArrayList<>(limiter.adopted());
        if (open.isEmpty()) {
            return;
        }
        int settled = 0;
        try {
            for (Reservation each : open) {
                Derived rows = derived.apply(each.organisation());
                if (rows.settle(patience) && settle(each, rows)) {
                    settled++;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "calls under way at a kill keep their estimates", e);
        }
        LOG.log(
                Level.INFO,
                "limits: {0} of {1} calls that were under way at a kill have their real figures",
                settled,
                open.size());
    }

    private boolean settle(Reservation reservation, Derived rows) throws IOException {
        Optional<DerivedExchange> row = rows.find(exchange(reservation.exchange()));
        return row.isPresent()
                && limiter.reconcile(
                        reservation.organisation(),
                        reservation.exchange(),
                        actual(row.get(), reservation.estimate()));
    }

    /**
     * Each place that an exchange was sent to has a reservation of its own: its name and a count.
     */
    private static ExchangeId exchange(String name) {
        int mark = name.indexOf('~');
        return ExchangeId.parse(mark < 0 ? name : name.substring(0, mark));
    }

    /**
     * What a call used. Of an answer that broke off some providers have stated nearly no output:
     * the estimate stands then, unless more is stated.
     */
    static Actual actual(DerivedExchange row, Tally estimate) {
        Long input = row.count(Unit.INPUT_TOKENS);
        Long output = row.count(Unit.OUTPUT_TOKENS);
        if (input == null && output == null) {
            return row.call().status() >= 400 ? Actual.of(0, 0) : Actual.UNKNOWN;
        }
        long tokens = (input == null ? 0 : input) + (output == null ? 0 : output);
        if (isCut(row) && tokens < estimate.tokens()) {
            return Actual.UNKNOWN;
        }
        Long nanos = row.cost().nanos();
        return nanos == null ? Actual.unpriced(tokens) : Actual.of(tokens, Math.max(0, nanos));
    }

    private static boolean isCut(DerivedExchange row) {
        String finding = row.finding();
        return !row.call().outcome().equals(Outcome.COMPLETE.word())
                || finding != null && CutAnswer.isCut(finding);
    }
}
