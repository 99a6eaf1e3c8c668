package dev.weir.core.story;

import dev.weir.core.exchange.ExchangeId;
import dev.weir.core.json.JsonString;
import dev.weir.core.json.JsonWriter;
import dev.weir.core.reading.MediaSource;
import dev.weir.core.reading.Part;
import dev.weir.core.story.Piece.Kind;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes pieces of parts. */
final class Pieces {

    /** Parts of one message or result; the rest is left out. */
    private static final int MOST_PARTS = 2_000;

    private static final int LARGEST_IMAGE = 8 << 20;
    private static final Pattern TAG =
            Pattern.compile("<([A-Za-z][A-Za-z0-9_-]{1,60})[^<>]{0,200}>");
    private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/]+={0,2}");

    private final ExchangeId exchange;
    private final int most;
    private final byte @Nullable [] body;

    /**
     * @param exchange the exchange that the parts are from
     * @param most characters to keep of a text
     * @param body the decoded body that images are taken from, null to take none
     */
    Pieces(ExchangeId exchange, int most, byte @Nullable [] body) {
        this.exchange = exchange;
        this.most = most;
        this.body = body;
    }

    List<Piece> of(List<Part> parts, boolean asked) {
        List<Piece> pieces = new ArrayList<>();
        for (Part part : parts) {
            if (pieces.size() == MOST_PARTS) {
                break;
            }
            pieces.add(of(part, asked));
        }
        return pieces;
    }

    /**
     * @param asked true for what a request says, where tools put blocks of their own
     */
    Piece of(Part part, boolean asked) {
        return switch (part) {
            case Part.Text text ->
                    words(
                            asked && isReminder(text.text()) ? Kind.REMINDER : Kind.TEXT,
                            text.text());
            case Part.Thinking thinking -> words(Kind.THINKING, thinking.text());
            case Part.Refusal refusal -> words(Kind.REFUSAL, refusal.text());
            case Part.Compaction compaction ->
                    words(Kind.SUMMARY, compaction.text() == null ? "" : compaction.text());
            case Part.ToolCall call -> call(call);
            case Part.ToolResult result -> result(result);
            case Part.Media media -> media(media);
            case Part.Other other ->
                    new Piece.Other(other.type(), Snip.of(JsonWriter.write(other.raw()), most));
        };
    }

    private Piece words(Kind kind, String text) {
        return new Piece.Words(kind, Snip.of(text, most));
    }

    private Piece.ToolCall call(Part.ToolCall call) {
        boolean json = call.form() == Part.ToolCall.Form.JSON;
        String text =
                !json && call.arguments() instanceof JsonString words
                        ? words.value()
                        : JsonWriter.write(call.arguments());
        Snip arguments = Snip.of(text, most);
        return new Piece.ToolCall(
                call.id(),
                call.name(),
                arguments,
                json && !arguments.cut() ? call.arguments() : null,
                call.serverSide(),
                null);
    }

    Piece.ToolResult result(Part.ToolResult result) {
        return new Piece.ToolResult(
                exchange, result.callId(), of(result.parts(), false), result.isError());
    }

    private Piece media(Part.Media media) {
        return switch (media.source()) {
            case MediaSource.Inline inline ->
                    media(media, inline.bytes(), null, base64(media, inline));
            case MediaSource.Url url ->
                    media(media, -1, url.url().isEmpty() ? null : cut(url.url()), null);
            case MediaSource.File file -> media(media, -1, "file:" + cut(file.id()), null);
            case MediaSource.Plain plain -> words(Kind.TEXT, plain.text());
        };
    }

    private static Piece media(
            Part.Media media, long bytes, @Nullable String url, @Nullable String base64) {
        String name = media.name();
        String mime = media.mime();
        return new Piece.Media(
                media.kind(),
                mime == null ? null : cut(mime),
                name == null ? null : cut(name),
                bytes,
                url,
                base64);
    }

    private static String cut(String text) {
        return Snip.of(text, 2_000).text();
    }

    /** An image's bytes as they stand in the body; null where that is nothing but base64. */
    private @Nullable String base64(Part.Media media, MediaSource.Inline inline) {
        if (body == null
                || media.kind() != Part.Media.Kind.IMAGE
                || inline.at() < 0
                || inline.length() > LARGEST_IMAGE
                || inline.at() + inline.length() > body.length) {
            return null;
        }
        String text =
                new String(
                                body,
                                (int) inline.at(),
                                (int) inline.length(),
                                StandardCharsets.ISO_8859_1)
                        .replace("\\/", "/");
        int comma = text.startsWith("data:") ? text.indexOf(',') : -1;
        String data = text.substring(comma + 1);
        return isBase64(data) ? data : null;
    }

    private static boolean isBase64(String text) {
        // A possessive quantifier would do as well; this one does not recurse.
        Matcher matcher = BASE64.matcher(text);
        return matcher.matches();
    }

    /** True for a text that is one block in a tag, as tools put beside what a person wrote. */
    static boolean isReminder(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && Character.isWhitespace(text.charAt(from))) {
            from++;
        }
        while (to > from && Character.isWhitespace(text.charAt(to - 1))) {
            to--;
        }
        Matcher tag = TAG.matcher(text).region(from, Math.min(to, from + 300));
        return tag.lookingAt()
                && text.startsWith("</" + tag.group(1) + ">", to - tag.group(1).length() - 3);
    }
}
