package dev.weir.gateway.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.exchange.Exchange;
import dev.weir.core.exchange.Headers;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;

class DiffsTest {

    private static final String FIRST =
            """
            {"model":"claude-sonnet-4-5","max_tokens":10,"system":"Be brief.",
            "messages":[{"role":"user","content":"fix the %s tests please"}]}""";

    private static final String ANSWER =
            """
            {"id":"m","type":"message","role":"assistant","model":"claude-sonnet-4-5",
            "content":[{"type":"text","text":"It is %s"}],"stop_reason":"end_turn",
            "usage":{"input_tokens":1,"output_tokens":2}}""";

    private ConsoleFixture console;

    @SuppressWarnings("NullAway.Init")
    DiffsTest() {}

    @BeforeEach
    void start() throws IOException {
        console = new ConsoleFixture();
    }

    @AfterEach
    void stop() {
        console.close();
    }

    private Exchange put(String request, String answer) {
        return console.put(new Samples.Wish(), utf8(request), utf8(answer));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private Wire.Answer diff(Exchange a, Exchange b, String more) throws IOException {
        return console.get("/api/v1/diff?a=" + a.id() + "&b=" + b.id() + more);
    }

    @Test
    void aChangedWordIsToldWithWhatStandsAroundIt() throws IOException {
        Exchange a = put(FIRST.formatted("slow"), ANSWER.formatted("done"));
        Exchange b = put(FIRST.formatted("flaky"), ANSWER.formatted("done"));
        JsonNode found = diff(a, b, "&context=8").json();
        assertThat(found.path("same").asBoolean()).isFalse();
        assertThat(found.path("a").path("id").asString()).isEqualTo(a.id().toString());
        JsonNode request = found.path("request");
        assertThat(request.path("method").asString()).isEqualTo("turn");
        assertThat(request.path("relation").asString()).isEqualTo("edited");
        assertThat(request.path("breaksAt").asString()).isEqualTo("messages[0]");
        assertThat(request.path("bytes").path("firstDifference").asLong())
                .isEqualTo(FIRST.indexOf("%s"));
        JsonNode messages = request.path("sections").path(2);
        assertThat(messages.path("name").asString()).isEqualTo("messages");
        JsonNode change = messages.path("changes").path(0);
        assertThat(change.path("a").asString()).isEqualTo("messages[0].parts[0].text");
        assertThat(change.path("text").path("runs").path(0).toString())
                .isEqualTo("{\"op\":\"same\",\"length\":8,\"text\":\"fix the \",\"end\":null}");
        assertThat(change.path("text").path("runs").path(1).path("text").asString())
                .isEqualTo("slow");
        assertThat(change.path("text").path("runs").path(3).path("text").asString())
                .isEqualTo(" tests p");
        assertThat(found.path("response").isNull()).isTrue();
    }

    @Test
    void answersAreComparedWhereAskedFor() throws IOException {
        Exchange a = put(FIRST.formatted("slow"), ANSWER.formatted("done"));
        Exchange b = put(FIRST.formatted("slow"), ANSWER.formatted("broken"));
        assertThat(diff(a, b, "").json().path("same").asBoolean()).isTrue();
        JsonNode both = diff(a, b, "&what=both").json();
        assertThat(both.path("same").asBoolean()).isFalse();
        assertThat(both.path("request").path("same").asBoolean()).isTrue();
        assertThat(both.path("response").path("same").asBoolean()).isFalse();
        assertThat(diff(a, b, "&what=response").json().path("request").isNull()).isTrue();
    }

    @Test
    void encodedBodiesAreDecodedAndWhatCannotBeIsComparedAsItPassed() throws IOException {
        Samples.Wish coded = new Samples.Wish();
        coded.request = Headers.of("Content-Type", "application/json", "Content-Encoding", "gzip");
        ByteArrayOutputStream gzip = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(gzip)) {
            out.write(utf8(FIRST.formatted("slow")));
        }
        Exchange a = put(FIRST.formatted("slow"), "{}");
        Exchange b = console.put(coded, gzip.toByteArray(), utf8("{}"));
        assertThat(diff(a, b, "").json().path("request").path("bytes").path("same").asBoolean())
                .isTrue();
        Exchange c = console.put(coded, new byte[] {1, (byte) 0xFE, 3}, utf8("{}"));
        JsonNode bytes = diff(a, c, "").json().path("request");
        assertThat(bytes.path("method").asString()).isEqualTo("bytes");
        assertThat(bytes.path("reason").asString()).contains("B: the content encoding");
    }

    @Test
    void whatIsWrongOrNotThereIsSaid() throws IOException {
        Exchange a = put("{}", "{}");
        assertThat(console.get("/api/v1/diff?a=" + a.id()).status()).isEqualTo(400);
        assertThat(console.get("/api/v1/diff?a=x&b=" + a.id()).status()).isEqualTo(400);
        assertThat(diff(a, a, "&what=all").status()).isEqualTo(400);
        assertThat(diff(a, a, "&context=10001").status()).isEqualTo(400);
        assertThat(console.get("/api/v1/diff?a=" + a.id() + "&b=" + FakeDerived.NOBODY).status())
                .isEqualTo(404);
        Samples.Wish cut = new Samples.Wish();
        cut.requestLength = 100;
        cut.requestKept = 2;
        Exchange b = console.put(cut);
        Wire.Answer kept = diff(a, b, "");
        assertThat(kept.status()).isEqualTo(404);
        assertThat(kept.json().path("error").path("code").asString()).isEqualTo("body_not_kept");
    }

    @Test
    void aLongTextIsShownByItsEnds() throws IOException {
        Exchange a = put(FIRST.formatted("slow"), "{}");
        Exchange b = put(FIRST.formatted("slow " + "x".repeat(100_000)), "{}");
        JsonNode change = diff(a, b, "").json().at("/request/sections/2/changes/0/text/runs/1");
        assertThat(change.path("op").asString()).isEqualTo("added");
        assertThat(change.path("length").asInt()).isEqualTo(100_001);
        assertThat(change.path("text").asString()).hasSize(2_000);
        assertThat(change.path("end").asString()).hasSize(2_000);
    }
}
