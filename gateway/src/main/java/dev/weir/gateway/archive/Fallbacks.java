package dev.weir.gateway.archive;

import dev.weir.gateway.spool.SpooledExchange;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

import org.jspecify.annotations.Nullable;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What happens where a step of archiving fails on an exchange: the fault is counted and logged, and
 * the exchange is stored without what the step would have given. No fault of this kind loses an
 * exchange or keeps others waiting.
 */
final class Fallbacks {

    /** The steps that an exchange can be stored without. */
    enum Step {
        /** Cutting a request body into blocks: it is stored in pieces. */
        CUT,
        /** Compressing a frame: it is stored as it is. */
        COMPRESS,
        /** Reading model and stream flag, finding the first token: they are left out. */
        DERIVE,
        /** Anything else: the exchange is stored again by itself, the plain way. */
        WHOLE;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final System.Logger LOG = System.getLogger("weir.archive");

    /** Faults that are logged in full; the same one may come with every exchange. */
    private static final int MOST_LOGGED = 20;

    private final Map<Step, Counter> counters = new EnumMap<>(Step.class);
    private final Consumer<Step> before;
    private int logged;

    /**
     * @param before called before each step; a test's may throw
     */
    Fallbacks(MeterRegistry meters, Consumer<Step> before) {
        this.before = before;
        for (Step step : Step.values()) {
            counters.put(step, meters.counter("weir.archive.fallbacks", "step", step.word()));
        }
    }

    /** Does the work of a step, or where it fails the other work. */
    <T extends @Nullable Object> T attempt(Step step, Supplier<T> work, Supplier<T> otherwise) {
        try {
            before.accept(step);
            return work.get();
        } catch (RuntimeException | StackOverflowError | InternalError e) {
            failed(step, e);
            return otherwise.get();
        }
    }

    private void failed(Step step, Throwable fault) {
        count(step);
        if (++logged <= MOST_LOGGED) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "archiving goes on without the step '" + step.word() + "', which failed",
                    fault);
        }
    }

    /** An exchange failed as a whole and is tried again in a plainer way. */
    void failed(SpooledExchange exchange, ArchiveWriter.Care care, Throwable fault) {
        count(Step.WHOLE);
        if (++logged <= MOST_LOGGED) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "exchange " + name(exchange) + " cannot be archived " + care.word(),
                    fault);
        }
    }

    private static String name(SpooledExchange exchange) {
        try {
            return exchange.opening().id().toString();
        } catch (RuntimeException | InternalError e) {
            return "without a readable opening";
        }
    }

    private void count(Step step) {
        Counter counter = counters.get(step);
        if (counter != null) {
            counter.increment();
        }
    }
}
