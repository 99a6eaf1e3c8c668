package dev.weir.gateway.console;

import dev.weir.core.diff.BytesDiff;
import dev.weir.core.diff.Change;
import dev.weir.core.diff.Difference;
import dev.weir.core.diff.Section;
import dev.weir.core.diff.TextDiff;
import dev.weir.core.exchange.Exchange;
import dev.weir.core.json.JsonArray;
import dev.weir.core.json.JsonBoolean;
import dev.weir.core.json.JsonNull;
import dev.weir.core.json.JsonNumber;
import dev.weir.core.json.JsonObject;
import dev.weir.core.json.JsonString;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JsonGenerator;

/**
 * A difference as JSON, cut to a size that can be looked at: long texts are shown by their
 * beginning and end, and after {@link #MOST} characters in all only lengths are told.
 */
final class DiffJson {

    /** Characters of one text that was added or removed. */
    private static final int SHOWN = 4_000;

    private static final int MOST = 4_000_000;
    private static final int MOST_VALUES = 200_000;

    private final JsonGenerator json;
    private final int context;
    private long left = MOST;
    private int values = MOST_VALUES;

    /**
     * @param context characters that are shown of what is the same, before and after a change
     */
    DiffJson(JsonGenerator json, int context) {
        this.json = json;
        this.context = context;
    }

    void write(
            Exchange a, Exchange b, @Nullable Difference request, @Nullable Difference response) {
        json.writeStartObject();
        exchange("a", a);
        exchange("b", b);
        json.writeBooleanProperty(
                "same",
                (request == null || request.same()) && (response == null || response.same()));
        difference("request", request);
        difference("response", response);
        json.writeEndObject();
    }

    private void exchange(String name, Exchange exchange) {
        json.writeObjectPropertyStart(name);
        json.writeStringProperty("id", exchange.id().toString());
        json.writeStringProperty("startedAt", ExchangeJson.time(exchange.startedAt()));
        json.writeStringProperty("provider", exchange.provider());
        json.writeStringProperty("dialect", exchange.dialect().word());
        json.writeStringProperty("path", Json.text(exchange.path()));
        string("requestedModel", exchange.requestedModel());
        json.writeNumberProperty("status", exchange.status());
        json.writeEndObject();
    }

    private void difference(String name, @Nullable Difference difference) {
        if (difference == null) {
            json.writeNullProperty(name);
            return;
        }
        json.writeObjectPropertyStart(name);
        json.writeStringProperty("method", difference.method().word());
        string("reason", difference.reason().isEmpty() ? null : difference.reason());
        json.writeBooleanProperty("same", difference.same());
        Difference.Relation relation = difference.relation();
        string("relation", relation == null ? null : relation.word());
        bytes(difference.bytes());
        json.writeNumberProperty("samePrefix", difference.samePrefix());
        string("breaksAt", difference.breaksAt());
        json.writeArrayPropertyStart("sections");
        difference.sections().forEach(this::section);
        json.writeEndArray();
        json.writeNumberProperty("left", difference.left());
        json.writeEndObject();
    }

    private void bytes(BytesDiff bytes) {
        json.writeObjectPropertyStart("bytes");
        json.writeNumberProperty("a", bytes.a());
        json.writeNumberProperty("b", bytes.b());
        json.writeBooleanProperty("same", bytes.same());
        if (bytes.same()) {
            json.writeNullProperty("firstDifference");
        } else {
            json.writeNumberProperty("firstDifference", bytes.first());
        }
        json.writeNumberProperty("shareOfA", bytes.shareOfA());
        json.writeNumberProperty("shareOfB", bytes.shareOfB());
        json.writeEndObject();
    }

    private void section(Section section) {
        json.writeStartObject();
        json.writeStringProperty("name", section.name());
        json.writeNumberProperty("a", section.a());
        json.writeNumberProperty("b", section.b());
        json.writeNumberProperty("same", section.same());
        json.writeArrayPropertyStart("changes");
        section.changes().forEach(this::change);
        json.writeEndArray();
        json.writeEndObject();
    }

    private void change(Change change) {
        json.writeStartObject();
        json.writeStringProperty("kind", change.kind().word());
        string("a", change.a());
        string("b", change.b());
        value("before", change.before());
        value("after", change.after());
        TextDiff text = change.text();
        if (text == null) {
            json.writeNullProperty("text");
        } else {
            text(text);
        }
        json.writeEndObject();
    }

    private void text(TextDiff text) {
        json.writeObjectPropertyStart("text");
        json.writeStringProperty("method", text.method().word());
        json.writeNumberProperty("a", text.a().length());
        json.writeNumberProperty("b", text.b().length());
        json.writeNumberProperty("firstDifference", text.first());
        json.writeArrayPropertyStart("runs");
        for (int i = 0; i < text.runs().size(); i++) {
            boolean first = i == 0;
            boolean last = i == text.runs().size() - 1;
            run(text, text.runs().get(i), first, last);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    /** What is the same is shown beside changes only. */
    private void run(TextDiff text, TextDiff.Run run, boolean first, boolean last) {
        boolean same = run.op() == TextDiff.Op.SAME;
        int most = left <= 0 ? 0 : same ? context : SHOWN / 2;
        int before = same && first ? 0 : most;
        int after = same && last ? 0 : most;
        json.writeStartObject();
        json.writeStringProperty("op", run.op().word());
        json.writeNumberProperty("length", run.length());
        if (run.length() <= before + after) {
            json.writeStringProperty("text", Json.text(text.text(run)));
            json.writeNullProperty("end");
        } else {
            json.writeStringProperty("text", Json.text(text.start(run, before)));
            json.writeStringProperty("end", Json.text(text.end(run, after)));
        }
        json.writeEndObject();
        left -= Math.min(run.length(), before + after);
    }

    private void string(String name, @Nullable String value) {
        if (value == null) {
            json.writeNullProperty(name);
        } else {
            json.writeStringProperty(name, Json.text(value));
        }
    }

    private void value(String name, dev.weir.core.json.@Nullable Json value) {
        json.writeName(name);
        if (value == null) {
            json.writeNull();
        } else {
            value(value);
        }
    }

    private void value(dev.weir.core.json.Json value) {
        if (--values < 0 && !(value instanceof JsonNull)) {
            json.writeString("…");
            return;
        }
        switch (value) {
            case JsonObject object -> {
                json.writeStartObject();
                object.forEach(
                        (name, member) -> {
                            json.writeName(Json.text(name));
                            value(member);
                        });
                json.writeEndObject();
            }
            case JsonArray array -> {
                json.writeStartArray();
                array.forEach(this::value);
                json.writeEndArray();
            }
            case JsonString string -> json.writeString(Json.text(shown(string.value())));
            case JsonNumber number -> json.writeNumber(number.text());
            case JsonBoolean flag -> json.writeBoolean(flag.value());
            case JsonNull _ -> json.writeNull();
        }
    }

    private String shown(String text) {
        int most = left <= 0 ? 100 : SHOWN;
        left -= Math.min(text.length(), most);
        if (text.length() <= most) {
            return text;
        }
        int end = text.offsetByCodePoints(0, most / 2);
        return text.substring(0, end) + "… (" + (text.length() - end) + " characters more)";
    }
}
