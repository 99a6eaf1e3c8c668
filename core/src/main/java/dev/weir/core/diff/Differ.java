package dev.weir.core.diff;

import dev.weir.core.dialect.Dialect;
import dev.weir.core.diff.Difference.Method;
import dev.weir.core.diff.Difference.Relation;
import dev.weir.core.exchange.Side;
import dev.weir.core.json.Json;
import dev.weir.core.json.JsonArray;
import dev.weir.core.json.JsonNumber;
import dev.weir.core.json.JsonObject;
import dev.weir.core.json.JsonReader;
import dev.weir.core.json.JsonString;
import dev.weir.core.reading.Finding;
import dev.weir.core.reading.Message;
import dev.weir.core.reading.ModelRequest;
import dev.weir.core.reading.ModelResponse;
import dev.weir.core.reading.Part;
import dev.weir.core.reading.Reading;
import dev.weir.core.reading.Source;
import dev.weir.core.reading.Tool;
import dev.weir.core.session.CallKinds;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Compares two calls of a model: what was asked, or what was answered. Calls of two dialects are
 * compared without what only one of them has. Where a call cannot be read, the bodies are compared,
 * as JSON, else as text, else as bytes. It never throws on any bytes.
 */
public final class Differ {

    private final Subject a;
    private final Subject b;
    private final boolean own;
    private final TreeDiff trees = new TreeDiff();
    private final List<Section> sections = new ArrayList<>();

    private Differ(Subject a, Subject b) {
        this.a = a;
        this.b = b;
        this.own = a.dialect() == b.dialect();
    }

    /**
     * One of two calls.
     *
     * @param dialect its shape
     * @param reading what was read of it
     * @param request its decoded body
     * @param response the decoded body of its answer
     * @param status the answer's status, 0 for none
     */
    public record Subject(
            Dialect dialect,
            Reading reading,
            Source.Body request,
            Source.Body response,
            int status) {

        ModelRequest asked() {
            return reading.turn().request();
        }

        ModelResponse answered() {
            return reading.turn().response();
        }
    }

    /** Compares what was asked. */
    public static Difference requests(Subject a, Subject b) {
        Differ differ = new Differ(a, b);
        BytesDiff bytes = BytesDiff.of(a.request().bytes(), b.request().bytes());
        String unread = unread("A", a, true) + unread("B", b, true);
        return unread.isEmpty()
                ? differ.asked(bytes)
                : differ.bodies(bytes, a.request().bytes(), b.request().bytes(), unread);
    }

    /** Compares what was answered. Ids, which no two answers share, do not count. */
    public static Difference responses(Subject a, Subject b) {
        Differ differ = new Differ(a, b);
        BytesDiff bytes = BytesDiff.of(a.response().bytes(), b.response().bytes());
        String unread = unread("A", a, false) + unread("B", b, false);
        return unread.isEmpty()
                ? differ.answered(bytes)
                : differ.bodies(bytes, a.response().bytes(), b.response().bytes(), unread);
    }

    /** Why a side was not read; empty where it was. */
    private static String unread(String name, Subject subject, boolean request) {
        boolean read =
                request
                        ? !subject.asked().equals(ModelRequest.EMPTY)
                        : !subject.answered().equals(ModelResponse.EMPTY);
        if (read && subject.reading().items().isEmpty()) {
            return "";
        }
        Side side = request ? Side.REQUEST : Side.RESPONSE;
        for (Finding finding : subject.reading().findings()) {
            if (finding.side() == side) {
                return name + ": " + finding.reason().sentence() + ". ";
            }
        }
        return name + ": " + (read ? "a batch of calls" : "nothing of a call was found") + ". ";
    }

