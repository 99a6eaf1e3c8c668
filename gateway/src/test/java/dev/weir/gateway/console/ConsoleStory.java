package dev.weir.gateway.console;

import dev.weir.core.exchange.Effect;
import dev.weir.core.exchange.GatewayFacts;
import dev.weir.core.exchange.Timeline;
import dev.weir.core.json.JsonObject;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;

/** A made coding session, call by call, for pictures of the console. */
final class ConsoleStory {

    private static final int CACHED_AT_FIRST = 14_200;

    private static final String SOURCE =
            """
            public final class HourlyLevels {
                Map<Integer, Level> group(List<Reading> readings) {
                    return readings.stream().collect(groupingBy(r -> r.at().getHour()));
                }
            }
            """;

    private static final String MENDED =
            """
            Mended. Readings were grouped by the **hour of the day**, so 23:00 of one day and 23:00 of the next became one level.

            | before | after |
            |---|---|
            | `getHour()` | `truncatedTo(HOURS)` |

            ```java
            return readings.stream().collect(groupingBy(r -> r.at().truncatedTo(HOURS)));
            ```

            All 38 tests pass.
            """;

    private final TalkRig rig;
    private final List<String> fields;
    private final String model;
    private final long seed;
    private final SplittableRandom random;
    private final List<String> messages = new ArrayList<>();
    private int cached = CACHED_AT_FIRST;
    private int calls;

    /** Tokens of the answer. */
    private int said;

    ConsoleStory(TalkRig rig, String model, long seed) {
        this.rig = rig;
        this.model = model;
        this.seed = seed;
        this.random = new SplittableRandom(seed);
        this.fields =
                List.of(
                        ConsoleScene.SESSION_FIELD,
                        new UUID(seed * 0x9E3779B97F4A7C15L, seed ^ 0x5555L).toString(),
                        "x-api-key",
                        "[credential sha256:2501d49c5177 last4:hing]");
    }

    /** Plays a session of several prompts, with tools. */
    void play(int turns) {
        String[] prompts = {
            "The hourly levels test fails since yesterday. Find out why and mend it.",
            "Now make the grouping configurable: by hour, by day, by tide.",
            "Write a short note for the changelog.",
            "Is there a test for the change of summer time?"
        };
        for (int turn = 0; turn < turns; turn++) {
            messages.add(
                    user(
                            "{\"type\":\"text\",\"text\":"
                                    + q(prompts[(turn + (int) seed) % prompts.length])
                                    + "}"));
            step(
                    "I'll run the failing test first.",
                    "Bash",
                    "command",
                    "mvn -q test -Dtest=HourlyLevelsTest",
                    "HourlyLevelsTest.spansMidnight: expected 2 levels but was 1");
            step(
                    "Two readings a day apart fall into one level. I'll look at the grouping.",
                    "Read",
                    "file_path",
                    "src/main/java/tidewatch/HourlyLevels.java",
                    SOURCE);
            step(
                    "",
                    "Edit",
                    "file_path",
                    "src/main/java/tidewatch/HourlyLevels.java",
                    "The file was changed.");
            step(
                    "Now all tests, not only the one that failed.",
                    "Bash",
                    "command",
                    "mvn -q test",
                    "Tests run: 38, Failures: 0, Errors: 0, Skipped: 0");
            answer(MENDED);
            rig.later(240);
        }
    }

    private void step(String says, String tool, String name, String value, String result) {
        String id = "toolu_" + calls;
        String call =
                "{\"type\":\"tool_use\",\"id\":\""
                        + id
                        + "\",\"name\":\""
                        + tool
                        + "\",\"input\":{\""
                        + name
                        + "\":"
                        + q(value)
                        + "}}";
        send(says, call, "tool_use");
        messages.add(
                user(
                        "{\"type\":\"tool_result\",\"tool_use_id\":\""
                                + id
                                + "\",\"content\":"
                                + q(result)
                                + "}"));
    }

    private void answer(String says) {
        send(says, null, "end_turn");
    }

