package dev.weir.core.diff;

import dev.weir.core.json.Json;
import dev.weir.core.json.JsonArray;
import dev.weir.core.json.JsonObject;
import dev.weir.core.json.JsonString;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Walks two trees side by side and lists what differs. One of these compares two whole calls, whose
 * sections share its bounds. Not thread-safe.
 */
final class TreeDiff {

    /** Changes that are listed. */
    private static final int MOST = 5_000;

    /** Steps for all texts and lists together, and for one text. */
    private static final long STEPS = 60_000_000;

    private static final long STEPS_OF_TEXT = 8_000_000;

    /** A string without a space that is shorter is a word, and not compared inside. */
    private static final int WORD = 32;

    private static final int LONGEST_NAME = 100;

    private final Sameness sameness = new Sameness();
    private final Work work = new Work(STEPS);
    private final Alignment alignment = new Alignment(sameness, work);
    private List<Change> changes = new ArrayList<>();
    private int listed;
    private int left;

    Sameness sameness() {
        return sameness;
    }

    /** Changes that were found and not listed. */
    int left() {
        return left;
    }

    /** The changes found since this was last asked. */
    List<Change> take() {
        List<Change> taken = changes;
        changes = new ArrayList<>();
        return taken;
    }

    private void add(Change change) {
        if (listed == MOST) {
            left++;
            return;
        }
        listed++;
        changes.add(change);
    }

    void values(@Nullable Json a, @Nullable Json b, String inA, String inB) {
        if (a == null || b == null) {
            oneSided(a, b, inA, inB);
        } else if (sameness.same(a, b)) {
            arrangement(a, b, inA, inB);
        } else if (a instanceof JsonObject one && b instanceof JsonObject two) {
            objects(one, two, inA, inB);
        } else if (a instanceof JsonArray one && b instanceof JsonArray two) {
            arrays(one, two, inA, 0, inB, 0);
        } else if (a instanceof JsonString one
                && b instanceof JsonString two
                && !(isWord(one.value()) && isWord(two.value()))) {
            texts(one.value(), two.value(), inA, inB);
        } else {
            add(new Change(Change.Kind.CHANGED, inA, inB, a, b, null));
        }
    }

    void texts(String a, String b, String inA, String inB) {
        if (a.equals(b)) {
            return;
        }
        Work part = work.part(STEPS_OF_TEXT);
        long given = part.left();
        TextDiff text = TextDiff.of(a, b, part);
        work.settle(part, given);
        add(new Change(Change.Kind.CHANGED, inA, inB, null, null, text));
    }

    private static boolean isWord(String text) {
        return text.length() <= WORD && text.indexOf(' ') < 0 && text.indexOf('\n') < 0;
    }

    private void oneSided(@Nullable Json a, @Nullable Json b, String inA, String inB) {
        if (a != null) {
            add(new Change(Change.Kind.REMOVED, inA, null, View.shown(a), null, null));
        } else if (b != null) {
            add(new Change(Change.Kind.ADDED, null, inB, null, View.shown(b), null));
        }
    }

    private void objects(JsonObject a, JsonObject b, String inA, String inB) {
        Map<String, List<Json>> left = members(a);
        Map<String, List<Json>> right = members(b);
        Set<String> names = new LinkedHashSet<>(left.keySet());
        names.addAll(right.keySet());
        for (String name : names) {
            List<Json> before = left.getOrDefault(name, List.of());
            List<Json> after = right.getOrDefault(name, List.of());
            for (int i = 0; i < Math.max(before.size(), after.size()); i++) {
                member(
                        name,
                        i < before.size() ? before.get(i) : null,
                        i < after.size() ? after.get(i) : null,
                        inA,
                        inB);
            }
        }
    }

    private void member(
            String name, @Nullable Json before, @Nullable Json after, String inA, String inB) {
        if (name.equals(View.MARK)) {
            mark(before, after, inA, inB);
        } else {
            values(before, after, path(inA, name), path(inB, name));
        }
    }

    private void mark(@Nullable Json before, @Nullable Json after, String inA, String inB) {
        if (!Objects.equals(before, after)) {
            add(new Change(Change.Kind.MARKED, inA, inB, before, after, null));
        }
    }

    /** Members by name in order; of a name that is there several times all values. */
    private static Map<String, List<Json>> members(JsonObject object) {
        Map<String, List<Json>> members = new LinkedHashMap<>();
        object.forEach(
                (name, value) ->
                        members.computeIfAbsent(name, absent -> new ArrayList<>(1)).add(value));
        return members;
    }

