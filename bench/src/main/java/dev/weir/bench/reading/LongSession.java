package dev.weir.bench.reading;

import dev.weir.bench.archive.MemoryExchange;
import dev.weir.bench.archive.RecordedSessions;
import dev.weir.core.derived.DerivedPage;
import dev.weir.core.derived.SessionQuery;
import dev.weir.core.exchange.ExchangeId;
import dev.weir.core.exchange.ExchangeIds;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * One session of very many steps, through archive and deriver, and one very large body. The
 * conversation is sent again with every step, and begins anew with a summary every 250 steps, as
 * coding agents do.
 */
final class LongSession {

    private static final long BEGIN = 1_750_000_000_000L;
    private static final int COMPACTED_EVERY = 250;
    private static final int STEP_BYTES = 600;
    private static final int WORDS = 60_000;
    private static final int PAGE = 200;
    private static final int TIMES = 100;

    /**
     * What was seen.
     *
     * @param steps calls of the session
     * @param capturedMegabytes bytes of their bodies
     * @param deriveSeconds CPU of the deriver for all of them
     * @param open the session itself
     * @param firstPage its first 200 exchanges
     * @param anyPage 200 exchanges from anywhere in it
     * @param allPages all of its exchanges, a page after the other
     * @param largeMegabytes a body of this size
     * @param largeMillis CPU to derive it, the median of some
     */
    record Figures(
            int steps,
            double capturedMegabytes,
            double deriveSeconds,
            Timing open,
            Timing firstPage,
            Timing anyPage,
            Timing allPages,
            double largeMegabytes,
            double largeMillis) {}

    private final ExchangeIds ids = new ExchangeIds(new Random(31));
    private final Random random = new Random(32);
    private long clock = BEGIN;

    Figures measure(int steps, int largeBytes) throws Exception {
        double[] large = Stage.inNewDirectory(directory -> large(new Stage(directory), largeBytes));
        return Stage.inNewDirectory(
                directory -> {
                    try (Stage stage = new Stage(directory)) {
                        return session(stage, steps, large);
                    }
                });
    }

    private double[] large(Stage opened, int bytes) throws Exception {
        try (Stage stage = opened) {
            StringBuilder body = new StringBuilder("{\"model\":\"m\",\"messages\":[");
            int messages = 0;
            while (body.length() < bytes) {
                body.append(messages == 0 ? "" : ",").append(message(messages++, 20_000));
            }
            stage.put(exchange(body.append("]}").toString(), 1));
            stage.settleArchive();
            stage.startDeriver();
            stage.settleRows();
            List<Long> nanos = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                long before = Stage.deriverCpu();
                stage.derived().deriveAll(count -> {});
                if (i > 4) {
                    nanos.add(Stage.deriverCpu() - before);
                }
            }
            nanos.sort(null);
            return new double[] {body.length() / 1e6, nanos.get(nanos.size() / 2) / 1e6};
        }
    }

    private Figures session(Stage stage, int steps, double[] large) throws Exception {
        long bytes = 0;
        StringBuilder conversation = new StringBuilder();
        for (int step = 0; step < steps; step++) {
            if (step % COMPACTED_EVERY == 0) {
                conversation.setLength(0);
                conversation.append(message(0, 3_000));
            } else {
                conversation.append(',').append(message(1, STEP_BYTES));
                conversation.append(',').append(message(2, STEP_BYTES));
            }
            String body = "{\"model\":\"m\",\"messages\":[" + conversation + "]}";
            bytes += body.length();
            stage.put(exchange(body, step));
        }
        stage.settleArchive();
        stage.startDeriver();
        stage.settleRows();
        long cpu = Stage.deriverCpu();
        String id =
                stage.derived()
                        .sessions(new SessionQuery(1, null, null, null, null))
                        .items()
                        .getFirst()
                        .id();
        List<ExchangeId> all = pages(stage, id);
        if (all.size() != steps) {
            throw new IllegalStateException(all.size() + " of " + steps + " steps are there");
        }
        return new Figures(
                steps,
                bytes / 1e6,
                cpu / 1e9,
                Timing.of(
                        "the session",
                        TIMES,
                        5,
                        time -> stage.derived().session(id).isPresent() ? 1 : 0),
                Timing.of(
                        "its first 200 exchanges",
                        TIMES,
                        5,
                        time -> stage.derived().exchanges(id, PAGE, null).items().size()),
                Timing.of(
                        "200 from anywhere",
                        TIMES,
                        5,
                        time ->
                                stage.derived()
                                        .exchanges(
                                                id,
                                                PAGE,
                                                all.get(time * 7_919 % (all.size() - PAGE)))
                                        .items()
                                        .size()),
                Timing.of("all of it, page by page", 10, 10, time -> pages(stage, id).size()),
                large[0],
                large[1]);
    }

    private static List<ExchangeId> pages(Stage stage, String id) throws Exception {
        List<ExchangeId> all = new ArrayList<>();
        @Nullable ExchangeId after = null;
        do {
            DerivedPage page = stage.derived().exchanges(id, PAGE, after);
            page.items().forEach(item -> all.add(item.id()));
            after = page.next();
        } while (after != null);
        return all;
    }

    private String message(int number, int length) {
        StringBuilder text = new StringBuilder(length + 64);
        text.append("{\"role\":\"").append(number % 2 == 0 ? "user" : "assistant");
        text.append("\",\"content\":\"");
        while (text.length() < length) {
            double rare = random.nextDouble();
            text.append(Long.toString((long) (WORDS * rare * rare * rare), 36)).append(' ');
        }
        return text.append("\"}").toString();
    }

    private MemoryExchange exchange(String body, int number) {
        clock += 4_000;
        String answer =
                "{\"id\":\"c"
                        + number
                        + "\",\"model\":\"m\",\"choices\":[{\"index\":0,\"message\":"
                        + message(1, 200)
                        + ",\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":10,"
                        + "\"completion_tokens\":5}}";
        return new MemoryExchange(
                ids.next(clock),
                new RecordedSessions.Turn(
                        "long",
                        number,
                        "openai",
                        "/v1/chat/completions",
                        List.of(
                                "content-type",
                                "application/json",
                                "user-agent",
                                "opencode/1.0.0",
                                "x-session-id",
                                "a-session-of-very-many-steps"),
                        body.getBytes(StandardCharsets.UTF_8),
                        200,
                        List.of("content-type", "application/json"),
                        answer.getBytes(StandardCharsets.UTF_8)));
    }
}
