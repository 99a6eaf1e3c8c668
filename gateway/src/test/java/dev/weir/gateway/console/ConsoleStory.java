package dev.weir.gateway.console;

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
                        + (60 + random.nextInt(700))
                        + "}}");
        event(out, "message_stop", "{\"type\":\"message_stop\"}");
        rig.claude(fields, request, out.toString());
        rig.later(5 + random.nextInt(20));
        calls++;
        cached += written;
        String text = says.isEmpty() ? "" : "{\"type\":\"text\",\"text\":" + q(says) + "}";
        messages.add(
                "{\"role\":\"assistant\",\"content\":["
                        + text
                        + (call == null ? "" : (text.isEmpty() ? "" : ",") + call)
                        + "]}");
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
