package dev.weir.gateway.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

class ContextsTest {

    private static final List<String> MAIN =
            List.of("x-claude-code-session-id", "session-one-of-the-weir");
    private static final String ASK = Says.user(Says.text("Please count the weirs"));
    private static final String CALL =
            Says.model(Says.text("Looking"), Says.call("t1", "Bash", "command", "ls"));
    private static final String RESULT = Says.user(Says.result("t1", "two weirs", false));

    @TempDir private Path directory;
    private TalkRig rig;

    @SuppressWarnings("NullAway.Init")
    ContextsTest() {}

    @BeforeEach
    void start() throws Exception {
        rig = new TalkRig(directory);
        rig.claude(
                MAIN,
                Says.request("claude-sonnet-4-5", ASK),
                Says.answer("tool_use", Says.call("t1", "Bash", "command", "ls")));
        rig.claude(
                MAIN,
                Says.request("claude-sonnet-4-5", ASK, CALL, RESULT),
                Says.answer("end_turn", Says.text("Two")));
        rig.derive();
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    @Test
    void charactersAreCountedByWhatTheyAre() throws Exception {
        JsonNode page = rig.json("/api/v1/sessions/" + rig.session() + "/context");
        assertThat(page.path("next").isNull()).isTrue();
        assertThat(page.path("items")).hasSize(2);
        JsonNode second = page.path("items").path(1);
        assertThat(second.path("reading").asString()).isEqualTo("full");
        assertThat(second.path("messages").asInt()).isEqualTo(3);
        JsonNode chars = second.path("chars");
        assertThat(chars.path("user").asInt()).isEqualTo("Please count the weirs".length());
        assertThat(chars.path("assistant").asInt()).isEqualTo("Looking".length());
        assertThat(chars.path("tool_calls").asInt())
                .isEqualTo("Bash {\"command\":\"ls\"}".length());
        assertThat(chars.path("tool_results").asInt()).isEqualTo("two weirs".length());
        assertThat(chars.has("thinking")).isFalse();
        long sum = 0;
        for (String group : chars.propertyNames()) {
            sum += chars.path(group).asLong();
        }
        assertThat(second.path("total").asLong()).isEqualTo(sum);
    }

    @Test
    void oneRequestListsItsPartsTheLargestFirst() throws Exception {
        JsonNode page = rig.json("/api/v1/sessions/" + rig.session() + "/context");
        String id = page.path("items").path(1).path("exchange").asString();
        JsonNode one = rig.json("/api/v1/exchanges/" + id + "/context");
        assertThat(one.path("left").asInt()).isZero();
        long before = Long.MAX_VALUE;
        List<JsonNode> results = new ArrayList<>();
        for (JsonNode part : one.path("parts")) {
            assertThat(part.path("chars").asLong()).isLessThanOrEqualTo(before);
            before = part.path("chars").asLong();
            if (part.path("group").asString().equals("tool_results")) {
                results.add(part);
            }
        }
        assertThat(results).hasSize(1);
        JsonNode result = results.getFirst();
        assertThat(result.path("place").asString()).isEqualTo("messages[2].parts[0]");
        // A result does not repeat the name of its tool; the call has it.
        assertThat(result.path("name").asString()).isEqualTo("Bash");
        assertThat(result.path("start").asString()).isEqualTo("two weirs");
    }

    @Test
    void aPageHasSoManyExchangesAndLeadsToTheNext() throws Exception {
        String path = "/api/v1/sessions/" + rig.session() + "/context?limit=1";
        JsonNode first = rig.json(path);
        assertThat(first.path("items")).hasSize(1);
        JsonNode second = rig.json(path + "&cursor=" + first.path("next").asString());
        assertThat(second.path("items").path(0).path("messages").asInt()).isEqualTo(3);
        assertThat(rig.get("/api/v1/sessions/none/context").status()).isEqualTo(404);
        assertThat(rig.get("/api/v1/exchanges/" + FakeDerived.NOBODY + "/context").status())
                .isEqualTo(404);
    }
}
