package dev.weir.gateway.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testkit.corpus.Corpus;
import dev.weir.testkit.corpus.RecordedExchange;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Recorded agent sessions as conversations. Where the recordings are absent they are skipped. */
class RecordedSessionTest {

    private static final int MOST = 60;

    @TempDir private Path directory = Path.of("");

    @ParameterizedTest
    @ValueSource(strings = {"claude-code-wire", "codex", "pi", "swe-agent", "claude-code"})
    void everyCallIsAStepAndEveryToolCallHasTheResultThatEverCame(String tool) throws Exception {
        try (TalkRig rig = new TalkRig(directory)) {
            List<String> requests = new ArrayList<>();
            int recorded = record(tool, rig, requests);
            rig.derive();
            String session = rig.session();
            List<JsonNode> turns = turns(rig, session, 7);
            Map<String, List<JsonNode>> threads = threads(turns);
            assertThat(threads.values().stream().mapToInt(List::size).sum()).isEqualTo(recorded);
            int calls = 0;
            for (List<JsonNode> steps : threads.values()) {
                for (JsonNode step : steps) {
                    for (JsonNode piece : step.path("answer")) {
                        if (piece.path("type").asString().equals("tool_call")) {
                            calls++;
                            assertThat(piece.has("result"))
                                    .as(piece.toString())
                                    .isEqualTo(isAnswered(piece.path("id").asString(), requests));
                        }
                    }
                }
            }
            // The answers of the recording of Codex are in a form of its own.
            assertThat(calls > 0).isEqualTo(!tool.equals("codex"));
            if (tool.equals("claude-code-wire")) {
                assertThat(threads.keySet()).hasSizeGreaterThan(1);
            }
            String html = rig.get("/api/v1/sessions/" + session + "/export?format=html").text();
            assertThat(html).endsWith("</html>\n").doesNotContain("<script");
        }
    }

    /** True where a result of the call is in one of the requests. */
    private static boolean isAnswered(String id, List<String> requests) {
        Pattern result =
                Pattern.compile("\"(tool_use_id|tool_call_id)\": ?\"" + Pattern.quote(id) + "\"");
        return requests.stream().anyMatch(request -> result.matcher(request).find());
    }

    /** The first calls of the first session. */
    private static int record(String tool, TalkRig rig, List<String> requests) {
        int recorded = 0;
        try (Stream<RecordedExchange> all = Corpus.recorded().sessions(tool)) {
            String session = null;
            for (RecordedExchange exchange : (Iterable<RecordedExchange>) all::iterator) {
                session = session == null ? exchange.session() : session;
                if (!Objects.equals(session, exchange.session()) || recorded == MOST) {
                    break;
                }
                rig.put(exchange);
                requests.add(exchange.request().body().text());
                recorded++;
            }
        }
        return recorded;
    }

    private static List<JsonNode> turns(TalkRig rig, String session, int limit) throws Exception {
        List<JsonNode> turns = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page =
                    rig.json("/api/v1/turns?session=" + session + "&limit=" + limit + cursor);
            page.path("items").forEach(turns::add);
            cursor = page.path("next").isNull() ? "" : "&cursor=" + page.path("next").asString();
        } while (!cursor.isEmpty());
        return turns;
    }

    private static Map<String, List<JsonNode>> threads(List<JsonNode> turns) {
        Map<String, List<JsonNode>> threads = new LinkedHashMap<>();
        for (JsonNode turn : turns) {
            add(threads, "main", turn.path("steps"));
            for (JsonNode agent : turn.path("agents")) {
                add(threads, agent.path("thread").asString(), agent.path("steps"));
            }
            add(threads, "background", turn.path("background"));
        }
        return threads;
    }

    private static void add(Map<String, List<JsonNode>> threads, String name, JsonNode steps) {
        for (JsonNode step : steps) {
            threads.computeIfAbsent(name, _ -> new ArrayList<>()).add(step);
        }
    }
}
