package dev.weir.bench.console;

import dev.weir.bench.archive.MemoryExchange;
import dev.weir.bench.archive.RecordedSessions;
import dev.weir.bench.http.Prose;
import dev.weir.core.exchange.ExchangeIds;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Calls as Claude Code makes them, over thirty days until now: 24 sessions at a time of some 50
 * calls each, three models, tool calls with their results, one call in forty refused as overloaded.
 * A request holds its whole conversation, which begins anew after {@value #COMPACTED} messages.
 */
final class AgentCalls {

    private static final String LONG_SESSION = "0f0e0d0c-0b0a-4908-8706-050403020100";

    private static final Duration SPAN = Duration.ofDays(30);
    private static final int OPEN = 24;
    private static final int CALLS = 50;
    private static final int COMPACTED = 200;
    private static final int FAILS = 40;
    private static final List<String> MODELS =
            List.of("claude-sonnet-4-5", "claude-opus-4-5", "claude-haiku-4-5");
    private static final List<String> TOOLS = List.of("Bash", "Read", "Edit", "Grep");

    private final Random random = new Random(21);
    private final Prose prose = new Prose(22);
    private final ExchangeIds ids = new ExchangeIds(new Random(23));
    private final List<Session> open = new ArrayList<>();
    private final long begin;
    private final double step;
    private final String instructions = prose.text(600);
    private long made;

    /** A tool that a model calls. */
    private record ToolCall(String id, String name, String path) {}

    /** A session that is going on. */
    private static final class Session {
        private final String id;
        private final String model;
        private final List<String> messages = new ArrayList<>();
        private int left;
        private int calls;

        Session(String id, String model, int left) {
            this.id = id;
            this.model = model;
            this.left = left;
        }

        void say(String role, String content) {
            messages.add("{\"role\":\"" + role + "\",\"content\":" + content + "}");
        }
    }

    /**
     * @param now when the last one began, in milliseconds since 1970
     * @param count how many there will be
     */
    AgentCalls(long now, int count) {
        begin = now - SPAN.toMillis();
        step = (double) SPAN.toMillis() / count;
    }

    /** The next call of any of the sessions. */
    MemoryExchange next() {
        while (open.size() < OPEN) {
            open.add(
                    new Session(
                            uuid(),
                            MODELS.get(random.nextInt(MODELS.size())),
                            1 + random.nextInt(2 * CALLS)));
        }
        int index = random.nextInt(open.size());
        Session session = open.get(index);
        if (--session.left == 0) {
            open.remove(index);
        }
        return call(session);
    }

    /** The calls of one session of so many steps, as of the end. */
    List<MemoryExchange> longSession(int steps) {
        Session session = new Session(LONG_SESSION, MODELS.getFirst(), steps);
        List<MemoryExchange> calls = new ArrayList<>(steps);
        for (int i = 0; i < steps; i++) {
            calls.add(call(session));
        }
        return calls;
    }

    /** A call with a body of that size: half one long text, half short parts. */
    MemoryExchange large(int bytes) {
        made++;
        Session session = new Session(uuid(), MODELS.getFirst(), 1);
        StringBuilder parts = new StringBuilder(bytes + 1_000);
        parts.append("[{\"type\":\"text\",\"text\":\"").append(prose.text(80));
        while (parts.length() < bytes / 2) {
            parts.append("\\n").append(prose.text(80));
        }
        parts.append("\"}");
        while (parts.length() < bytes) {
            parts.append(",{\"type\":\"text\",\"text\":\"").append(prose.text(60)).append("\"}");
        }
        session.say("user", parts.append(']').toString());
        return exchange(session, 200, "text/event-stream", answer(session, null));
    }

    private MemoryExchange call(Session session) {
        made++;
        if (session.messages.size() > COMPACTED) {
            session.messages.clear();
        }
        if (session.messages.isEmpty()) {
            session.say("user", "\"" + prose.text(200) + "\"");
        }
        session.calls++;
        if (random.nextInt(FAILS) == 0) {
            return exchange(
                    session,
                    529,
                    "application/json",
                    "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}");
        }
        ToolCall tool =
                random.nextInt(8) == 0
                        ? null
                        : new ToolCall(
                                "toolu_" + made,
                                TOOLS.get(random.nextInt(TOOLS.size())),
                                "src/" + random.nextInt(400) + ".java");
        MemoryExchange exchange =
                exchange(session, 200, "text/event-stream", answer(session, tool));
        goOn(session, tool);
        return exchange;
    }

    private void goOn(Session session, @Nullable ToolCall tool) {
        String said = "{\"type\":\"text\",\"text\":\"" + prose.text(160) + "\"}";
        if (tool == null) {
            session.say("assistant", "[" + said + "]");
            session.say("user", "\"" + prose.text(200) + "\"");
            return;
        }
        session.say(
                "assistant",
                "["
                        + said
                        + ",{\"type\":\"tool_use\",\"id\":\""
                        + tool.id
                        + "\",\"name\":\""
                        + tool.name
                        + "\",\"input\":{\"path\":\""
                        + tool.path
                        + "\"}}]");
        session.say(
                "user",
                "[{\"type\":\"tool_result\",\"tool_use_id\":\""
                        + tool.id
                        + "\",\"content\":\""
                        + prose.text(400)
                        + "\"}]");
    }

    private String answer(Session session, @Nullable ToolCall tool) {
        StringBuilder events = new StringBuilder(2_000);
        event(
                events,
                "message_start",
                "\"message\":{\"id\":\"msg_"
                        + made
                        + "\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\""
                        + session.model
                        + "\",\"content\":[],\"usage\":{\"input_tokens\":"
                        + (40 + random.nextInt(900))
                        + ",\"cache_read_input_tokens\":"
                        + (20_000 + random.nextInt(90_000))
                        + ",\"cache_creation_input_tokens\":"
                        + random.nextInt(4_000)
                        + ",\"output_tokens\":1}}");
        text(events);
        if (tool != null) {
            event(
                    events,
                    "content_block_start",
                    "\"index\":1,\"content_block\":{\"type\":\"tool_use\",\"id\":\""
                            + tool.id
                            + "\",\"name\":\""
                            + tool.name
                            + "\",\"input\":{}}");
            event(
                    events,
                    "content_block_delta",
                    "\"index\":1,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"{\\\"path\\\":\\\""
                            + tool.path
                            + "\\\"}\"}");
            event(events, "content_block_stop", "\"index\":1");
        }
        event(
                events,
                "message_delta",
                "\"delta\":{\"stop_reason\":\""
                        + (tool == null ? "end_turn" : "tool_use")
                        + "\"},\"usage\":{\"output_tokens\":"
                        + (20 + random.nextInt(900))
                        + "}");
        event(events, "message_stop", null);
        return events.toString();
    }

    private void text(StringBuilder events) {
        event(
                events,
                "content_block_start",
                "\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}");
        for (int i = 0; i < 4; i++) {
            event(
                    events,
                    "content_block_delta",
                    "\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\""
                            + prose.text(40)
                            + "\"}");
        }
        event(events, "content_block_stop", "\"index\":0");
    }

    private static void event(StringBuilder events, String type, @Nullable String fields) {
        events.append("event: ").append(type).append("\ndata: {\"type\":\"").append(type);
        events.append('"').append(fields == null ? "" : "," + fields).append("}\n\n");
    }

    private MemoryExchange exchange(Session session, int status, String type, String answer) {
        String request =
                "{\"model\":\""
                        + session.model
                        + "\",\"max_tokens\":32000,\"stream\":true,\"system\":\""
                        + instructions
                        + "\",\"messages\":["
                        + String.join(",", session.messages)
                        + "]}";
        return new MemoryExchange(
                ids.next(begin + (long) (step * made)),
                new RecordedSessions.Turn(
                        session.id,
                        session.calls,
                        "anthropic",
                        "/v1/messages",
                        List.of(
                                "content-type",
                                "application/json",
                                "user-agent",
                                "claude-cli/2.1.329 (external, cli)",
                                "x-app",
                                "cli",
                                "anthropic-version",
                                "2023-06-01",
                                "x-claude-code-session-id",
                                session.id),
                        request.getBytes(StandardCharsets.US_ASCII),
                        status,
                        List.of("content-type", type, "request-id", "req_" + made),
                        answer.getBytes(StandardCharsets.US_ASCII)));
    }

    private String uuid() {
        return String.format(
                Locale.ROOT,
                "%08x-%04x-4%03x-8%03x-%012x",
                random.nextInt(),
                random.nextInt(0x10000),
                random.nextInt(0x1000),
                random.nextInt(0x1000),
                random.nextLong() & 0xFFFF_FFFF_FFFFL);
    }
}
