package dev.weir.bench.relay;

import dev.weir.bench.load.ChatRequests;
import dev.weir.bench.load.Histogram;
import dev.weir.bench.load.LoadDriver;
import dev.weir.bench.load.LoadResult;
import dev.weir.bench.load.Requests;
import dev.weir.bench.load.StreamResult;
import dev.weir.bench.load.Target;
import dev.weir.bench.report.Results;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One kind of load.
 *
 * @param id its short name in the raw figures
 * @param work plays it
 */
record Phase(String id, Work work) {
    private static final String SMALL_ANSWER = "bytes=2048";

    /** Plays a load against a target for a while. */
    @FunctionalInterface
    interface Work {
        Outcome play(LoadDriver driver, Target target, Duration length);
    }

    /**
     * What came of it.
     *
     * @param sent requests written
     * @param complete answers received whole
     * @param errors requests without
     * @param units requests or events
     * @param values figures by name
     */
    record Outcome(long sent, long complete, long errors, long units, Map<String, Double> values) {}

    /** All loads, in the order in which a round plays them. */
    static List<Phase> all(ChatRequests chat) {
        return List.of(
                saturated("post4k", chat.questions(4096, SMALL_ANSWER), 32),
                saturated("post200k", chat.conversations(SMALL_ANSWER), 16),
                new Phase(
                        "post4k-paced",
                        (driver, target, length) ->
                                requests(
                                        driver.constantRate(
                                                target,
                                                chat.questions(4096, SMALL_ANSWER),
                                                300,
                                                length))),
                streams("sse", chat, 200, 50),
                saturated("post4k-one", chat.questions(4096, SMALL_ANSWER), 1),
                saturated("first-token", chat.questions(4096, "events=2&us=1000"), 1),
                streams("gap", chat, 1, 500),
                saturated("throughput", chat.questions(1024, "bytes=10240&delay=10"), 128));
    }

    private static Phase saturated(String id, Requests.Factory requests, int connections) {
        return new Phase(
                id,
                (driver, target, length) ->
                        requests(driver.closedLoop(target, requests, connections, length)));
    }

    private static Phase streams(String id, ChatRequests chat, int count, int perSecond) {
        return new Phase(
                id,
                (driver, target, length) -> {
                    long events = Math.max(2, length.toMillis() * perSecond / 1000);
                    String query = "events=" + events + "&us=" + 1_000_000 / perSecond;
                    // Spread over 200 ms, so that the streams do not beat in step.
                    return events(
                            driver.streams(
                                            target,
                                            chat.questions(4096, query),
                                            count,
                                            Duration.ofMillis(200),
                                            length.plusSeconds(20))
                                    .result()
                                    .join());
                });
    }

    private static Outcome requests(LoadResult result) {
        Map<String, Double> values = new TreeMap<>();
        values.put("per-second", result.perSecond());
        percentiles(values, "latency", result.latency());
        percentiles(values, "first", result.firstByte());
        return new Outcome(
                result.sent(), result.complete(), result.errors(), result.complete(), values);
    }

    private static Outcome events(StreamResult result) {
        Map<String, Double> values = new TreeMap<>();
        percentiles(values, "delay", result.delay());
        percentiles(values, "gap", result.gap());
        return new Outcome(
                result.sent(), result.complete(), result.errors(), result.events(), values);
    }

    private static void percentiles(Map<String, Double> to, String name, Histogram histogram) {
        for (String percent : Results.PERCENTILES) {
            to.put(name + "-p" + percent, histogram.millis(Double.parseDouble(percent)));
        }
    }
}
