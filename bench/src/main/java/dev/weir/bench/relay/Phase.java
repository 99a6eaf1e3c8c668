package dev.weir.bench.relay;

import dev.weir.bench.load.ChatRequests;
import dev.weir.bench.load.LoadDriver;
import dev.weir.bench.load.LoadResult;
import dev.weir.bench.load.Requests;
import dev.weir.bench.load.StreamResult;
import dev.weir.bench.load.Target;

import java.time.Duration;
import java.util.List;
import java.util.Map;

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
        return new Outcome(
                result.sent(),
                result.complete(),
                result.errors(),
                result.complete(),
                Map.of(
                        "per-second", result.perSecond(),
                        "latency-p50", result.latency().millis(50),
                        "latency-p99", result.latency().millis(99),
                        "first-p50", result.firstByte().millis(50),
                        "first-p99", result.firstByte().millis(99)));
    }

    private static Outcome events(StreamResult result) {
        return new Outcome(
                result.sent(),
                result.complete(),
                result.errors(),
                result.events(),
                Map.of(
                        "delay-p50", result.delay().millis(50),
                        "delay-p99", result.delay().millis(99),
                        "gap-p50", result.gap().millis(50),
                        "gap-p99", result.gap().millis(99)));
    }
}
