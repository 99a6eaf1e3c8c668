package dev.weir.gateway.console;

import dev.weir.core.json.JsonString;
import dev.weir.core.reading.Citation;
import dev.weir.core.reading.Extra;
import dev.weir.core.reading.MediaSource;
import dev.weir.core.reading.Part;

/** Parts of messages as JSON: {@code type} says which, what is absent is left out. */
final class PartJson {

    private final TurnWriter out;

    PartJson(TurnWriter out) {
        this.out = out;
    }

    void write(Part part) {
        out.begin();
        out.text("type", part.word());
        switch (part) {
            case Part.Text text -> {
                out.cut("text", text.text());
                if (!text.citations().isEmpty()) {
                    out.list("citations", text.citations(), this::citation);
                }
            }
            case Part.Thinking thinking -> {
                out.cut("text", thinking.text());
                out.text("signature", thinking.signature());
                out.flagIf("redacted", thinking.redacted());
            }
            case Part.ToolCall call -> call(call);
            case Part.ToolResult result -> {
                out.text("callId", result.callId());
                out.text("name", result.name());
                out.flagIf("isError", result.isError());
                out.flagIf("serverSide", result.serverSide());
                out.list("parts", result.parts(), this::write);
            }
            case Part.Media media -> media(media);
            case Part.Refusal refusal -> out.cut("text", refusal.text());
            case Part.Compaction compaction -> {
                if (compaction.text() != null) {
                    out.cut("text", compaction.text());
                }
            }
            case Part.Other other -> {
                out.text("dialectType", other.type());
                out.json("raw", other.raw());
            }
        }
        if (!(part instanceof Part.Other)) {
            extra(part.extra());
        }
        out.end();
    }

    void extra(Extra extra) {
        out.text("cacheMark", extra.cacheMark() == null ? null : extra.cacheMark().word());
        out.json("rest", extra.rest().isEmpty() ? null : extra.rest());
    }

    private void call(Part.ToolCall call) {
        out.text("id", call.id());
        out.text("name", call.name());
        if (call.form() != Part.ToolCall.Form.JSON) {
            out.text("form", call.form().word());
        }
        if (call.arguments() instanceof JsonString text) {
            out.cut("arguments", text.value());
        } else {
            out.json("arguments", call.arguments());
        }
        out.flagIf("serverSide", call.serverSide());
    }

    private void citation(Citation citation) {
        out.begin();
        out.text("type", citation.type());
        out.text("title", citation.title());
        out.text("url", citation.url());
        out.text("quote", citation.quote());
        out.json("raw", citation.raw());
        out.end();
    }

    private void media(Part.Media media) {
        out.text("mime", media.mime());
        out.text("name", media.name());
        switch (media.source()) {
            case MediaSource.Inline inline -> {
                out.text("source", "inline");
                out.number("base64Length", inline.length());
                out.number("at", inline.at() < 0 ? null : Long.valueOf(inline.at()));
            }
            case MediaSource.Url url when url.url().isEmpty() -> out.text("source", "unknown");
            case MediaSource.Url url -> {
                out.text("source", "url");
                out.text("url", url.url());
            }
            case MediaSource.File file -> {
                out.text("source", "file");
                out.text("fileId", file.id());
            }
            case MediaSource.Plain plain -> {
                out.text("source", "text");
                out.cut("text", plain.text());
            }
        }
    }
}