    private Difference asked(BytesDiff bytes) {
        ModelRequest left = a.asked();
        ModelRequest right = b.asked();
        View viewA = new View(a.request().bytes(), own, own);
        View viewB = new View(b.request().bytes(), own, own);
        single("model", text(left.model()), text(right.model()));
        list("system", viewA.parts(left.instructions()), viewB.parts(right.instructions()), 0, 0);
        tools(viewA, left.tools(), viewB, right.tools());
        JsonArray messagesA = viewA.messages(left.conversation());
        JsonArray messagesB = viewB.messages(right.conversation());
        int baseB = right.messages().size() - messagesB.size();
        List<Alignment.Step> steps =
                list(
                        "messages",
                        messagesA,
                        messagesB,
                        left.messages().size() - messagesA.size(),
                        baseB);
        single(
                "parameters",
                viewA.parameters(left.parameters()),
                viewB.parameters(right.parameters()));
        if (own) {
            single("hints", View.hints(left.hints()), View.hints(right.hints()));
            single(
                    "endpoint",
                    text(a.reading().endpoint().word()),
                    text(b.reading().endpoint().word()));
        }
        int prefix = prefix(messagesA, messagesB);
        boolean parted = prefix < Math.min(messagesA.size(), messagesB.size());
        String breaksAt =
                differs("tools")
                        ? "tools"
                        : differs("system")
                                ? "system"
                                : parted ? "messages[" + (baseB + prefix) + "]" : null;
        unseen(bytes, a.request().bytes(), b.request().bytes());
        return new Difference(
                Method.TURN,
                "",
                relation(left, right, steps),
                bytes,
                prefix,
                breaksAt,
                sections,
                trees.left());
    }

    /** Whether a section has changes other than of marks. */
    private boolean differs(String name) {
        return sections.stream()
                .filter(section -> section.name().equals(name))
                .flatMap(section -> section.changes().stream())
                .anyMatch(change -> change.kind() != Change.Kind.MARKED);
    }

    private static int prefix(JsonArray a, JsonArray b) {
        int length = 0;
        while (length < Math.min(a.size(), b.size())
                && View.unmarked(a.get(length)).equals(View.unmarked(b.get(length)))) {
            length++;
        }
        return length;
    }

    private static Relation relation(ModelRequest a, ModelRequest b, List<Alignment.Step> steps) {
        int sizeA = a.conversation().size();
        int sizeB = b.conversation().size();
        int prefix = 0;
        while (prefix < steps.size()
                && steps.get(prefix).kind() == Alignment.Kind.SAME
                && steps.get(prefix).a() == prefix
                && steps.get(prefix).b() == prefix) {
            prefix++;
        }
        if (prefix == sizeA) {
            return prefix == sizeB ? Relation.SAME : Relation.APPENDED;
        }
        if (prefix == sizeB) {
            return Relation.SHORTENED;
        }
        if (isCompacted(b) && !isCompacted(a)) {
            return Relation.COMPACTED;
        }
        boolean related =
                steps.stream()
                        .anyMatch(
                                step ->
                                        step.kind() != Alignment.Kind.ADDED
                                                && step.kind() != Alignment.Kind.REMOVED);
        return related ? Relation.EDITED : Relation.UNRELATED;
    }

    private static boolean isCompacted(ModelRequest request) {
        List<Message> messages = request.conversation();
        boolean folded =
                messages.stream()
                        .flatMap(message -> message.parts().stream())
                        .anyMatch(Part.Compaction.class::isInstance);
        return folded
                || messages.stream()
                        .limit(2)
                        .flatMap(message -> message.parts().stream())
                        .anyMatch(
                                part ->
                                        part instanceof Part.Text text
                                                && CallKinds.isSummary(text.text()));
    }

    private Difference answered(BytesDiff bytes) {
        ModelResponse left = a.answered();
        ModelResponse right = b.answered();
        View viewA = new View(a.response().bytes(), false, own);
        View viewB = new View(b.response().bytes(), false, own);
        single("status", JsonNumber.of(a.status()), JsonNumber.of(b.status()));
        single("model", text(left.model()), text(right.model()));
        list("choices", viewA.choices(left.choices()), viewB.choices(right.choices()), 0, 0);
        single("usage", View.usage(left.usage()), View.usage(right.usage()));
        single(
                "error",
                left.error() == null ? null : left.error().raw(),
                right.error() == null ? null : right.error().raw());
        if (own) {
            single("other", left.rest(), right.rest());
        }
        return new Difference(Method.TURN, "", null, bytes, 0, null, sections, trees.left());
    }

