package dev.weir.gateway.intake;

import dev.weir.core.archive.Incoming;
import dev.weir.core.capture.CaptureMode;
import dev.weir.core.capture.Loss;
import dev.weir.core.dialect.Dialect;
import dev.weir.core.exchange.ClientFacts;
import dev.weir.core.exchange.EndPhase;
import dev.weir.core.exchange.EndReason;
import dev.weir.core.exchange.Exchange;
import dev.weir.core.exchange.Headers;
import dev.weir.core.exchange.RequestHead;
import dev.weir.core.exchange.ResponseHead;
import dev.weir.core.exchange.Tag;
import dev.weir.core.exchange.Timeline;
import dev.weir.gateway.intake.Transcript.Message;
import dev.weir.gateway.intake.TranscriptLine.Block;
import dev.weir.gateway.intake.TranscriptLine.Kind;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The exchange of one answer of a transcript. It says what was said, and claims nothing else: no
 * system prompt, no tools, no parameter is made up, the answer is one message and no stream. It is
 * marked with {@link Loss#NOT_ON_WIRE} and the tag {@code source=claude-code-transcript}.
 */
final class Reconstruction {

    private static final Tag SOURCE = new Tag("source", "claude-code-transcript");
    private static final String PATH = "/v1/messages";
    private static final int LONGEST_TAG_VALUE = 1_024;
    private static final int MOST_BODY = 512 << 20;

    private Reconstruction() {}

    /**
     * @param before the messages of the request
     * @param answer the lines of the answer
     * @param parent the line before the answer
     */
    static Incoming of(
            List<Message> before, List<TranscriptLine> answer, @Nullable TranscriptLine parent)
            throws Unusable {
        TranscriptLine first = answer.getFirst();
        Instant answered = first.at();
        if (answered == null) {
            throw new Unusable("timestamp: expected a time like 2026-11-21T08:00:00.123Z");
        }
        Instant asked = parent == null ? null : parent.at();
        Instant start =
                (asked == null || asked.isAfter(answered) ? answered : asked)
                        .truncatedTo(ChronoUnit.MICROS);
        Instant last = answer.getLast().at();
        long took = Math.max(0, Duration.between(start, last == null ? answered : last).toNanos());
        byte[] request = request(first.model(), before);
        byte[] response = response(answer);
        Exchange exchange =
                new Exchange(
                        MadeIds.of(
                                start,
                                MadeIds.bytes("claude-code"),
                                MadeIds.bytes(first.messageId())),
                        start,
                        new ClientFacts("", null),
                        ForeignEntry.DOOR,
                        "anthropic",
                        Dialect.ANTHROPIC,
                        new RequestHead("POST", PATH, "HTTP/1.1", requestFields(first)),
                        PATH,
                        null,
                        new ResponseHead(200, "", "HTTP/1.1", responseFields(first)),
                        Headers.EMPTY,
                        Headers.EMPTY,
                        Bodies.whole(request),
                        Bodies.whole(response),
                        new Timeline(
                                Timeline.NEVER,
                                Timeline.NEVER,
                                Timeline.NEVER,
                                Timeline.NEVER,
                                took,
                                took),
                        EndReason.COMPLETE,
                        EndPhase.BODY,
                        null,
                        CaptureMode.FULL,
                        Set.of(Loss.NOT_ON_WIRE),
                        List.of(),
                        tags(first),
                        first.model().isEmpty() ? null : first.model(),
                        false);
        return new Incoming(
                exchange,
                ByteBuffer.wrap(request),
                ByteBuffer.wrap(response),
                List.of(),
                List.of());
    }

    private static Headers requestFields(TranscriptLine line) {
        Headers.Builder fields = Headers.builder().add("content-type", "application/json");
        add(fields, "user-agent", "claude-cli/", line.version());
        add(fields, "x-claude-code-session-id", "", line.session());
        add(fields, "x-claude-code-agent-id", "", line.agent());
        return fields.build();
    }

    private static Headers responseFields(TranscriptLine line) {
        Headers.Builder fields = Headers.builder().add("content-type", "application/json");
        add(fields, "request-id", "", line.requestId());
        return fields.build();
    }

    /** Only what can be a field's value, for a transcript may say anything. */
    private static void add(Headers.Builder fields, String name, String prefix, String value) {
        if (!value.isEmpty() && value.chars().allMatch(c -> c > ' ' && c < 0x7F)) {
            fields.add(name, prefix + value);
        }
    }

    private static List<Tag> tags(TranscriptLine line) {
        List<Tag> tags = new ArrayList<>(List.of(SOURCE));
        if (!line.session().isEmpty() && line.session().length() <= LONGEST_TAG_VALUE) {
            tags.add(new Tag("session", line.session()));
        }
        if (!line.branch().isEmpty() && line.branch().length() <= LONGEST_TAG_VALUE) {
            tags.add(new Tag("branch", line.branch()));
        }
        return tags;
    }

    private static byte[] request(String model, List<Message> messages) throws Unusable {
        ByteArrayOutputStream body = new ByteArrayOutputStream(64 * 1024);
        body.writeBytes(MadeIds.bytes("{\"model\":"));
        body.writeBytes(TranscriptLine.JSON.writeValueAsBytes(model));
        body.writeBytes(MadeIds.bytes(",\"messages\":["));
        String next = "";
        for (Message message : messages) {
            String role = message.role() == Kind.USER ? "user" : "assistant";
            body.writeBytes(MadeIds.bytes(next + "{\"role\":\"" + role + "\",\"content\":["));
            content(message.blocks(), body);
            body.writeBytes(MadeIds.bytes("]}"));
            next = ",";
        }
        body.writeBytes(MadeIds.bytes("]}"));
        return body.toByteArray();
    }

    private static void content(List<Block> blocks, ByteArrayOutputStream body) throws Unusable {
        boolean first = true;
        for (Block block : blocks) {
            if ((long) body.size() + block.json().length > MOST_BODY) {
                throw new Unusable("its request would be over " + MOST_BODY + " bytes");
            }
            if (!first) {
                body.write(',');
            }
            body.writeBytes(block.json());
            first = false;
        }
    }

    /** The message of the last line, whose usage is the latest, with the blocks of all. */
    private static byte[] response(List<TranscriptLine> answer) throws Unusable {
        JsonNode message = answer.getLast().message();
        ObjectNode head = TranscriptLine.JSON.createObjectNode();
        ByteArrayOutputStream body = new ByteArrayOutputStream(8 * 1024);
        for (String name : List.of("id", "type", "role", "model")) {
            if (message.has(name)) {
                head.set(name, message.path(name));
            }
        }
        byte[] beginning = TranscriptLine.JSON.writeValueAsBytes(head);
        body.write(beginning, 0, beginning.length - 1);
        body.writeBytes(MadeIds.bytes((head.isEmpty() ? "" : ",") + "\"content\":["));
        boolean first = true;
        for (TranscriptLine line : answer) {
            if (!first && !line.blocks().isEmpty()) {
                body.write(',');
            }
            content(line.blocks(), body);
            first = first && line.blocks().isEmpty();
        }
        body.write(']');
        ObjectNode rest = TranscriptLine.JSON.createObjectNode();
        for (String name : message.propertyNames()) {
            if (!head.has(name)) {
                rest.set(name, message.path(name));
            }
        }
        if (!rest.isEmpty()) {
            byte[] end = TranscriptLine.JSON.writeValueAsBytes(rest);
            body.write(',');
            body.write(end, 1, end.length - 1);
        } else {
            body.write('}');
        }
        return body.toByteArray();
    }
}
