package dev.weir.core.story;

import dev.weir.core.derived.DerivedExchange;
import dev.weir.core.json.Json;
import dev.weir.core.json.JsonArray;
import dev.weir.core.json.JsonObject;
import dev.weir.core.json.JsonString;
import dev.weir.core.reading.Choice;
import dev.weir.core.reading.Message;
import dev.weir.core.reading.Part;
import dev.weir.core.reading.Reading;
import dev.weir.core.reading.Role;
import dev.weir.core.reading.Source;
import dev.weir.core.session.CallKind;
import dev.weir.core.session.CallKinds;
import dev.weir.core.session.Placement;
import dev.weir.core.story.Piece.Kind;
import dev.weir.core.story.Step.CallKey;
import dev.weir.core.story.Step.Marks;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the calls of one session one after the other, and keeps of each what is new. The calls of a
 * thread come in order; threads may be read ahead of each other. What is new in a request is what
 * stands behind the model's last words in it, and the results, wherever they stand, of calls that
 * wait for one. Remembers a little of each thread and none of the conversation. Not thread-safe.
 */
public final class StoryReader {

    private static final int MOST_THREADS = 512;
    private static final int MOST_OPEN = 128;
    private static final int MOST_TASKS = 32;
    private static final int OPENING = 400;
    private static final int SHORTEST_TASK = 12;
    private static final int LONGEST_TASK = 4_000;