    private Difference bodies(BytesDiff bytes, byte[] left, byte[] right, String reason) {
        Method method = Method.BYTES;
        JsonReader.Parsed jsonA = JsonReader.read(left);
        JsonReader.Parsed jsonB = JsonReader.read(right);
        Json valueA = jsonA.value();
        Json valueB = jsonB.value();
        if (jsonA.whole() && jsonB.whole() && valueA != null && valueB != null) {
            method = Method.JSON;
            single("body", valueA, valueB);
        } else {
            String textA = utf8(left);
            String textB = utf8(right);
            if (textA != null && textB != null) {
                method = Method.TEXT;
                trees.texts(textA, textB, "body", "body");
                int same = textA.equals(textB) ? 1 : 0;
                sections.add(new Section("body", 1, 1, same, trees.take()));
            }
        }
        return new Difference(method, reason.strip(), null, bytes, 0, null, sections, trees.left());
    }

    /** What the reading may have left out: all of the body, where nothing else differs. */
    private void unseen(BytesDiff bytes, byte[] left, byte[] right) {
        boolean found =
                sections.stream()
                        .flatMap(section -> section.changes().stream())
                        .anyMatch(change -> change.kind() != Change.Kind.REORDERED);
        if (bytes.same() || found || !own) {
            return;
        }
        Json valueA = JsonReader.read(left).value();
        Json valueB = JsonReader.read(right).value();
        if (valueA != null && valueB != null && !trees.sameness().same(valueA, valueB)) {
            single("body", valueA, valueB);
        }
    }

    private static @Nullable String utf8(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    private static @Nullable Json text(@Nullable String value) {
        return value == null ? null : JsonString.of(value);
    }

    private void single(String name, @Nullable Json left, @Nullable Json right) {
        Json before = isNothing(left) ? null : left;
        Json after = isNothing(right) ? null : right;
        if (before == null && after == null) {
            return;
        }
        boolean same = before != null && after != null && trees.sameness().same(before, after);
        if (before instanceof JsonObject || after instanceof JsonObject) {
            trees.values(
                    before == null ? JsonObject.EMPTY : before,
                    after == null ? JsonObject.EMPTY : after,
                    name,
                    name);
        } else {
            trees.values(before, after, name, name);
        }
        sections.add(
                new Section(
                        name,
                        before == null ? 0 : 1,
                        after == null ? 0 : 1,
                        same ? 1 : 0,
                        trees.take()));
    }

    private static boolean isNothing(@Nullable Json value) {
        return value instanceof JsonObject object && object.isEmpty();
    }

    private void tools(View viewA, List<Tool> left, View viewB, List<Tool> right) {
        if (left.isEmpty() && right.isEmpty()) {
            return;
        }
        JsonArray one = JsonArray.of(left.stream().map(viewA::tool).toList());
        JsonArray two = JsonArray.of(right.stream().map(viewB::tool).toList());
        int same = trees.named(one, two, "tools");
        sections.add(new Section("tools", one.size(), two.size(), same, trees.take()));
    }

    private List<Alignment.Step> list(
            String name, JsonArray left, JsonArray right, int baseA, int baseB) {
        if (left.isEmpty() && right.isEmpty()) {
            return List.of();
        }
        List<Alignment.Step> steps = trees.arrays(left, right, name, baseA, name, baseB);
        long same =
                steps.stream()
                        .filter(
                                step ->
                                        step.kind() == Alignment.Kind.SAME
                                                || step.kind() == Alignment.Kind.MOVED)
                        .count();
        sections.add(new Section(name, left.size(), right.size(), (int) same, trees.take()));
        return steps;
    }
}
