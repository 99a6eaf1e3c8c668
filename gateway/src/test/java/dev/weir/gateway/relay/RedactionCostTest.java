package dev.weir.gateway.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.rules.Policy;
import dev.weir.testkit.Bytes;
import dev.weir.testkit.corpus.Corpus;
import dev.weir.testkit.corpus.RecordedExchange;
import dev.weir.testkit.wire.RawClient;
import dev.weir.testkit.wire.Scripts;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What redaction costs in the relay: the CPU time of event loops and readers for a megabyte of
 * recorded traffic sent and answered, without rules and with each kind of them. It prints the rows
 * of the table in docs/gateway/redaction.md.
 */
@Tag("slow")
class RedactionCostTest {

    private static final int WARM_UP = 3;
    private static final int ROUNDS = 5;

    private enum Setup {
        NONE,
        ON_RECORD,
        ALL_KINDS_ON_RECORD,
        BEFORE_SENDING
    }

    @Test
    void redactionCostsLessThanItMay() throws Exception {
        List<RecordedExchange> traffic = traffic();
        List<RulesBench> benches = new ArrayList<>();
        try {
            for (Setup setup : Setup.values()) {
                benches.add(bench(setup));
            }
            double[][] costs = new double[benches.size()][ROUNDS];
            for (int round = -WARM_UP; round < ROUNDS; round++) {
                for (int i = 0; i < benches.size(); i++) {
                    double nanos = run(benches.get(i), traffic);
                    if (round >= 0) {
                        costs[i][round] = nanos;
                    }
                }
            }
            for (Setup setup : Setup.values()) {
                double[] sorted = costs[setup.ordinal()];
                Arrays.sort(sorted);
                double nanos = sorted[ROUNDS / 2];
                System.out.printf("%s: %.2f ms of CPU a MB%n", setup, nanos / 1e6);
                assertThat(nanos).isLessThan(200_000_000);
            }
        } finally {
            benches.forEach(RulesBench::close);
        }
    }

    private static RulesBench bench(Setup setup) throws Exception {
        RulesBench bench = new RulesBench();
        String rules =
                switch (setup) {
                    case NONE -> "";
                    case ON_RECORD -> "{}";
                    case ALL_KINDS_ON_RECORD -> "{\"kinds\":[\"secrets\",\"personal\"]}";
                    case BEFORE_SENDING -> "{\"apply\":\"forward_and_record\"}";
                };
        if (!rules.isEmpty()) {
            bench.redact("r", Policy.Mode.ENFORCE, rules);
        }
        bench.heldBytes = 256 << 20;
        return bench;
    }

    /** Nanoseconds of CPU for a megabyte through the relay, both directions counted. */
    private static double run(RulesBench bench, List<RecordedExchange> traffic) throws Exception {
        long before = cpu();
        long bytes = 0;
        try (RawClient client = bench.rig().client()) {
            for (RecordedExchange exchange : traffic) {
                bytes += call(bench, client, exchange);
            }
        }
        return (cpu() - before) / (bytes / 1e6);
    }

    private static long call(RulesBench bench, RawClient client, RecordedExchange exchange)
            throws Exception {
        Bytes answer = exchange.response().body();
        String type = exchange.response().headers().first("content-type");
        bench.provider.next(
                Scripts.answer(
                        200,
                        "Content-Type: " + (type == null ? "text/plain" : type) + "\r\n",
                        answer));
        Bytes body = exchange.request().body();
        client.send(
                        "POST /v1/messages HTTP/1.1\r\nHost: localhost:"
                                + bench.rig().port()
                                + "\r\nContent-Type: application/json\r\n"
                                + RulesBench.auth()
                                + "Content-Length: "
                                + body.length()
                                + "\r\n\r\n")
                .send(body);
        assertThat(client.answer().body().length()).isEqualTo(answer.length());
        return body.length() + answer.length();
    }

    /** CPU of the threads that serve calls. */
    private static long cpu() {
        var threads = ManagementFactory.getThreadMXBean();
        long sum = 0;
        for (var info : threads.getThreadInfo(threads.getAllThreadIds())) {
            Predicate<String> serves =
                    name -> name.startsWith("weir-loop") || name.startsWith("ForkJoinPool");
            if (info != null && serves.test(info.getThreadName())) {
                sum += threads.getThreadCpuTime(info.getThreadId());
            }
        }
        return sum;
    }

    /** Large exchanges whose bodies are not coded: half of them single ones, half agents' turns. */
    private static List<RecordedExchange> traffic() {
        List<RecordedExchange> all = new ArrayList<>();
        try (Stream<RecordedExchange> single = Corpus.recorded().exchanges();
                Stream<RecordedExchange> turns = Corpus.recorded().sessions("claude-code-wire")) {
            single.filter(RedactionCostTest::isLarge).limit(150).forEach(all::add);
            turns.filter(RedactionCostTest::isLarge).limit(150).forEach(all::add);
        }
        return all;
    }

    private static boolean isLarge(RecordedExchange exchange) {
        return exchange.request().body().length() + exchange.response().body().length() > 20_000
                && !exchange.request().headers().contains("content-encoding")
                && !exchange.response().headers().contains("content-encoding");
    }
}