    private final int most;
    private final boolean images;
    private final Map<String, State> threads =
            new LinkedHashMap<>() {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, State> eldest) {
                    return size() > MOST_THREADS;
                }
            };

    /**
     * @param most characters to keep of a text
     * @param images whether the bytes of images are kept
     */
    public StoryReader(int most, boolean images) {
        this.most = most;
        this.images = images;
    }

    /** A call that waits for its result; the tasks are the longer texts of its arguments. */
    private record OpenCall(CallKey key, @Nullable String id, String name, List<String> tasks) {}

    /**
     * What is remembered of a thread: its last call, the calls that wait for a result, and the last
     * ones that could have begun a sub-agent, answered or not.
     */
    private record State(
            int turn,
            int step,
            String kind,
            @Nullable String model,
            String opening,
            Instant end,
            boolean called,
            List<OpenCall> open,
            List<OpenCall> tasks) {}

    /**
     * Reads the next call of its thread.
     *
     * @param row the exchange's row
     * @param reading what was read of it
     * @param request the decoded request, which images are taken from
     * @param response the decoded answer, likewise
     */
    public Step read(
            DerivedExchange row, Reading reading, Source.Body request, Source.Body response) {
        DerivedExchange.Place place = row.place();
        boolean talks =
                place != null
                        && (place.kind().equals(CallKind.MAIN.word())
                                || place.kind().equals(CallKind.SUMMARY.word()));
        byte[] answered = images ? response.bytes() : null;
        List<Piece> answer = answer(reading, new Pieces(row.id(), most, answered));
        if (place == null || !talks) {
            return new Step(row, false, List.of(), answer, Marks.NONE, Map.of());
        }
        State before = threads.get(place.thread());
        List<Message> messages = reading.turn().request().conversation();
        int fresh = fresh(messages);
        Pieces pieces = new Pieces(row.id(), most, images ? request.bytes() : null);
        Map<CallKey, Piece.ToolResult> results = new HashMap<>();
        List<OpenCall> open = new ArrayList<>(before == null ? List.of() : before.open());
        List<Piece> said = said(messages, fresh, open, results, pieces);

        boolean repeats =
                before != null && before.turn == place.turn() && before.step == place.step();
        String opening = opening(messages);
        boolean summary = place.kind().equals(CallKind.SUMMARY.word());
        boolean compacts = !summary && compacts(before, opening, fresh, said);
        if (compacts) {
            said = asSummary(said);
        }
        Marks marks =
                new Marks(
                        switched(before, row, summary),
                        compacts,
                        repeats,
                        before == null ? fresh : 0,
                        toolMicros(before, row),
                        before == null ? startedBy(place.thread(), messages) : null);
        remember(row, place, opening, answer, open, before, summary);
        return new Step(
                row,
                !summary && !repeats && place.step() == 1,
                repeats ? List.of() : said,
                answer,
                marks,
                results);
    }

    /** The model's words, results of the provider's own tools beside their calls. */
    private static List<Piece> answer(Reading reading, Pieces pieces) {
        List<Piece> answer = new ArrayList<>();
        for (Choice choice : reading.turn().response().choices()) {
            for (Part part : choice.message().parts()) {
                Piece piece = pieces.of(part, false);
                if (!(piece instanceof Piece.ToolResult result) || !pair(answer, result)) {
                    answer.add(piece);
                }
            }
        }
        return answer;
    }

    private static boolean pair(List<Piece> answer, Piece.ToolResult result) {
        for (int i = answer.size() - 1; i >= 0; i--) {
            if (answer.get(i) instanceof Piece.ToolCall call
                    && call.result() == null
                    && call.id() != null
                    && call.id().equals(result.callId())) {
                answer.set(i, call.withResult(result));
                return true;
            }
        }
        return false;
    }

    /** The first message that is new: behind the model's last words, a begun answer left aside. */
    private static int fresh(List<Message> messages) {
        int at = messages.size();
        while (at > 0 && messages.get(at - 1).role() == Role.ASSISTANT) {
            at--;
        }
        while (at > 0 && messages.get(at - 1).role() != Role.ASSISTANT) {
            at--;
        }
        return at;
    }

    /** What is new but results, which go to the calls that wait for them. */
    private static List<Piece> said(
            List<Message> messages,
            int fresh,
            List<OpenCall> open,
            Map<CallKey, Piece.ToolResult> results,
            Pieces pieces) {
        for (int i = fresh - 1; i >= 0 && open.stream().anyMatch(call -> call.id != null); i--) {
            for (Part part : messages.get(i).parts()) {
                if (part instanceof Part.ToolResult result && result.callId() != null) {
                    take(result, open, results, pieces);
                }
            }
        }
        List<Piece> said = new ArrayList<>();
        for (Message message : messages.subList(fresh, messages.size())) {
            if (message.role() == Role.ASSISTANT) {
                continue;
            }
            for (Part part : message.parts()) {
                if (!(part instanceof Part.ToolResult result)
                        || !take(result, open, results, pieces)) {
                    said.add(pieces.of(part, true));
                }
            }
        }
        return said;
    }

    private static boolean take(
            Part.ToolResult result,
            List<OpenCall> open,
            Map<CallKey, Piece.ToolResult> results,
            Pieces pieces) {
        OpenCall call = waiting(result, open);
        if (call == null) {
            return false;
        }
        open.remove(call);
        results.put(call.key, pieces.result(result));
        return true;
    }

    /** The call that a result is for: by its id, without one by its name, in order. */
    private static @Nullable OpenCall waiting(Part.ToolResult result, List<OpenCall> open) {
        String id = result.callId();
        for (OpenCall call : open) {
            boolean same =
                    id != null && call.id != null
                            ? id.equals(call.id)
                            : id == null
                                    && (result.name() == null || result.name().equals(call.name));
            if (same) {
                return call;
            }
        }
        return null;
    }

    /** The begin of what the conversation begins with, empty where that is no text. */
    private static String opening(List<Message> messages) {
        for (Message message : messages) {
            if (message.role() == Role.ASSISTANT) {
                return "";
            }
            for (Part part : message.parts()) {
                if (part instanceof Part.Text text
                        && !text.text().isBlank()
                        && !Pieces.isReminder(text.text())) {
                    return Snip.of(text.text().strip(), OPENING).text();
                }
            }
        }
        return "";
    }

    private static boolean compacts(
            @Nullable State before, String opening, int fresh, List<Piece> said) {
        if (said.stream().anyMatch(p -> p instanceof Piece.Words w && w.kind() == Kind.SUMMARY)) {
            return true;
        }
        boolean summary = CallKinds.isSummary(opening);
        return before == null
                ? summary && fresh == 0
                : !opening.equals(before.opening)
                        && (summary || before.kind.equals(CallKind.SUMMARY.word()));
    }

    /** Shows the text that goes on from an earlier conversation as what it is. */
    private static List<Piece> asSummary(List<Piece> said) {
        List<Piece> marked = new ArrayList<>(said);
        for (int i = 0; i < marked.size(); i++) {
            if (marked.get(i) instanceof Piece.Words words
                    && words.kind() == Kind.TEXT
                    && CallKinds.isSummary(words.text().text())) {
                marked.set(i, new Piece.Words(Kind.SUMMARY, words.text()));
            }
        }
        return marked;
    }

    private static @Nullable String model(DerivedExchange row) {
        String asked = row.call().requestedModel();
        return asked == null ? row.call().answeredModel() : asked;
    }

    private static @Nullable String switched(
            @Nullable State before, DerivedExchange row, boolean summary) {
        String model = model(row);
        return before == null
                        || summary
                        || before.model == null
                        || model == null
                        || before.model.equals(model)
                ? null
                : before.model;
    }

    private static @Nullable Long toolMicros(@Nullable State before, DerivedExchange row) {
        if (before == null || !before.called || row.place() == null) {
            return null;
        }
        long micros = Duration.between(before.end, row.startedAt()).toNanos() / 1_000;
        return row.place().turn() != before.turn || micros < 0 ? null : Long.valueOf(micros);
    }

    private void remember(
            DerivedExchange row,
            DerivedExchange.Place place,
            String opening,
            List<Piece> answer,
            List<OpenCall> open,
            @Nullable State before,
            boolean summary) {
        boolean called = false;
        List<OpenCall> tasked = new ArrayList<>(before == null ? List.of() : before.tasks());
        for (int i = 0; i < answer.size(); i++) {
            if (answer.get(i) instanceof Piece.ToolCall call && !call.serverSide()) {
                called = true;
                List<String> tasks = new ArrayList<>(2);
                if (call.json() != null) {
                    tasks(call.json(), tasks);
                }
                OpenCall made =
                        new OpenCall(new CallKey(row.id(), i), call.id(), call.name(), tasks);
                open.add(made);
                if (!tasks.isEmpty()) {
                    tasked.add(made);
                }
            }
        }
        String model = model(row);
        threads.remove(place.thread());
        threads.put(
                place.thread(),
                new State(
                        place.turn(),
                        place.step(),
                        place.kind(),
                        before != null && (summary || model == null) ? before.model : model,
                        opening,
                        row.startedAt().plusNanos(row.call().micros() * 1_000),
                        called,
                        newest(open, MOST_OPEN),
                        newest(tasked, MOST_TASKS)));
    }

    private static List<OpenCall> newest(List<OpenCall> calls, int most) {
        return List.copyOf(calls.subList(Math.max(0, calls.size() - most), calls.size()));
    }

    /** The texts in arguments that could be a sub-agent's task. */
    private static void tasks(Json value, List<String> tasks) {
        switch (value) {
            case JsonString text -> {
                String task = text.value().strip();
                if (task.length() >= SHORTEST_TASK && tasks.size() < 4) {
                    tasks.add(Snip.of(task, LONGEST_TASK).text());
                }
            }
            case JsonObject object -> object.forEach((_, member) -> tasks(member, tasks));
            case JsonArray array -> array.objects().forEach(object -> tasks(object, tasks));
            default -> {}
        }
    }

    /** The newer call of another thread whose arguments hold what this one was asked. */
    private @Nullable CallKey startedBy(String thread, List<Message> messages) {
        if (thread.equals(Placement.MAIN)) {
            return null;
        }
        CallKey best = null;
        int length = 0;
        for (Message message : messages) {
            if (message.role() == Role.ASSISTANT) {
                break;
            }
            String asked = message.text();
            for (State state : threads.values()) {
                for (OpenCall call : state.tasks) {
                    for (String task : call.tasks) {
                        if (task.length() > length && asked.contains(task)) {
                            best = call.key;
                            length = task.length();
                        }
                    }
                }
            }
        }
        return best;
    }
}
