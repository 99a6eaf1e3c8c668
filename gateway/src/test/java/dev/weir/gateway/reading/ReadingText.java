package dev.weir.gateway.reading;

import dev.weir.core.json.JsonObject;
import dev.weir.core.json.JsonWriter;
import dev.weir.core.reading.Choice;
import dev.weir.core.reading.Citation;
import dev.weir.core.reading.Extra;
import dev.weir.core.reading.Finding;
import dev.weir.core.reading.Hints;
import dev.weir.core.reading.MediaSource;
import dev.weir.core.reading.Message;
import dev.weir.core.reading.ModelRequest;
import dev.weir.core.reading.ModelResponse;
import dev.weir.core.reading.Parameters;
import dev.weir.core.reading.Part;
import dev.weir.core.reading.Reading;
import dev.weir.core.reading.Tool;
import dev.weir.core.reading.Turn;
import dev.weir.core.usage.Unit;
import dev.weir.testkit.Bytes;

import org.jspecify.annotations.Nullable;

import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Map;

/**
 * A reading as text for people to check: everything that was read, long texts as their start, their
 * length and the start of their hash.
 */
final class ReadingText {

    private static final int SHOWN = 100;

    private final StringBuilder out = new StringBuilder();

    private ReadingText() {}

    static String of(Reading reading) {
        ReadingText text = new ReadingText();
        text.line(
                0,
                reading.endpoint().word()
                        + " "
                        + reading.status().word()
                        + (reading.streamed() ? " streamed" : ""));
        for (Finding finding : reading.findings()) {
            text.line(
                    0,
                    "finding "
                            + finding.reason().word()
                            + " "
                            + finding.side().word()
                            + " "
                            + finding.detail());
        }
        text.turn(reading.turn());
        for (Reading.Item item : reading.items()) {
            text.line(0, "item " + item.customId());
            text.turn(item.turn());
        }
        return text.out.toString();
    }

    private void line(int indent, String text) {
        out.append("  ".repeat(indent)).append(text.stripTrailing()).append('\n');
    }

    private void turn(Turn turn) {
        if (!turn.request().equals(ModelRequest.EMPTY)) {
            request(turn.request());
        }
        if (!turn.response().equals(ModelResponse.EMPTY)) {
            response(turn.response());
        }
    }

    private void request(ModelRequest request) {
        line(0, "request model=" + request.model());
        Parameters parameters = request.parameters();
        StringBuilder set = new StringBuilder();
        for (RecordComponent component : Parameters.class.getRecordComponents()) {
            Object value = value(component, parameters);
            boolean empty = value instanceof List<?> list && list.isEmpty();
            if (value != null && !empty && !component.getName().equals("rest")) {
                set.append(' ').append(component.getName()).append('=').append(cut(value));
            }
        }
        line(1, "parameters" + set);
        rest(1, parameters.rest());
        if (!request.hints().equals(Hints.NONE)) {
            line(1, cut(request.hints()));
        }
        for (Tool tool : request.tools()) {
            line(
                    1,
                    "tool "
                            + tool.type()
                            + " "
                            + tool.name()
                            + (tool.serverSide() ? " server-side" : "")
                            + (tool.description() == null ? "" : " " + quote(tool.description()))
                            + (tool.schema() == null ? "" : " " + cut(tool.schema().write())));
            extra(2, tool.extra());
        }
        if (!request.system().isEmpty()) {
            line(1, "system");
            request.system().forEach(part -> part(2, part));
        }
        request.messages().forEach(message -> message(1, message));
    }

