package dev.weir.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.nio.file.Path;
import java.util.List;

/**
 * {@code search}, {@code sessions} and {@code stats} over an archive that another process made:
 * what it means is found out at the start.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
class DerivedCommandsTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private InstalledWeir weir;
    private InstalledWeir.Live serving;
    private JsonNode recorded;
    private String server = "";

    @BeforeAll
    void serve(@TempDir Path directory) throws Exception {
        weir = InstalledWeir.in(directory);
        String data = directory.resolve("demo").toString();
        recorded = JSON.readTree(weir.run("demo", "--json", "--data", data).out()).path("items");
        serving =
                weir.start(
                        "serve",
                        "--listen",
                        "127.0.0.1:0",
                        "--console",
                        "127.0.0.1:0",
                        "--data",
                        data);
        server = "http://127.0.0.1:" + InstalledWeir.port(serving.line(), "console");
        JsonNode all = JSON.readTree(run("search", "--json").out());
        for (int i = 0; i < 50 && all.path("items").size() < recorded.size(); i++) {
            Thread.sleep(200);
            all = JSON.readTree(run("search", "--json").out());
        }
        assertThat(all.path("items")).hasSameSizeAs(recorded);
    }

    @AfterAll
    void stop() {
        serving.close();
    }

    private InstalledWeir.Ended run(String... words) throws Exception {
        String[] all = java.util.Arrays.copyOf(words, words.length + 2);
        all[words.length] = "--server";
        all[words.length + 1] = server;
        InstalledWeir.Ended ended = weir.run(all);
        assertThat(ended.code()).as(ended.err()).isZero();
        return ended;
    }

    @Test
    void toolCallsAreFoundByName() throws Exception {
        JsonNode found = JSON.readTree(run("search", "has:tool_call", "--json").out());
        assertThat(found.path("items")).isNotEmpty();
        for (JsonNode item : found.path("items")) {
            assertThat(item.path("tools")).isNotEmpty();
            assertThat(item.path("reading").asString()).isEqualTo("full");
        }
        assertThat(run("search", "has:tool_call").out()).contains("TOOLS").contains("COST");
    }

    @Test
    void aWrongTermIsPointedAt() throws Exception {
        InstalledWeir.Ended ended = weir.run("search", "stauts:404", "--server", server);
        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err()).contains("stauts:404\n^^^^^^").contains("status");
    }

    @Test
    void theSessionOfTheDemoHasAllItsCalls() throws Exception {
        JsonNode sessions = JSON.readTree(run("sessions", "--json").out()).path("items");
        long calls = 0;
        for (JsonNode session : sessions) {
            calls += session.path("exchanges").asLong();
        }
        assertThat(calls).isEqualTo(recorded.size());
        assertThat(run("sessions").out()).contains("TURNS");
    }

    @Test
    void sumsComeAsTableAndAsCommaSeparatedValues() throws Exception {
        assertThat(run("stats").out()).contains("MODEL").contains("UNPRICED");
        List<String> lines = run("stats", "--by", "day,provider", "--csv").out().lines().toList();
        assertThat(lines.getFirst())
                .isEqualTo(
                        "day,provider,exchanges,errors,inputTokens,cacheReadTokens,cacheWriteTokens,outputTokens,reasoningTokens,usd,cacheSavedUsd,unpriced");
        assertThat(lines).hasSizeGreaterThan(1);
        assertThat(lines.get(1)).matches("\\d{4}-\\d\\d-\\d\\d,[a-z]+,\\d+,.*");
    }
}
