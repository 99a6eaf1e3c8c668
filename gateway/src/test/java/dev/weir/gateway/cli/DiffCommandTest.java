package dev.weir.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

class DiffCommandTest {

    private static final String DIFFERENT =
            """
            {"a":{"id":"1","startedAt":"2026-11-21T10:00:00Z","provider":"anthropic","requestedModel":"m"},
             "b":{"id":"2","startedAt":"2026-11-21T10:01:00Z","provider":"anthropic","requestedModel":null},
             "same":false,"response":null,"request":{"method":"turn","reason":null,"same":false,
             "relation":"appended","bytes":{"a":100,"b":200,"same":false,"firstDifference":99,
             "shareOfA":0.9999,"shareOfB":0.495},"samePrefix":3,"breaksAt":null,"left":2,"sections":[
             {"name":"system","a":1,"b":1,"same":1,"changes":[]},
             {"name":"messages","a":3,"b":4,"same":2,"changes":[
              {"kind":"changed","a":"messages[1].parts[0].text","b":"messages[1].parts[0].text",
               "before":null,"after":null,"text":{"method":"characters","a":30,"b":31,
               "firstDifference":10,"runs":[{"op":"same","length":500,"text":"","end":"fix the "},
               {"op":"removed","length":4,"text":"s\\u001b[2Jow","end":null},
               {"op":"added","length":5,"text":"fl\\naky","end":null}]}},
              {"kind":"added","a":null,"b":"messages[3]","before":null,
               "after":{"role":"user\\u202e","parts":[]},"text":null},
              {"kind":"marked","a":"messages[2]","b":"messages[2]","before":"5m","after":null,"text":null},
              {"kind":"moved","a":"messages[0]","b":"messages[2]","before":null,"after":null,"text":null}]}]}}
            """;

    @TempDir private Path home;

    private final FakeConsole console = new FakeConsole();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @SuppressWarnings("NullAway.Init")
    DiffCommandTest() {}

    @AfterEach
    void stop() {
        console.close();
    }

    private int run(boolean colours, String... words) {
        out.reset();
        err.reset();
        String[] all = new String[words.length + 2];
        System.arraycopy(words, 0, all, 0, words.length);
        all[words.length] = "--server";
        all[words.length + 1] = console.url();
        Io io =
                new Io(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        Map.of(),
                        home,
                        colours);
        return Main.execute(
                io,
                (data, progress) -> {
                    throw new IOException("nothing is verified here");
                },
                all);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void differencesAreReadableWithoutColoursAndHarmless() {
        console.put("/api/v1/diff", DIFFERENT);
        assertThat(run(false, "diff", FakeConsole.FIRST, "last")).isOne();
        assertThat(console.asked())
                .endsWith(
                        "/api/v1/diff?a="
                                + FakeConsole.FIRST
                                + "&b="
                                + FakeConsole.SECOND
                                + "&what=request&context=60");
        assertThat(out())
                .contains(
                        "request: different; B goes on from A",
                        "the bodies part at byte 99: 99.9 % of A's 100 B, 49.5 % of B's 200 B",
                        "  messages: 3 in A, 4 in B, 2 the same",
                        "    ~ messages[1].parts[0].text",
                        "      | …(492)…fix the [-s\\x1b[2Jow-]{+fl",
                        "      | aky+}",
                        "    + messages[3]",
                        "\"role\": \"user\\u{202e}\"",
                        "    * messages[2] cache mark: 5m → none",
                        "    > messages[0] → messages[2] moved",
                        "and 2 more changes");
        assertThat(out().codePoints()).noneMatch(c -> c != '\n' && Plain.isDangerous(c));
        assertThat(run(true, "diff", FakeConsole.FIRST, FakeConsole.SECOND)).isOne();
        assertThat(out()).contains("\u001b[31m[-s\\x1b[2Jow-]\u001b[0m");
    }

    @Test
    void exitCodesAreThoseOfDiff() {
        assertThat(run(false, "diff", FakeConsole.FIRST, FakeConsole.SECOND)).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("There is no such exchange");
        assertThat(run(false, "diff", FakeConsole.FIRST)).isEqualTo(2);
        console.put(
                "/api/v1/diff", DIFFERENT.replace("\"same\":false,\"resp", "\"same\":true,\"resp"));
        assertThat(run(false, "diff", FakeConsole.FIRST, FakeConsole.SECOND)).isZero();
        assertThat(run(false, "diff", "--json", FakeConsole.FIRST, FakeConsole.SECOND)).isZero();
        assertThat(Api.JSON.readTree(out()).path("same").asBoolean()).isTrue();
    }

    @Test
    void derivingAnewWaitsUntilItIsDone() {
        console.put(
                "/api/v1/derive",
                "{\"what\":\"derive\",\"state\":\"done\",\"done\":7,\"message\":null}");
        assertThat(run(false, "derive")).isEqualTo(2);
        assertThat(run(false, "derive", "--all")).isZero();
        assertThat(out()).isEqualTo("7 exchanges derived anew\n");
        console.put(
                "/api/v1/derive",
                "{\"what\":\"derive\",\"state\":\"failed\",\"done\":7,\"message\":\"no\\u001broom\"}");
        assertThat(run(false, "derive", "--all")).isOne();
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("It failed: no\\x1broom.");
    }

    @Test
    void pricingAgainSaysHowManyChangedAndByHowMuch() {
        String running = "{\"what\":\"reprice\",\"state\":\"running\",\"done\":0}";
        console.put("/api/v1/reprice", running);
        console.put(
                "/api/v1/derive",
                """
                {"what":"reprice","state":"done","done":9,"message":null,"result":{"rows":9,"changed":4,
                "unpricedBefore":3,"unpricedAfter":1,"usdBefore":"1.25","usdAfter":"2.5","usdMore":"1.25"}}""");
        assertThat(run(false, "reprice", "--dry-run", "--since", "2026-11-01T00:00:00Z")).isZero();
        assertThat(console.asked())
                .contains("/api/v1/reprice?since=2026-11-01T00%3A00%3A00Z&dryRun=true");
        assertThat(out())
                .contains(
                        "9 exchanges priced, 4 would change",
                        "(difference 1.25 US dollars)",
                        "3 → 1");
    }
}
