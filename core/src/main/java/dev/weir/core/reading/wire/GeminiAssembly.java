package dev.weir.core.reading.wire;

import dev.weir.core.json.Json;
import dev.weir.core.json.JsonArray;
import dev.weir.core.json.JsonNull;
import dev.weir.core.json.JsonNumber;
import dev.weir.core.json.JsonObject;
import dev.weir.core.json.JsonString;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** The answers of a streamed generateContent: each has new parts and the counts so far. */
final class GeminiAssembly implements Assembly {

    private final JsonObject.Builder top = JsonObject.builder();
    private final TreeMap<Long, Candidate> candidates = new TreeMap<>();
    private boolean blocked;

    /** A candidate under way. Texts of one kind that follow each other are one part. */
    private static final class Candidate {
        private final JsonObject.Builder members = JsonObject.builder();
        private final JsonObject.Builder content = JsonObject.builder();
        private final List<Json> parts = new ArrayList<>();
        private final StringBuilder text = new StringBuilder();
        private JsonObject open = JsonObject.EMPTY;

        void accept(JsonObject piece) {
            piece.forEach(
                    (name, value) -> {
                        if (name.equals("content")) {
                            content(piece.object(name));
                        } else if (value != JsonNull.NULL) {
                            members.set(name, value);
                        }
                    });
        }

        private void content(JsonObject piece) {
            piece.forEach(
                    (name, value) -> {
                        if (!name.equals("parts")) {
                            content.set(name, value);
                        }
                    });
            for (Json part : piece.array("parts")) {
                part(part);
            }
        }

        private void part(Json part) {
            boolean words = part instanceof JsonObject && part.get("text") instanceof JsonString;
            boolean joins =
                    words
                            && !open.isEmpty()
                            && GeminiReader.isThought(part) == GeminiReader.isThought(open)
                            && !open.has("thoughtSignature");
            if (joins) {
                JsonObject more = (JsonObject) part;
                text.append(more.textOrEmpty("text"));
                open = open.toBuilder().setAll(more).build();
            } else {
                close();
                if (words) {
                    open = (JsonObject) part;
                    text.append(open.textOrEmpty("text"));
                } else {
                    parts.add(part);
                }
            }
        }

        private void close() {
            if (!open.isEmpty()) {
                parts.add(open.with("text", JsonString.of(text.toString())));
                text.setLength(0);
                open = JsonObject.EMPTY;
            }
        }

        boolean finished() {
            return members.get("finishReason") != null;
        }

        JsonObject build(long index) {
            close();
            if (!parts.isEmpty()) {
                content.set("parts", JsonArray.of(parts));
            }
            return members.set("content", content.build())
                    .set("index", JsonNumber.of(index))
                    .build();
        }
    }

    @Override
    public void accept(String type, JsonObject data) {
        data.forEach(
                (name, value) -> {
                    if (name.equals("candidates")) {
                        data.array(name)
                                .objects()
                                .forEach(
                                        each -> {
                                            Long index = each.integer("index");
                                            candidates
                                                    .computeIfAbsent(
                                                            index == null ? 0L : index,
                                                            _ -> new Candidate())
                                                    .accept(each);
                                        });
                    } else if (value != JsonNull.NULL) {
                        top.set(name, value);
                    }
                });
        blocked |= data.object("promptFeedback").text("blockReason") != null;
    }

    @Override
    public boolean ended() {
        return blocked
                || !candidates.isEmpty()
                        && candidates.values().stream().allMatch(Candidate::finished);
    }

    @Override
    public JsonObject finish() {
        List<Json> all = new ArrayList<>();
        candidates.forEach((index, candidate) -> all.add(candidate.build(index)));
        if (!all.isEmpty()) {
            top.set("candidates", JsonArray.of(all));
        }
        return top.build();
    }
}
