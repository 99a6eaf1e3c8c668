package dev.weir.gateway.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.access.Providers;
import dev.weir.core.archive.ArchiveIntake;
import dev.weir.core.archive.InMemoryArchive;
import dev.weir.core.archive.Query;
import dev.weir.core.capture.Loss;
import dev.weir.core.exchange.EndReason;
import dev.weir.core.exchange.Exchange;
import dev.weir.core.exchange.Side;
import dev.weir.core.exchange.Tag;
import dev.weir.core.exchange.Timeline;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/** Files that Weir did not write, and files that something happened to. */
class ImporterTest {

    private static final JsonMapper JSON = new JsonMapper();

    private final InMemoryArchive archive = new InMemoryArchive();

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = ImporterTest.class.getResourceAsStream("/intake/" + name)) {
            if (in == null) {
                throw new IOException("no resource " + name);
            }
            return in.readAllBytes();
        }
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(plain);
        }
        return out.toByteArray();
    }

    private Report run(ArchiveIntake intake, byte[] bytes, @Nullable Format format)
            throws InterruptedException {
        Providers providers = new Providers(Providers.wellKnown().values());
        return new Importer(intake, providers).run(new ByteArrayInputStream(bytes), format);
    }

    private Report run(byte[] bytes) throws InterruptedException {
        return run(archive, bytes, null);
    }

    private Report run(String text) throws InterruptedException {
        return run(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Oldest first. */
    private List<Exchange> all() {
        return archive.list(Query.newest(200)).items().reversed();
    }

    private String body(Exchange exchange, Side side) throws IOException {
        return new String(archive.body(exchange.id(), side).readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void aBrowsersEntriesAreOnRecordWithoutTheirCredentials() throws Exception {
        Report report = run(resource("browser.har"));
        assertThat(report.format()).isEqualTo(Format.HAR);
        assertThat(report.imported()).isEqualTo(3);
        assertThat(report.refused()).isEqualTo(1);
        assertThat(report.problems().getFirst().at()).isEqualTo(2);
        assertThat(report.problems().getFirst().reason()).startsWith("entry.request.url: expected");
        assertThat(report.broken()).isNull();

        Exchange chat = all().getFirst();
        assertThat(chat.provider()).isEqualTo("openai");
        assertThat(chat.path()).isEqualTo("/v1/chat/completions");
        assertThat(chat.requestedModel()).isEqualTo("gpt-5");
        assertThat(chat.stream()).isTrue();
        assertThat(chat.losses()).containsExactly(Loss.NOT_ON_WIRE);
        assertThat(chat.tags()).containsExactly(new Tag("source", "har"));
        assertThat(chat.startedAt()).isEqualTo(Instant.parse("2026-03-01T10:00:00.123Z"));
        assertThat(chat.timeline().firstByte()).isEqualTo(501_750_000);
        assertThat(chat.timeline().closed()).isEqualTo(1_234_567_000);
        assertThat(body(chat, Side.RESPONSE)).isEqualTo("data: [DONE]\n\n");
        assertThat(chat.request().headers().contains(":method")).isFalse();
        String kept =
                chat + chat.request().target() + chat.request().headers().first("authorization");
        assertThat(kept).contains("[credential").doesNotContain("sk-secret");
        assertThat(String.valueOf(chat.response())).doesNotContain("abcdef0123456789");
        assertThat(chat.response()).isNotNull();

        Exchange gone = all().get(1);
        assertThat(gone.response()).isNull();
        assertThat(gone.end()).isEqualTo(EndReason.CLIENT_CANCEL);
        assertThat(gone.request().target()).isEqualTo("/");
        assertThat(gone.timeline().lastByte()).isEqualTo(Timeline.NEVER);
        Exchange picture = all().get(2);
        assertThat(picture.request().target()).isEqualTo("/pic.png");
        assertThat(picture.responseBody().length()).isEqualTo(4711);
        assertThat(picture.responseBody().kept()).isZero();
    }

    @Test
    void whatIsImportedTwiceIsThereOnce() throws Exception {
        for (String file : List.of("browser.har", "transcript.jsonl")) {
            Report first = run(resource(file));
            assertThat(first.imported()).isEqualTo(3);
            Report again = run(gzip(resource(file)));
            assertThat(again.imported()).isZero();
            assertThat(again.known()).isEqualTo(3);
        }
        assertThat(all()).hasSize(6);
    }

    @Test
    void aTranscriptGivesAnExchangeForEachAnswer() throws Exception {
        Report report = run(resource("transcript.jsonl"));
        assertThat(report.format()).isEqualTo(Format.CLAUDE_CODE);
        assertThat(report.imported()).isEqualTo(3);
        assertThat(report.passedOver()).isEqualTo(4);
        assertThat(report.refused()).isEqualTo(1);
        assertThat(report.problems().getFirst().at()).isEqualTo(9);

        Exchange first = all().getFirst();
        assertThat(first.losses()).containsExactly(Loss.NOT_ON_WIRE);
        assertThat(first.tags())
                .containsExactly(
                        new Tag("source", "claude-code-transcript"),
                        new Tag("session", "5d9c2b1e-0000-4000-8000-000000000001"),
                        new Tag("branch", "main"));
        assertThat(first.request().headers().first("x-claude-code-session-id"))
                .isEqualTo("5d9c2b1e-0000-4000-8000-000000000001");
        assertThat(first.upstream()).isNull();
        assertThat(first.stream()).isFalse();
        assertThat(first.requestedModel()).isEqualTo("claude-sonnet-4-5");
        assertThat(first.startedAt()).isEqualTo(Instant.parse("2026-03-01T10:00:00.200Z"));
        assertThat(first.timeline().closed()).isEqualTo(2_800_000_000L);
        assertThat(body(first, Side.REQUEST))
                .isEqualTo(
                        """
                        {"model":"claude-sonnet-4-5","messages":[{"role":"user","content":\
                        [{"type":"text","text":"List the files and count them"}]}]}""");
        JsonNode answer = JSON.readTree(body(first, Side.RESPONSE));
        assertThat(answer.path("content")).hasSize(3);
        assertThat(answer.path("content").path(2).path("id").asString()).isEqualTo("toolu_B");
        assertThat(answer.path("stop_reason").asString()).isEqualTo("tool_use");
        assertThat(answer.path("usage").path("output_tokens").asInt()).isEqualTo(61);
    }

    @Test
    void bothResultsOfToolsThatRanTogetherAreInTheRequest() throws Exception {
        run(resource("transcript.jsonl"));
        JsonNode messages = JSON.readTree(body(all().get(1), Side.REQUEST)).path("messages");
        assertThat(messages).hasSize(3);
        assertThat(messages.path(1).path("content")).hasSize(3);
        JsonNode results = messages.path(2).path("content");
        assertThat(results).hasSize(2);
        assertThat(results.path(0).path("tool_use_id").asString()).isEqualTo("toolu_A");
        assertThat(results.path(1).path("tool_use_id").asString()).isEqualTo("toolu_B");
        assertThat(body(all().get(1), Side.RESPONSE)).contains("src. \ud83d\ude42");
    }

    @Test
    void aCompactionBeginsAnew() throws Exception {
        run(resource("transcript.jsonl"));
        JsonNode messages = JSON.readTree(body(all().get(2), Side.REQUEST)).path("messages");
        assertThat(messages).hasSize(1);
        assertThat(messages.path(0).path("content")).hasSize(2);
        assertThat(messages.path(0).path("content").path(1).path("text").asString())
                .isEqualTo("And now?");
    }

    @Test
    void whatIsNothingThatIsKnownSaysSo() throws Exception {
        for (String text : List.of("", "hello", "[]", "{\"a\":1}", "<html>", "\u001f\u008b")) {
            Report report = run(text);
            assertThat(report.format()).as(text).isNull();
            assertThat(report.broken()).as(text).isNotNull();
        }
    }

    @Test
    void aHarFileThatEndsEarlyGivesWhatWasWhole() throws Exception {
        byte[] whole = resource("browser.har");
        String text = new String(whole, StandardCharsets.UTF_8);
        int cut = text.indexOf("{\"startedDateTime\":\"2026-03-01T10:00:03");
        Report report = run(text.substring(0, cut + 40));
        assertThat(report.imported()).isEqualTo(2);
        assertThat(report.broken()).contains("after entry 4");
        byte[] packed = gzip(whole);
        Report packedReport =
                run(
                        new InMemoryArchive(),
                        java.util.Arrays.copyOf(packed, packed.length - 9),
                        null);
        assertThat(packedReport.broken()).isNotNull();
    }

    /** Whatever happens to the bytes, the import comes to an end and says what it made of them. */
    @Test
    void anyBytesComeToAnEnd() throws Exception {
        Random random = new Random(5);
        List<byte[]> seeds = List.of(resource("browser.har"), resource("transcript.jsonl"));
        List<Format> formats = List.of(Format.values());
        for (int i = 0; i < 600; i++) {
            byte[] bytes = seeds.get(i % 2).clone();
            for (int n = random.nextInt(8); n >= 0; n--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            Format format = formats.get(random.nextInt(formats.size()));
            Report report = run(new InMemoryArchive(), bytes, random.nextBoolean() ? format : null);
            long seen = report.imported() + report.known() + report.refused() + report.passedOver();
            assertThat(seen > 0 || report.broken() != null).isTrue();
            assertThat(JSON.readTree(report.json()).path("imported").asLong())
                    .isEqualTo(report.imported());
        }
    }

    @Test
    void anArchiveThatTakesNothingEndsTheImport() throws Exception {
        ArchiveIntake full =
                incoming -> {
                    throw new IOException("the archive is being closed");
                };
        Report report = run(full, resource("browser.har"), null);
        assertThat(report.imported()).isZero();
        assertThat(report.broken()).isEqualTo("the archive is being closed");
    }

    @Test
    void oneThatCannotBeStoredKeepsNoOtherWaiting() throws Exception {
        int[] puts = {0};
        ArchiveIntake intake =
                incoming -> {
                    int number = puts[0]++;
                    return atMost -> {
                        if (number == 1) {
                            throw new ArchiveIntake.NotStored("not this one");
                        }
                        return true;
                    };
                };
        Report report = run(intake, resource("browser.har"), null);
        assertThat(report.imported()).isEqualTo(2);
        assertThat(report.problems()).contains(new Report.Problem(3, "not this one"));
    }
}
