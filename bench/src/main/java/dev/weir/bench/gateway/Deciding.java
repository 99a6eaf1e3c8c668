package dev.weir.bench.gateway;

import com.sun.management.ThreadMXBean;

import dev.weir.core.rules.Ask;
import dev.weir.core.rules.Identity;
import dev.weir.core.rules.Luck;
import dev.weir.core.rules.Verdict;
import dev.weir.core.token.TokenText;

import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;

/** How long it takes to find out who calls, and to decide. */
final class Deciding {

    private static final int WARM = 1_000_000;
    private static final int MEASURED = 1_000_000;
    private static final int PLACES = 4_096;
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    private static final Luck LUCK =
            new Luck() {
                @Override
                public int draw(int bound) {
                    return 0;
                }

                @Override
                public boolean isCooling(String provider, String key) {
                    return false;
                }
            };

    /**
     * One size.
     *
     * @param size users, and of each a token, a key and a route
     * @param whoNanos finding out who calls: hashing the token and looking it up
     * @param decideNanos the decision alone
     * @param bothP50 both, half within; in nanoseconds
     * @param bothP99 both, 99 of 100 within
     * @param bothP999 both, 999 of 1,000 within
     * @param bytes allocated for both
     */
    record Figures(
            int size,
            double whoNanos,
            double decideNanos,
            double bothP50,
            double bothP99,
            double bothP999,
            double bytes) {}

    private final People people;
    private final Ask[] asks;
    private final TokenText[] tokens;

    /** Keeps the machine from leaving the work out. */
    private long done;

    Deciding(int size) {
        people = new People(size);
        Random random = new Random(7);
        asks = new Ask[PLACES];
        tokens = new TokenText[PLACES];
        String[] models = {People.ROUTE, "team", "model-7-large", "claude-opus-4-5"};
        for (int i = 0; i < PLACES; i++) {
            tokens[i] = people.tokens.get(random.nextInt(people.tokens.size()));
            asks[i] =
                    new Ask(
                            known(tokens[i]).caller(),
                            people.way,
                            models[random.nextInt(models.length)],
                            20_000,
                            Ask.BodyFacts.UNREAD);
        }
    }

    private Identity.Known known(TokenText token) {
        return (Identity.Known) people.rules.identify(people.hasher.of(token), NOW);
    }

    private void who(int i) {
        done += known(tokens[i]).caller().teams().size();
    }

    private void decide(int i) {
        if (!(people.rules.decide(asks[i], LUCK) instanceof Verdict.Go go)) {
            throw new IllegalStateException("a call was refused that is allowed");
        }
        done += go.plan().attempts().size();
    }

    Figures measure() {
        for (int i = 0; i < WARM; i++) {
            who(i % PLACES);
            people.rules.need(asks[i % PLACES].caller());
            decide(i % PLACES);
        }
        double who = average(this::who);
        double decide = average(this::decide);
        double bytes = bytes(MEASURED);
        long[] nanos = new long[MEASURED];
        for (int i = 0; i < MEASURED; i++) {
            int at = i % PLACES;
            long before = System.nanoTime();
            who(at);
            decide(at);
            nanos[i] = System.nanoTime() - before;
        }
        Arrays.sort(nanos);
        if (done == 0) {
            throw new IllegalStateException("nothing was decided");
        }
        return new Figures(
                people.tokens.size(),
                who,
                decide,
                nanos[MEASURED / 2],
                nanos[(int) (MEASURED * 0.99)],
                nanos[(int) (MEASURED * 0.999)],
                bytes);
    }

    /** What is allocated to find out who calls, and to decide, in the mean of so many calls. */
    double bytes(int calls) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < calls; i++) {
            who(i % PLACES);
            decide(i % PLACES);
        }
        return (double) (threads.getCurrentThreadAllocatedBytes() - before) / calls;
    }

    private interface Step {
        void at(int place);
    }

    /** Processor time of this thread alone, in the best of several rounds. */
    private static double average(Step step) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        double best = Double.MAX_VALUE;
        for (int round = 0; round < 7; round++) {
            long before = threads.getCurrentThreadCpuTime();
            for (int i = 0; i < MEASURED / 4; i++) {
                step.at(i % PLACES);
            }
            best = Math.min(best, (threads.getCurrentThreadCpuTime() - before) / (MEASURED / 4.0));
        }
        return best;
    }
}
