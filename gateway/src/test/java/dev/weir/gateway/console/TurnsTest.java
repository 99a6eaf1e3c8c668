package dev.weir.gateway.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.dialect.Dialect;
import dev.weir.core.exchange.EndReason;
import dev.weir.core.exchange.Exchange;
import dev.weir.core.exchange.Headers;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

class TurnsTest {

    private static final String MODEL = "claude-sonnet-4-5";
    private static final List<String> MAIN =
            List.of("x-claude-code-session-id", "session-one-of-the-weir");
    private static final String ASK = Says.user(Says.text("Please count the weirs"));

    @TempDir private Path directory;
    private TalkRig rig;

    @SuppressWarnings("NullAway.Init")
    TurnsTest() {}

    @BeforeEach
    void start() throws IOException {
        rig = new TalkRig(directory);
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    private JsonNode turns(String more) throws Exception {
        return rig.json("/api/v1/turns?session=" + rig.session() + more);
    }

    /** Asks, calls two tools at once, gets both results in the other order, answers; asks again. */
    private void parallel() {
        String calls =
                Says.model(
                        Says.text("Looking"),
                        Says.call("t1", "Bash", "command", "ls  weirs\n-a"),
                        Says.call("t2", "Read", "file_path", "/a"));
        String results =
                Says.user(
                        Says.result("t2", "second", true),
                        Says.result("t1", "first", false),
                        Says.text("<system-reminder>be brief</system-reminder>"));
        rig.claude(
                MAIN,
                Says.request(MODEL, ASK),
                Says.answer(
                        "tool_use",
                        Says.text("Looking"),
                        Says.call("t1", "Bash", "command", "ls  weirs\n-a"),
                        Says.call("t2", "Read", "file_path", "/a")));
        rig.claude(
                MAIN,
                Says.request(MODEL, ASK, calls, results),
                Says.answer("end_turn", Says.text("Two")));
        rig.claude(
                MAIN,
                Says.request(
                        "claude-opus-4-5",
                        ASK,
                        calls,
                        results,
                        Says.model(Says.text("Two")),
                        Says.user(Says.text("Thanks"))),
                Says.answer("end_turn", Says.text("Welcome")));
    }

    @Test
    void resultsStandBesideTheirCallsWhateverTheirOrder() throws Exception {
        parallel();
        rig.derive();
        JsonNode items = turns("").path("items");
        assertThat(items).hasSize(2);
        JsonNode first = items.path(0);
        assertThat(first.path("prompt").path(0).path("text").asString())
                .isEqualTo("Please count the weirs");
        assertThat(first.path("steps")).hasSize(2);
        JsonNode answer = first.path("steps").path(0).path("answer");
        assertThat(answer.path(1).path("line").asString()).isEqualTo("ls weirs -a");
        assertThat(answer.path(1).path("result").path("parts").path(0).path("text").asString())
                .isEqualTo("first");
        assertThat(answer.path(2).path("result").path("parts").path(0).path("text").asString())
                .isEqualTo("second");
        assertThat(answer.path(2).path("result").path("isError").asBoolean()).isTrue();
        JsonNode second = first.path("steps").path(1);
        assertThat(second.path("said")).hasSize(1);
        assertThat(second.path("said").path(0).path("type").asString()).isEqualTo("reminder");
        assertThat(second.path("toolMs").asDouble()).isEqualTo(900);
        assertThat(first.path("final").asString()).isEqualTo(second.path("exchange").asString());
        assertThat(first.path("totals").path("calls").asLong()).isEqualTo(2);
        assertThat(first.path("totals").path("toolMs").asDouble()).isEqualTo(900);
        assertThat(first.path("totals").path("durationMs").asDouble()).isEqualTo(1_100);
        assertThat(items.path(1).path("steps").path(0).path("switchedFrom").asString())
                .isEqualTo(MODEL);
        assertThat(items.path(1).toString()).doesNotContain("Please count").doesNotContain("null");
    }

    @Test
    void pagesOfOneStepSayTheSameAsOnePage() throws Exception {
        parallel();
        rig.derive();
        List<String> whole = pieces(turns(""));
        List<String> paged = new ArrayList<>();
        String cursor = "";
        int pages = 0;
        do {
            JsonNode page = turns("&limit=1" + cursor);
            paged.addAll(pieces(page));
            cursor = page.path("next").isNull() ? "" : "&cursor=" + page.path("next").asString();
            pages++;
        } while (!cursor.isEmpty());
        assertThat(pages).isEqualTo(3);
        assertThat(paged).isEqualTo(whole);
    }

    /** Prompts, what was said and answers, step by step. */
    private static List<String> pieces(JsonNode page) {
        List<String> pieces = new ArrayList<>();
        for (JsonNode turn : page.path("items")) {
            pieces.add(turn.path("prompt").toString());
            pieces.removeIf("[]"::equals);
            for (JsonNode step : turn.path("steps")) {
                pieces.add(
                        step.path("said")
                                + " "
                                + step.path("answer")
                                + step.path("toolMs")
                                + step.path("switchedFrom"));
            }
        }
        return pieces;
    }

    @Test
    void subAgentsAreBranchesOfTheCallThatBeganThem() throws Exception {
        String task = "Find every weir in the harbour and report";
        List<String> agent =
                List.of(
                        "x-claude-code-session-id",
                        "session-one-of-the-weir",
                        "x-claude-code-agent-id",
                        "agent-7");
        String call = Says.call("t1", "Task", "prompt", task);
        rig.claude(MAIN, Says.request(MODEL, ASK), Says.answer("tool_use", call));
        rig.claude(
                agent,
                Says.request(MODEL, Says.user(Says.text(task))),
                Says.answer("tool_use", Says.call("a1", "Grep", "pattern", "weir")));
        rig.claude(
                agent,
                Says.request(
                        MODEL,
                        Says.user(Says.text(task)),
                        Says.model(Says.call("a1", "Grep", "pattern", "weir")),
                        Says.user(Says.result("a1", "3 hits", false))),
                Says.answer("end_turn", Says.text("Three")));
        rig.claude(
                MAIN,
                Says.request(
                        MODEL, ASK, Says.model(call), Says.user(Says.result("t1", "Three", false))),
                Says.answer("end_turn", Says.text("There are three")));
        rig.derive();
        JsonNode turn = turns("").path("items").path(0);
        assertThat(turn.path("steps")).hasSize(2);
        assertThat(
                        turn.path("steps")
                                .path(0)
                                .path("answer")
                                .path(0)
                                .path("result")
                                .path("parts")
                                .path(0)
                                .path("text")
                                .asString())
                .isEqualTo("Three");
        JsonNode branch = turn.path("agents").path(0);
        assertThat(branch.path("thread").asString()).isEqualTo("agent-7");
        assertThat(branch.path("startedBy").path("exchange").asString())
                .isEqualTo(turn.path("steps").path(0).path("exchange").asString());
        assertThat(branch.path("steps").path(0).path("said").path(0).path("text").asString())
                .isEqualTo(task);
        assertThat(
                        branch.path("steps")
                                .path(0)
                                .path("answer")
                                .path(0)
                                .path("result")
                                .path("parts")
                                .path(0)
                                .path("text")
                                .asString())
                .isEqualTo("3 hits");
        assertThat(turn.path("totals").path("calls").asLong()).isEqualTo(4);
    }

    @Test
    void compactionAndBackgroundAreToldApart() throws Exception {
        rig.claude(MAIN, Says.request(MODEL, ASK), Says.answer("end_turn", Says.text("Two")));
        rig.claude(
                MAIN,
                "{\"model\":\"claude-haiku-4-5\",\"max_tokens\":32,\"system\":\"Generate a concise title for this\",\"messages\":["
                        + ASK
                        + "]}",
                Says.answer("end_turn", Says.text("Weirs")));
        rig.claude(
                MAIN,
                Says.request(
                        MODEL,
                        ASK,
                        Says.model(Says.text("Two")),
                        Says.user(
                                Says.text(
                                        "Your task is to create a detailed summary of the conversation so far"))),
                Says.answer("end_turn", Says.text("We counted weirs")));
        rig.claude(
                MAIN,
                Says.request(
                        MODEL,
                        Says.user(
                                Says.text(
                                        "This session is being continued from a previous conversation. We counted weirs")),
                        Says.model(Says.text("Understood")),
                        Says.user(Says.text("And the sluices?"))),
                Says.answer("end_turn", Says.text("Four")));
        rig.derive();
        String page = turns("").toString();
        List<JsonNode> steps = new ArrayList<>();
        turns("").path("items").forEach(turn -> turn.path("steps").forEach(steps::add));
        assertThat(steps).hasSize(3);
        assertThat(steps.get(1).path("kind").asString()).isEqualTo("summary");
        assertThat(steps.get(2).path("compacts").asBoolean()).isTrue();
        assertThat(steps.get(0).has("compacts")).isFalse();
        assertThat(page).contains("\"background\":[{").contains("\"kind\":\"title\"");
    }

    @Test
    void anExchangeWithoutARowIsRead() throws Exception {
        Exchange exchange =
                rig.claude(
                        MAIN,
                        "{\"model\":\"m\",\"odd\":{\"n\":7},\"messages\":[" + ASK + "]}",
                        Says.answer("end_turn", Says.text("Two")));
        JsonNode turn = rig.json("/api/v1/exchanges/" + exchange.id() + "/turn");
        assertThat(turn.path("reading").asString()).isEqualTo("full");
        assertThat(turn.path("request").path("parameters").path("rest").toString())
                .isEqualTo("{\"odd\":{\"n\":7}}");
        assertThat(
                        turn.path("response")
                                .path("choices")
                                .path(0)
                                .path("message")
                                .path("parts")
                                .path(0)
                                .path("text")
                                .asString())
                .isEqualTo("Two");
        assertThat(turn.path("response").path("usage").path("counts").path("input_tokens").asLong())
                .isEqualTo(100);
        assertThat(turn.toString()).doesNotContain(":null");
        assertThat(rig.get("/api/v1/exchanges/019a0000-0000-7000-8000-00000000ffff/turn").status())
                .isEqualTo(404);
        assertThat(rig.get("/api/v1/turns").status()).isEqualTo(400);
        assertThat(rig.get("/api/v1/turns?session=nobody").status()).isEqualTo(404);
    }

    @Test
    void whatCannotBeReadSaysWhyAndACutStreamGivesWhatCame() throws Exception {
        Headers json = Headers.of("content-type", "application/json");
        Exchange noise =
                rig.put(
                        Dialect.ANTHROPIC,
                        "/v1/messages",
                        json,
                        TalkRig.bytes("not json"),
                        json,
                        new byte[] {0, 1, 2},
                        EndReason.COMPLETE);
        JsonNode turn = rig.json("/api/v1/exchanges/" + noise.id() + "/turn");
        assertThat(turn.path("reading").asString()).isEqualTo("not");
        assertThat(turn.path("findings").path(0).path("reason").asString()).isEqualTo("not_json");
        Exchange other =
                rig.put(
                        Dialect.OTHER,
                        "/nothing/known",
                        json,
                        new byte[0],
                        json,
                        new byte[0],
                        EndReason.COMPLETE);
        assertThat(rig.json("/api/v1/exchanges/" + other.id() + "/turn").path("reading").asString())
                .isEqualTo("not");
        String stream =
                """
                event: message_start
                data: {"type":"message_start","message":{"id":"m","type":"message","role":"assistant","model":"m","content":[],"usage":{"input_tokens":3,"output_tokens":1}}}

                event: content_block_start
                data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

                event: content_block_delta
                data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"half a"}}

                """;
        Exchange cut =
                rig.put(
                        Dialect.ANTHROPIC,
                        "/v1/messages",
                        json,
                        TalkRig.bytes(Says.request(MODEL, ASK)),
                        Headers.of("content-type", "text/event-stream"),
                        TalkRig.bytes(stream),
                        EndReason.CLIENT_CANCEL);
        JsonNode partial = rig.json("/api/v1/exchanges/" + cut.id() + "/turn");
        assertThat(partial.path("reading").asString()).isEqualTo("partly");
        assertThat(partial.path("findings").toString()).contains("cut_stream");
        assertThat(partial.path("response").toString()).contains("half a");
    }

    @Test
    void aBodyOfTwentyMegabytesOpensAndALargerOneThanTheLimitSaysSo() throws Exception {
        String large = "water ".repeat(20_000_000 / 6);
        Exchange exchange =
                rig.claude(
                        MAIN,
                        Says.request(MODEL, Says.user(Says.text(large))),
                        Says.answer("end_turn", Says.text("Two")));
        JsonNode turn = rig.json("/api/v1/exchanges/" + exchange.id() + "/turn");
        assertThat(
                        turn.path("request")
                                .path("messages")
                                .path(0)
                                .path("parts")
                                .path(0)
                                .path("text")
                                .asString())
                .isEqualTo(large);
        JsonNode cut = rig.json("/api/v1/exchanges/" + exchange.id() + "/turn?cut=10");
        JsonNode part = cut.path("request").path("messages").path(0).path("parts").path(0);
        assertThat(part.path("text").asString()).isEqualTo("water wate");
        assertThat(part.path("chars").asLong()).isEqualTo(large.length());
        byte[] huge = new byte[(64 << 20) + 1];
        Headers json = Headers.of("content-type", "application/json");
        Exchange over =
                rig.put(
                        Dialect.ANTHROPIC,
                        "/v1/messages",
                        json,
                        huge,
                        json,
                        TalkRig.bytes(Says.answer("end_turn", Says.text("Two"))),
                        EndReason.COMPLETE);
        assertThat(rig.json("/api/v1/exchanges/" + over.id() + "/turn").path("findings").toString())
                .contains("body_too_large");
    }
}
