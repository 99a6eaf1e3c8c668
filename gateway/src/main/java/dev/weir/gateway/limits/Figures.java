package dev.weir.gateway.limits;

import dev.weir.core.limit.Figure;
import dev.weir.core.limit.LimitRule;
import dev.weir.core.limit.LimitRules.Limit;
import dev.weir.core.limit.Quantity;
import dev.weir.core.limit.Tally;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The tightest limit of each quantity: that of which the smallest share is left. */
final class Figures {

    private final Instant now;
    private final List<Figure> tightest = new ArrayList<>(4);

    private Figures(Instant now) {
        this.now = now;
    }

    static List<Figure> of(List<Check> checks, Instant now) {
        Figures figures = new Figures(now);
        for (int i = 0; i < checks.size(); i++) {
            Check check = checks.get(i);
            figures.add(check.account(), check.limit(), check.meter(), check.counter());
        }
        return figures.tightest;
    }

    private void add(
            Account account, Limit limit, @Nullable Meter meter, @Nullable Counter counter) {
        if (limit.rule().mode() == LimitRule.Mode.DRY_RUN) {
            return;
        }
        Quantity quantity = limit.rule().quantity();
        long remaining = remaining(account, limit, meter, counter);
        int place = place(quantity);
        if (place >= 0 && !isTighter(remaining, limit.units(), tightest.get(place))) {
            return;
        }
        Duration reset =
                meter != null
                        ? meter.reset()
                        : counter != null
                                ? Duration.between(now, counter.period.end())
                                : Duration.ZERO;
        Figure figure = new Figure(quantity, limit.units(), remaining, reset);
        if (place >= 0) {
            tightest.set(place, figure);
        } else {
            tightest.add(figure);
        }
    }

    private static long remaining(
            Account account, Limit limit, @Nullable Meter meter, @Nullable Counter counter) {
        long left;
        if (meter != null) {
            left = meter.available();
        } else if (counter != null) {
            left =
                    limit.units()
                            - Tally.sum(
                                    Values.of(limit.rule(), counter.used),
                                    Values.of(limit.rule(), counter.reserved));
        } else {
            left = limit.units() - account.running;
        }
        return Math.max(0, left);
    }

    private static boolean isTighter(long remaining, long limit, Figure than) {
        return (double) remaining * than.limit() < (double) than.remaining() * limit;
    }

    private int place(Quantity quantity) {
        for (int i = 0; i < tightest.size(); i++) {
            if (tightest.get(i).quantity() == quantity) {
                return i;
            }
        }
        return -1;
    }
}
