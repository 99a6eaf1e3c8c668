package dev.weir.testkit.session;

import dev.weir.core.exchange.ExchangeId;
import dev.weir.core.exchange.Headers;
import dev.weir.core.session.AnswerClues;
import dev.weir.core.session.AnswerReader;
import dev.weir.core.session.ClientTool;
import dev.weir.core.session.Clues;
import dev.weir.core.session.CluesReader;
import dev.weir.core.session.RequestClues;
import dev.weir.testkit.corpus.Corpus;
import dev.weir.testkit.corpus.RecordedExchange;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * The clues of recorded sessions, in the order in which the exchanges began. All come from one
 * client, so that nothing but what they say tells them apart.
 *
 * @param tool the tool that was recorded
 * @param session its session in the corpus
 * @param thread its thread in the corpus
 * @param at when it began
 * @param clues what it offers
 */
record RecordedClues(String tool, String session, String thread, Instant at, Clues clues) {

    static final List<String> TOOLS =
            List.of("claude-code", "claude-code-wire", "codex", "pi", "swe-agent");

    private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();

    /** Sessions without times are laid beside each other, a step every half minute. */
    private static final Instant UNTIMED = Instant.parse("2026-02-10T12:00:00Z");

    /** What was read and how much time of a CPU the reading took. */
    record Reading(List<RecordedClues> clues, long bytes, long nanos) {}

    /** Reads the sessions of these tools. */
    static Reading read(Corpus corpus, List<String> tools) {
        List<RecordedClues> all = new ArrayList<>();
        long[] bytes = new long[1];
        long[] nanos = new long[1];
        for (String tool : tools) {
            int[] step = new int[1];
            String[] session = {""};
            try (Stream<RecordedExchange> turns = corpus.sessions(tool)) {
                turns.forEach(
                        turn -> {
                            byte[] body = turn.request().body().array();
                            long start = CPU.getCurrentThreadCpuTime();
                            RequestClues request = CluesReader.read(body);
                            nanos[0] += CPU.getCurrentThreadCpuTime() - start;
                            bytes[0] += body.length;
                            String id = String.valueOf(turn.session());
                            step[0] = id.equals(session[0]) ? step[0] + 1 : 0;
                            session[0] = id;
                            Instant at =
                                    turn.at() == null
                                            ? UNTIMED.plusSeconds(30L * step[0])
                                            : turn.at();
                            all.add(
                                    new RecordedClues(
                                            tool,
                                            id,
                                            turn.thread(),
                                            at,
                                            clues(turn, at, all.size(), request)));
                        });
            }
        }
        all.sort(Comparator.comparing(one -> one.clues.id()));
        return new Reading(all, bytes[0], nanos[0]);
    }

    /** Reads the single exchanges; the recording stands in place of the session. */
    static List<RecordedClues> singles(Corpus corpus) {
        List<RecordedClues> all = new ArrayList<>();
        try (Stream<RecordedExchange> exchanges = corpus.exchanges()) {
            exchanges
                    .filter(one -> !one.tags().contains("synthetic"))
                    .forEach(
                            one -> {
                                Instant at = UNTIMED.plusSeconds(all.size());
                                RequestClues request =
                                        CluesReader.read(one.request().body().array());
                                all.add(
                                        new RecordedClues(
                                                "single",
                                                one.recording(),
                                                "",
                                                at,
                                                clues(one, at, all.size(), request)));
                            });
        }
        return all;
    }

    private static Clues clues(
            RecordedExchange turn, Instant at, int number, RequestClues request) {
        Headers headers = turn.request().headers();
        AnswerClues answer = AnswerReader.read(answer(turn.response()), true);
        return new Clues(
                id(at, number),
                "",
                "one client",
                turn.provider(),
                turn.request().method(),
                turn.request().path(),
                headers,
                List.of(),
                ClientTool.of(headers, List.of()),
                request,
                answer,
                turn.response().status() != 200);
    }

    private static ExchangeId id(Instant at, int number) {
        return new ExchangeId(at.toEpochMilli() << 16 | 0x7000, 1L << 63 | number);
    }

    /** The decoded answer; what is left of one that breaks off counts. */
    private static byte[] answer(RecordedExchange.Response response) {
        byte[] body = response.body().array();
        if (!response.headers().hasToken("content-encoding", "gzip")) {
            return body;
        }
        ByteArrayOutputStream decoded = new ByteArrayOutputStream();
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
            in.transferTo(decoded);
        } catch (IOException _) {
            // Some recordings say gzip of a body that was decoded when it was written down.
            return decoded.size() == 0 ? body : decoded.toByteArray();
        }
        return decoded.toByteArray();
    }

    /** The same, moved so that each session begins at the same moment. */
    static List<RecordedClues> together(List<RecordedClues> timed) {
        Map<String, Instant> first = new HashMap<>();
        for (RecordedClues one : timed) {
            first.merge(one.session, one.at, (a, b) -> a.isBefore(b) ? a : b);
        }
        List<RecordedClues> moved = new ArrayList<>();
        for (RecordedClues one : timed) {
            Instant start = first.getOrDefault(one.session, UNTIMED);
            Instant at = UNTIMED.plus(Duration.between(start, one.at));
            moved.add(
                    new RecordedClues(
                            one.tool, one.session, one.thread, at, one.renamed(at, moved.size())));
        }
        moved.sort(Comparator.comparing(one -> one.clues.id()));
        return moved;
    }

    private Clues renamed(Instant at, int number) {
        return clues(id(at, number), clues.headers(), clues.request());
    }

    /** As if the client had sent no identifier, neither in a field nor in the body. */
    RecordedClues anonymous() {
        String agent = clues.headers().first("user-agent");
        Headers headers = agent == null ? Headers.EMPTY : Headers.of("user-agent", agent);
        return new RecordedClues(
                tool, session, thread, at, clues(clues.id(), headers, clues.request().anonymous()));
    }

    private Clues clues(ExchangeId id, Headers headers, RequestClues request) {
        return new Clues(
                id,
                clues.owner(),
                clues.client(),
                clues.provider(),
                clues.method(),
                clues.path(),
                headers,
                clues.tags(),
                clues.tool(),
                request,
                clues.answer(),
                clues.failed());
    }
}