    private void send(String says, @org.jspecify.annotations.Nullable String call, String stop) {
        String request =
                "{\"model\":\""
                        + model
                        + "\",\"max_tokens\":32000,\"stream\":true,\"system\":[{\"type\":\"text\",\"text\":"
                        + q(
                                "You are a coding assistant in a terminal. Read before you change anything.")
                        + "}],\"tools\":[{\"name\":\"Bash\",\"description\":\"Runs a command.\",\"input_schema\":{\"type\":\"object\"}},"
                        + "{\"name\":\"Read\",\"description\":\"Gives back a file.\",\"input_schema\":{\"type\":\"object\"}},"
                        + "{\"name\":\"Edit\",\"description\":\"Replaces a text in a file.\",\"input_schema\":{\"type\":\"object\"}}],\"messages\":["
                        + String.join(",", messages)
                        + "]}";
        int written = 300 + random.nextInt(900);
        said = 60 + random.nextInt(700);
        StringBuilder out = new StringBuilder();
        event(
                out,
                "message_start",
                "{\"type\":\"message_start\",\"message\":{\"id\":\"msg_"
                        + calls
                        + "\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\""
                        + model
                        + "\",\"content\":[],\"usage\":{\"input_tokens\":6,\"cache_read_input_tokens\":"
                        + cached
                        + ",\"cache_creation_input_tokens\":"
                        + written
                        + ",\"output_tokens\":1}}}");
        int index = 0;
        if (!says.isEmpty()) {
            block(out, index, "{\"type\":\"text\",\"text\":\"\"}");
            for (int from = 0; from < says.length(); from += 24) {
                String part = says.substring(from, Math.min(says.length(), from + 24));
                event(
                        out,
                        "content_block_delta",
                        "{\"type\":\"content_block_delta\",\"index\":"
                                + index
                                + ",\"delta\":{\"type\":\"text_delta\",\"text\":"
                                + q(part)
                                + "}}");
            }
            event(
                    out,
                    "content_block_stop",
                    "{\"type\":\"content_block_stop\",\"index\":" + index++ + "}");
        }
        if (call != null) {
            block(out, index, call);
            event(
                    out,
                    "content_block_stop",
                    "{\"type\":\"content_block_stop\",\"index\":" + index + "}");
        }
        event(
                out,
                "message_delta",
                "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\""
                        + stop
                        + "\"},\"usage\":{\"output_tokens\":"
                        + said
                        + "}}");
        event(out, "message_stop", "{\"type\":\"message_stop\"}");
        record(request, out.toString());
        calls++;
        cached += written;
        String text = says.isEmpty() ? "" : "{\"type\":\"text\",\"text\":" + q(says) + "}";
        messages.add(
                "{\"role\":\"assistant\",\"content\":["
                        + text
                        + (call == null ? "" : (text.isEmpty() ? "" : ",") + call)
                        + "]}");
    }

    /** A call takes as long as its answer says much; some are refused before. */
    private void record(String request, String answer) {
        if (random.nextInt(25) == 0) {
            rig.decided = GatewayFacts.LOCAL;
            boolean limited = random.nextBoolean();
            rig.status = limited ? 429 : 529;
            rig.takes = takes(120 + random.nextInt(200), 0);
            String error = limited ? "rate_limit_error" : "overloaded_error";
            rig.claude(
                    fields,
                    request,
                    "{\"type\":\"error\",\"error\":{\"type\":\""
                            + error
                            + "\",\"message\":\"Try again.\"}}");
            rig.later(2);
            rig.status = 200;
        }
        int first = 400 + random.nextInt(1_400);
        int rest = said * (9 + random.nextInt(9));
        rig.takes = takes(first, rest);
        rig.apart =
                (rig.takes.lastByte() - rig.takes.firstByte()) / answer.split("\n\n", -1).length;
        rig.decided = decided();
        rig.claude(fields, request, answer);
        rig.later((first + rest) / 1_000 + 1 + random.nextInt(12));
    }

    private static Timeline takes(int first, int rest) {
        long token = first * 1_000_000L;
        long last = token + rest * 1_000_000L;
        return new Timeline(
                38_000_000,
                41_000_000,
                token - 30_000_000,
                rest == 0 ? Timeline.NEVER : token,
                last,
                last + 2_000_000);
    }

    private GatewayFacts decided() {
        String key = List.of("platform", "research", "platform", "reserve").get((int) seed % 4);
        boolean would = model.contains("opus") && random.nextInt(6) == 0;
        return new GatewayFacts(
                "local",
                null,
                null,
                List.of(),
                null,
                null,
                null,
                "key_" + key,
                key,
                null,
                would
                        ? List.of(
                                new GatewayFacts.Ruling(
                                        "policy:no opus at night", 1, Effect.WOULD_REFUSE, "model"))
                        : List.of(),
                List.of(),
                JsonObject.EMPTY);
    }

    private static void block(StringBuilder out, int index, String content) {
        event(
                out,
                "content_block_start",
                "{\"type\":\"content_block_start\",\"index\":"
                        + index
                        + ",\"content_block\":"
                        + content
                        + "}");
    }

    private static void event(StringBuilder out, String name, String data) {
        out.append("event: ").append(name).append("\ndata: ").append(data).append("\n\n");
    }

    private static String user(String content) {
        return "{\"role\":\"user\",\"content\":[" + content + "]}";
    }

    private static String q(String text) {
        return ConsoleScene.json(text);
    }
}
