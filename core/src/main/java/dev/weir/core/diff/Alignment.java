package dev.weir.core.diff;

import dev.weir.core.json.Json;
import dev.weir.core.json.JsonArray;
import dev.weir.core.json.JsonObject;
import dev.weir.core.json.JsonString;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which elements of two lists belong together: those that say the same, in order; between them
 * those that are alike; and those that are the same at another place.
 */
final class Alignment {

    /** Pairs of elements between two that are the same, of which each is weighed. */
    private static final int MOST_WEIGHED = 900;

    /** What is less alike than this is taken for another element. */
    private static final double ALIKE = 0.3;

    private static final int DEEPEST = 3;
    private static final int MOST_MEMBERS = 16;
    private static final int SAMPLE = 2_048;
    private static final Set<String> IDENTITY = Set.of("role", "type", View.MARK);

    private final Sameness sameness;
    private final Work work;

    Alignment(Sameness sameness, Work work) {
        this.sameness = sameness;
        this.work = work;
    }

    /**
     * One step through both lists.
     *
     * @param a place in the first list, -1 for an element that was added
     * @param b place in the second list, -1 for an element that was removed
     */
    record Step(int a, int b, Kind kind) {}

    /** What became of an element. */
    enum Kind {
        SAME,
        ALIKE,
        MOVED,
        ADDED,
        REMOVED
    }

    List<Step> align(JsonArray a, JsonArray b) {
        Map<Sameness.Key, Integer> numbers = new HashMap<>();
        int[] inA = numbers(a, numbers);
        int[] inB = numbers(b, numbers);
        int[] ofA = Matching.of(inA, inB, work).ofA();
        List<Step> steps = new ArrayList<>();
        int j = 0;
        int from = 0;
        for (int i = 0; i < inA.length; i++) {
            if (ofA[i] == Matching.NONE) {
                continue;
            }
            gap(a, from, i, b, j, ofA[i], steps);
            steps.add(new Step(i, ofA[i], Kind.SAME));
            from = i + 1;
            j = ofA[i] + 1;
        }
        gap(a, from, inA.length, b, j, inB.length, steps);
        return moves(steps, inA, inB);
    }

    private int[] numbers(JsonArray array, Map<Sameness.Key, Integer> numbers) {
        int[] of = new int[array.size()];
        for (int i = 0; i < of.length; i++) {
            Integer known = numbers.putIfAbsent(sameness.key(array.get(i)), numbers.size());
            of[i] = known == null ? numbers.size() - 1 : known;
        }
        return of;
    }

    /** Pairs what lies between two elements that are the same. */
    private void gap(
            JsonArray a, int aFrom, int aTo, JsonArray b, int bFrom, int bTo, List<Step> steps) {
        int n = aTo - aFrom;
        int m = bTo - bFrom;
        double[][] best = new double[0][0];
        boolean weighed = n > 0 && m > 0 && (long) n * m <= MOST_WEIGHED;
        double[][] weights = new double[weighed ? n : 0][m];
        if (weighed) {
            best = new double[n + 1][m + 1];
            for (int i = n - 1; i >= 0; i--) {
                for (int j = m - 1; j >= 0; j--) {
                    weights[i][j] = weight(a.get(aFrom + i), b.get(bFrom + j), n == 1 && m == 1);
                    double paired = weights[i][j] > 0 ? weights[i][j] + best[i + 1][j + 1] : 0;
                    best[i][j] = Math.max(paired, Math.max(best[i + 1][j], best[i][j + 1]));
                }
            }
        }
        int i = 0;
        int j = 0;
        while (i < n && j < m && weighed) {
            if (weights[i][j] > 0 && best[i][j] == weights[i][j] + best[i + 1][j + 1]) {
                steps.add(new Step(aFrom + i++, bFrom + j++, Kind.ALIKE));
            } else if (best[i][j] == best[i + 1][j]) {
                steps.add(new Step(aFrom + i++, -1, Kind.REMOVED));
            } else {
                steps.add(new Step(-1, bFrom + j++, Kind.ADDED));
            }
        }
        for (; i < n; i++) {
            steps.add(new Step(aFrom + i, -1, Kind.REMOVED));
        }
        for (; j < m; j++) {
            steps.add(new Step(-1, bFrom + j, Kind.ADDED));
        }
    }

    private double weight(Json a, Json b, boolean alone) {
        double likeness = likeness(a, b, 0);
        if (alone && likeness >= 0 && a.getClass() == b.getClass()) {
            return 1;
        }
        return likeness < ALIKE ? 0 : likeness;
    }

    /** How alike two values are, 0 to 1; below zero where they are of different kinds. */
    private double likeness(Json a, Json b, int depth) {
        if (sameness.same(a, b)) {
            return 1;
        }
        if (depth > DEEPEST) {
            return 0;
        }
        if (a instanceof JsonString one && b instanceof JsonString two) {
            return likeness(one.value(), two.value());
        }
        if (a instanceof JsonArray one && b instanceof JsonArray two) {
            int most = Math.min(Math.min(one.size(), two.size()), MOST_MEMBERS);
            double sum = 0;
            for (int i = 0; i < most; i++) {
                sum += Math.max(0, likeness(one.get(i), two.get(i), depth + 1));
            }
            return sum / Math.clamp(Math.max(one.size(), two.size()), 1, MOST_MEMBERS);
        }
        return a instanceof JsonObject one && b instanceof JsonObject two
                ? likeness(one, two, depth)
                : 0;
    }

    private double likeness(JsonObject a, JsonObject b, int depth) {
        for (String name : new String[] {"role", "type"}) {
            if (a.text(name) != null
                    && b.text(name) != null
                    && !a.textOrEmpty(name).equals(b.textOrEmpty(name))) {
                return -1;
            }
        }
        double sum = 0;
        int count = 0;
        for (int i = 0; i < Math.min(a.size(), MOST_MEMBERS); i++) {
            if (!IDENTITY.contains(a.name(i))) {
                Json other = b.get(a.name(i));
                sum += other == null ? 0 : Math.max(0, likeness(a.value(i), other, depth + 1));
                count++;
            }
        }
        return count == 0 ? 0 : sum / count;
    }

    private static double likeness(String a, String b) {
        int most = Math.min(Math.min(a.length(), b.length()), SAMPLE);
        int start = 0;
        while (start < most && a.charAt(start) == b.charAt(start)) {
            start++;
        }
        int end = 0;
        while (end < most - start
                && a.charAt(a.length() - 1 - end) == b.charAt(b.length() - 1 - end)) {
            end++;
        }
        return (double) (start + end) / Math.clamp(Math.max(a.length(), b.length()), 1, SAMPLE);
    }

    /** What was removed at one place and added at another has moved. */
    private static List<Step> moves(List<Step> steps, int[] inA, int[] inB) {
        Map<Integer, Deque<Integer>> removed = new HashMap<>();
        for (Step step : steps) {
            if (step.kind == Kind.REMOVED) {
                removed.computeIfAbsent(inA[step.a], number -> new ArrayDeque<>()).add(step.a);
            }
        }
        Set<Integer> gone = new java.util.HashSet<>();
        List<Step> moved = new ArrayList<>();
        for (Step step : steps) {
            Deque<Integer> from = step.kind == Kind.ADDED ? removed.get(inB[step.b]) : null;
            if (from == null || from.isEmpty()) {
                moved.add(step);
            } else {
                int place = from.poll();
                gone.add(place);
                moved.add(new Step(place, step.b, Kind.MOVED));
            }
        }
        moved.removeIf(step -> step.kind == Kind.REMOVED && gone.contains(step.a));
        return moved;
    }
}
