package dev.weir.bench.archive;

import dev.weir.core.archive.Archive;
import dev.weir.core.exchange.ExchangeIds;
import dev.weir.gateway.archive.ArchiveStore;
import dev.weir.gateway.archive.Archiver;
import dev.weir.gateway.archive.SqliteArchive;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * What the archiver costs where nothing is long: requests of 4 KB that begin alike and go on with
 * new text, answers of 2 KB, 300 in a commit. No two bodies are equal, so nothing is saved by
 * sharing.
 */
public final class SmallExchanges {

    private static final int REQUEST = 4 * 1024;
    private static final int ANSWER = 2 * 1024;
    private static final int INSTRUCTIONS = 480;
    private static final int WAITING = 600;
    private static final int WORDS = 4_000;
    private static final String[] SYLLABLES = {
        "ka", "re", "ton", "mi", "sel", "va", "ord", "in", "per", "lu", "tra", "ed", "ing", "com",
        "ist", "u"
    };

    private final Random random = new Random(5);
    private final String[] words = words();
    private final String instructions = text(INSTRUCTIONS);
    private final ExchangeIds ids = new ExchangeIds(new Random(6));
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private long clock = 1_750_000_000_000L;
    private int serial;

    private String[] words() {
        String[] made = new String[WORDS];
        for (int i = 0; i < WORDS; i++) {
            StringBuilder word = new StringBuilder();
            int syllables = 1 + (i > 40 ? 1 : 0) + random.nextInt(i > 400 ? 3 : 1);
            for (int s = 0; s < syllables; s++) {
                word.append(SYLLABLES[random.nextInt(SYLLABLES.length)]);
            }
            made[i] = word.toString();
        }
        return made;
    }

    /** Text that compresses about as text does: common words often, rare ones seldom. */
    private String text(int length) {
        StringBuilder text = new StringBuilder(length + 16);
        while (text.length() < length) {
            double u = random.nextDouble();
            text.append(words[(int) (WORDS * u * u * u)])
                    .append(random.nextInt(12) == 0 ? ". " : " ");
        }
        return text.substring(0, length);
    }

    public MemoryExchange next(boolean streamed) {
        serial++;
        clock += 1;
        String head =
                "{\"model\":\"mock-1\",\"messages\":[{\"role\":\"system\",\"content\":\""
                        + instructions
                        + "\"},{\"role\":\"user\",\"content\":\"Question "
                        + serial
                        + ": ";
        String tail = streamed ? "\"}],\"stream\":true}" : "\"}]}";
        String request = head + text(REQUEST - head.length() - tail.length()) + tail;
        return new MemoryExchange(
                ids.next(clock),
                new RecordedSessions.Turn(
                        "small",
                        serial,
                        "openai",
                        "/v1/chat/completions",
                        List.of(
                                "accept",
                                "application/json",
                                "content-type",
                                "application/json",
                                "user-agent",
                                "OpenAI/Python 2.1.0",
                                "x-stainless-lang",
                                "python",
                                "x-stainless-os",
                                "Linux",
                                "accept-encoding",
                                "identity",
                                "content-length",
                                Integer.toString(request.length())),
                        request.getBytes(StandardCharsets.US_ASCII),
                        200,
                        List.of(
                                "date",
                                "Tue, 28 Jul 2026 10:00:00 GMT",
                                "content-type",
                                streamed ? "text/event-stream" : "application/json",
                                "x-request-id",
                                "req_" + Long.toHexString(random.nextLong()),
                                "openai-processing-ms",
                                Integer.toString(200 + random.nextInt(900)),
                                "server",
                                "cloudflare"),
                        (streamed ? events() : answer()).getBytes(StandardCharsets.US_ASCII)));
    }

    private String answer() {
        String head =
                "{\"id\":\"chatcmpl-"
                        + Long.toHexString(random.nextLong())
                        + "\",\"object\":\"chat.completion\",\"created\":1750000000,\"model\":"
                        + "\"mock-1\",\"choices\":[{\"index\":0,\"message\":{\"role\":"
                        + "\"assistant\",\"content\":\"";
        String tail =
                "\"},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":"
                        + random.nextInt(2_000)
                        + ",\"completion_tokens\":"
                        + random.nextInt(900)
                        + "}}";
        return head + text(ANSWER - head.length() - tail.length()) + tail;
    }

    private String events() {
        StringBuilder events = new StringBuilder(ANSWER + 200);
        String id = Long.toHexString(random.nextLong());
        while (events.length() < ANSWER) {
            events.append("data: {\"id\":\"chatcmpl-")
                    .append(id)
                    .append("\",\"object\":\"chat.completion.chunk\",\"model\":\"mock-1\",")
                    .append("\"choices\":[{\"index\":0,\"delta\":{\"content\":\"")
                    .append(text(10))
                    .append("\"}}]}\n\n");
        }
        return events.append("data: [DONE]\n\n").toString();
    }

    /**
     * What a round of exchanges cost.
     *
     * @param micros of the archiver's CPU an exchange
     * @param fileBytes by how much the file grew, an exchange
     */
    record Round(double micros, double fileBytes) {}

    /** Runs rounds of exchanges. The first ones are slower: the program is not yet compiled. */
    List<Round> run(Path data, int rounds, int inRound, boolean streamed)
            throws IOException, InterruptedException {
        List<Round> report = new ArrayList<>();
        MemoryFeed feed = new MemoryFeed(inRound);
        try (ArchiveStore store = ArchiveStore.open(data)) {
            Archive archive = new SqliteArchive(store, feed);
            try (Archiver archiver = new Archiver(store, feed, new SimpleMeterRegistry())) {
                archiver.start();
                long file = 0;
                for (int round = 1; round <= rounds; round++) {
                    MemoryExchange[] exchanges = new MemoryExchange[inRound];
                    for (int i = 0; i < inRound; i++) {
                        exchanges[i] = next(streamed);
                    }
                    long before = archiverCpu();
                    for (int from = 0; from < inRound; from += WAITING) {
                        // A spool gives what is there: whole commits.
                        feed.putAll(
                                List.of(exchanges)
                                        .subList(from, Math.min(inRound, from + WAITING)));
                        archive.settle(Duration.ofMinutes(2));
                    }
                    double micros = (archiverCpu() - before) / 1e3 / inRound;
                    long now = data.resolve("archive.db").toFile().length();
                    report.add(new Round(micros, (now - file) / (double) inRound));
                    file = now;
                }
            }
        }
        return report;
    }

    private long archiverCpu() {
        for (long id : threads.getAllThreadIds()) {
            var info = threads.getThreadInfo(id);
            if (info != null && info.getThreadName().equals("weir-archiver")) {
                return threads.getThreadCpuTime(id);
            }
        }
        return 0;
    }
}