    private static String path(String in, String name) {
        boolean plain = name.length() <= LONGEST_NAME && name.matches("[A-Za-z_$][A-Za-z0-9_$-]*");
        if (plain) {
            return in.isEmpty() ? name : in + "." + name;
        }
        String shown =
                name.length() <= LONGEST_NAME
                        ? name
                        : name.substring(0, Cuts.atOrBefore(name, LONGEST_NAME)) + "…";
        return in + "[" + JsonString.of(shown).write() + "]";
    }

    /**
     * Compares two lists.
     *
     * @param baseA what the place of the first list's first element is called
     * @param baseB the same for the second list
     */
    List<Alignment.Step> arrays(
            JsonArray a, JsonArray b, String inA, int baseA, String inB, int baseB) {
        List<Alignment.Step> steps = alignment.align(a, b);
        for (Alignment.Step step : steps) {
            String placeA = inA + "[" + (baseA + step.a()) + "]";
            String placeB = inB + "[" + (baseB + step.b()) + "]";
            Json before = step.a() < 0 ? null : a.get(step.a());
            Json after = step.b() < 0 ? null : b.get(step.b());
            if (step.kind() == Alignment.Kind.MOVED) {
                add(new Change(Change.Kind.MOVED, placeA, placeB, null, null, null));
            }
            values(before, after, placeA, placeB);
        }
        return steps;
    }

    /**
     * Compares two lists of things with names: they belong together by name, whatever their order.
     *
     * @return how many are the same
     */
    int named(JsonArray a, JsonArray b, String in) {
        Map<String, Deque<Integer>> byName = new HashMap<>();
        for (int i = 0; i < b.size(); i++) {
            byName.computeIfAbsent(b.get(i).textOrEmpty("name"), name -> new ArrayDeque<>()).add(i);
        }
        boolean[] found = new boolean[b.size()];
        int same = 0;
        int last = -1;
        boolean ordered = true;
        for (int i = 0; i < a.size(); i++) {
            Deque<Integer> places = byName.get(a.get(i).textOrEmpty("name"));
            Integer place = places == null ? null : places.poll();
            String inA = in + "[" + i + "]";
            if (place == null) {
                values(a.get(i), null, inA, in);
                continue;
            }
            found[place] = true;
            ordered &= place > last;
            last = place;
            same += sameness.same(a.get(i), b.get(place)) ? 1 : 0;
            values(a.get(i), b.get(place), inA, in + "[" + place + "]");
        }
        for (int i = 0; i < b.size(); i++) {
            if (!found[i]) {
                values(null, b.get(i), in, in + "[" + i + "]");
            }
        }
        if (!ordered) {
            add(new Change(Change.Kind.REORDERED, in, in, names(a), names(b), null));
        }
        return same;
    }

    private static JsonArray names(JsonArray of) {
        return JsonArray.of(
                of.values().stream().map(one -> JsonString.of(one.textOrEmpty("name"))).toList());
    }

    /** Marks and the order of members, of two values that say the same. */
    private void arrangement(Json a, Json b, String inA, String inB) {
        if (a.equals(b)) {
            return;
        }
        if (a instanceof JsonArray one && b instanceof JsonArray two) {
            for (int i = 0; i < one.size(); i++) {
                arrangement(one.get(i), two.get(i), inA + "[" + i + "]", inB + "[" + i + "]");
            }
        } else if (a instanceof JsonObject one && b instanceof JsonObject two) {
            List<String> before = names(one);
            List<String> after = names(two);
            if (!before.equals(after)) {
                add(new Change(Change.Kind.REORDERED, inA, inB, array(before), array(after), null));
            }
            mark(one.get(View.MARK), two.get(View.MARK), inA, inB);
            for (String name : new LinkedHashSet<>(before)) {
                Json x = one.get(name);
                Json y = two.get(name);
                if (x != null && y != null) {
                    arrangement(x, y, path(inA, name), path(inB, name));
                }
            }
        }
    }

    private static List<String> names(JsonObject object) {
        List<String> names = new ArrayList<>();
        object.forEach(
                (name, value) -> {
                    if (!name.equals(View.MARK)) {
                        names.add(name);
                    }
                });
        return names;
    }

    private static JsonArray array(List<String> words) {
        return JsonArray.of(words.stream().map(JsonString::of).toList());
    }
}