    private static @Nullable Object value(RecordComponent component, Object of) {
        try {
            return component.getAccessor().invoke(of);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private void response(ModelResponse response) {
        line(
                0,
                "response id="
                        + response.id()
                        + " model="
                        + response.model()
                        + (response.status() == null ? "" : " status=" + response.status()));
        if (response.error() != null) {
            line(
                    1,
                    "error type="
                            + response.error().type()
                            + " code="
                            + response.error().code()
                            + " "
                            + quote(response.error().message()));
        }
        if (response.embeddings() != null) {
            line(1, response.embeddings().toString());
        }
        if (response.countedTokens() != null) {
            line(1, "counted " + response.countedTokens());
        }
        for (Choice choice : response.choices()) {
            line(
                    1,
                    "choice "
                            + choice.index()
                            + " stop="
                            + (choice.stop() == null ? null : choice.stop().word())
                            + " ("
                            + choice.stopWord()
                            + ")"
                            + (choice.stopSequence() == null
                                    ? ""
                                    : " at " + quote(choice.stopSequence())));
            message(2, choice.message());
            rest(2, choice.rest());
        }
        usage(response);
        rest(1, response.rest());
    }

    private void usage(ModelResponse response) {
        StringBuilder counts = new StringBuilder();
        for (Map.Entry<Unit, Long> count : response.usage().counts().entrySet()) {
            counts.append(' ').append(count.getKey().word()).append('=').append(count.getValue());
        }
        line(
                1,
                "usage"
                        + (counts.isEmpty() ? " none" : counts)
                        + named(" tier=", response.usage().tier())
                        + named(" speed=", response.usage().speed())
                        + named(" cost=", response.usage().statedCost()));
        if (!response.usage().raw().isEmpty()) {
            line(2, cut(response.usage().raw()));
        }
    }

    private static String named(String name, @Nullable String value) {
        return value == null ? "" : name + value;
    }

    private void message(int indent, Message message) {
        line(
                indent,
                "message "
                        + message.role().word()
                        + " ("
                        + message.roleWord()
                        + ")"
                        + named(" name=", message.name()));
        message.parts().forEach(part -> part(indent + 1, part));
        extra(indent + 1, message.extra());
    }

    private void part(int indent, Part part) {
        String word = part.word();
        switch (part) {
            case Part.Text text -> {
                line(indent, word + " " + quote(text.text()));
                for (Citation citation : text.citations()) {
                    line(
                            indent + 1,
                            "citation "
                                    + citation.type()
                                    + named(" title=", citation.title())
                                    + named(" url=", citation.url())
                                    + (citation.quote() == null
                                            ? ""
                                            : " " + quote(citation.quote())));
                }
            }
            case Part.Thinking thinking ->
                    line(
                            indent,
                            word
                                    + (thinking.redacted() ? " redacted " : " ")
                                    + quote(thinking.text())
                                    + (thinking.signature() == null
                                            ? ""
                                            : " signature=" + cut(thinking.signature())));
            case Part.ToolCall call ->
                    line(
                            indent,
                            word
                                    + " "
                                    + call.id()
                                    + " "
                                    + call.name()
                                    + " "
                                    + call.form().word()
                                    + " "
                                    + cut(call.arguments().write())
                                    + (call.serverSide() ? " server-side" : ""));
            case Part.ToolResult result -> {
                line(
                        indent,
                        word
                                + " "
                                + result.callId()
                                + named(" name=", result.name())
                                + (result.isError() ? " error" : "")
                                + (result.serverSide() ? " server-side" : ""));
                result.parts().forEach(inner -> part(indent + 1, inner));
            }
            case Part.Media media ->
                    line(
                            indent,
                            word
                                    + " "
                                    + media.mime()
                                    + named(" name=", media.name())
                                    + " "
                                    + source(media.source()));
            case Part.Refusal refusal -> line(indent, word + " " + quote(refusal.text()));
            case Part.Compaction compaction ->
                    line(indent, word + " " + cut(String.valueOf(compaction.text())));
            case Part.Other other -> line(indent, word + " " + other.type());
        }
        extra(indent + 1, part.extra());
    }

    private static String source(MediaSource source) {
        return switch (source) {
            case MediaSource.Inline data -> data.length() + " of base64 at " + data.at();
            case MediaSource.Url url -> "url " + cut(url.url());
            case MediaSource.File file -> "file " + file.id();
            case MediaSource.Plain plain -> "text " + quote(plain.text());
        };
    }

    private void extra(int indent, Extra extra) {
        if (extra.cacheMark() != null) {
            line(indent, "cache mark " + extra.cacheMark().word());
        }
        rest(indent, extra.rest());
    }

    private void rest(int indent, JsonObject rest) {
        if (!rest.isEmpty()) {
            line(indent, "rest " + cut(rest.write()));
        }
    }

    private static String quote(String text) {
        StringBuilder quoted = new StringBuilder();
        JsonWriter.string(text, quoted);
        return cut(quoted.toString());
    }

    private static String cut(Object value) {
        String text = value.toString();
        if (text.length() <= SHOWN) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(SHOWN - 1)) ? SHOWN - 1 : SHOWN;
        return text.substring(0, end)
                + "… ("
                + text.length()
                + ", "
                + Bytes.of(text).sha256().substring(0, 8)
                + ")";
    }
}
