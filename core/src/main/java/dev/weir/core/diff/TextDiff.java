package dev.weir.core.diff;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What differs between two texts. Lengths and places count UTF-16 code units, as Java and
 * JavaScript do; no run begins or ends inside of what people see as one character.
 *
 * @param a the first text
 * @param b the second one
 * @param method how finely they were compared
 * @param first where the first difference is; the length of the shorter one where it only ends
 *     earlier
 * @param runs all of both texts in order; in a change what was removed stands before what was added
 */
public record TextDiff(String a, String b, Method method, int first, List<Run> runs) {

    /** Texts whose differing parts are together longer are compared by larger pieces first. */
    private static final int SMALL = 6_000;

    /** Runs in one difference. */
    private static final int MOST_RUNS = 20_000;

    /** Equal characters between two changes that are fewer are taken into the change. */
    private static final int SCRAP = 3;

    public TextDiff {
        runs = List.copyOf(runs);
    }

    /** How finely two texts were compared: a closed list. */
    public enum Method {
        CHARACTERS,
        /** Some of the differing lines or words are too long or too many to be compared inside. */
        LINES,
        /** What is between the common start and the common end is not compared. */
        REPLACED;

        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** What became of a run of characters. */
    public enum Op {
        SAME,
        REMOVED,
        ADDED;

        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /**
     * Characters in a row: a range of both texts where they are the same, else of the one that has
     * them, with an empty range at that place of the other.
     */
    public record Run(Op op, int aFrom, int aTo, int bFrom, int bTo) {

        /** How many characters. */
        public int length() {
            return op == Op.ADDED ? bTo - bFrom : aTo - aFrom;
        }
    }

    /** The characters of a run. */
    public String text(Run run) {
        return run.op == Op.ADDED
                ? b.substring(run.bFrom, run.bTo)
                : a.substring(run.aFrom, run.aTo);
    }

    /** The first characters of a run: so many, or a few less so as not to cut one apart. */
    public String start(Run run, int most) {
        String text = text(run);
        return text.length() <= most ? text : text.substring(0, Cuts.atOrBefore(text, most));
    }

    /** The last characters of a run: so many, or a few less so as not to cut one apart. */
    public String end(Run run, int most) {
        String text = text(run);
        return text.length() <= most
                ? text
                : text.substring(Cuts.atOrAfter(text, text.length() - most));
    }

    /** Compares two texts, in at most a few million steps. */
    public static TextDiff of(String a, String b) {
        return of(a, b, new Work(8_000_000));
    }

    static TextDiff of(String a, String b, Work work) {
        int start = prefix(a, b);
        int end = suffix(a, b, start);
        Comparison comparison = new Comparison(a, b, work);
        comparison.same(0, start, 0);
        comparison.range(start, a.length() - end, start, b.length() - end, Level.LINES);
        comparison.same(a.length() - end, a.length(), b.length() - end);
        return new TextDiff(a, b, comparison.method(), start, comparison.runs());
    }

    /** Characters that both begin with. */
    static int prefix(String a, String b) {
        int most = Math.min(a.length(), b.length());
        int length = 0;
        while (length < most && a.charAt(length) == b.charAt(length)) {
            length++;
        }
        int before = -1;
        while (before != length) {
            before = length;
            length = Math.min(Cuts.atOrBefore(a, length), Cuts.atOrBefore(b, length));
        }
        return length;
    }

    /** Characters that both end with, after a common start. */
    static int suffix(String a, String b, int start) {
        int most = Math.min(a.length(), b.length()) - start;
        int length = 0;
        while (length < most
                && a.charAt(a.length() - 1 - length) == b.charAt(b.length() - 1 - length)) {
            length++;
        }
        int before = -1;
        while (before != length) {
            before = length;
            int inA = a.length() - Cuts.atOrAfter(a, a.length() - length);
            int inB = b.length() - Cuts.atOrAfter(b, b.length() - length);
            length = Math.min(inA, inB);
        }
        return length;
    }

    /** The pieces that ranges are cut into, from coarse to fine. */
    private enum Level {
        LINES,
        WORDS,
        CHARACTERS
    }

    /** Builds the runs of one difference. */
    private static final class Comparison {

        private final String a;
        private final String b;
        private final Work work;
        private final List<Run> runs = new ArrayList<>();
        private boolean coarse;
        private boolean whole;

        Comparison(String a, String b, Work work) {
            this.a = a;
            this.b = b;
            this.work = work;
        }

        void range(int aFrom, int aTo, int bFrom, int bTo, Level level) {
            int size = aTo - aFrom + bTo - bFrom;
            boolean oneSided = aFrom == aTo || bFrom == bTo;
            if (oneSided || runs.size() > MOST_RUNS || work.left() == 0) {
                coarse |= !oneSided;
                whole |= !oneSided && level == Level.LINES && runs.size() < 2;
                changed(aFrom, aTo, bFrom, bTo);
                return;
            }
            Level fit = size <= SMALL ? Level.CHARACTERS : level;
            if (fit == Level.CHARACTERS && size > SMALL) {
                coarse = true;
                whole |= runs.size() < 2;
                changed(aFrom, aTo, bFrom, bTo);
                return;
            }
            pieces(aFrom, aTo, bFrom, bTo, fit);
        }

        private void pieces(int aFrom, int aTo, int bFrom, int bTo, Level level) {
            int[] inA = cut(a, aFrom, aTo, level);
            int[] inB = cut(b, bFrom, bTo, level);
            Map<String, Integer> numbers = new HashMap<>();
            Matching.Result matching =
                    Matching.of(
                            numbers(a, aFrom, inA, numbers), numbers(b, bFrom, inB, numbers), work);
            int[] ofA = matching.ofA();
            int i = 0;
            int j = 0;
            while (i < inA.length || j < inB.length) {
                int nextA = i;
                while (nextA < inA.length && ofA[nextA] == Matching.NONE) {
                    nextA++;
                }
                int nextB = nextA < inA.length ? ofA[nextA] : inB.length;
                if (nextA > i || nextB > j) {
                    gap(
                            start(inA, i, aFrom),
                            start(inA, nextA, aFrom),
                            start(inB, j, bFrom),
                            start(inB, nextB, bFrom),
                            level);
                }
                i = nextA;
                j = nextB;
                while (i < inA.length && ofA[i] == j) {
                    i++;
                    j++;
                }
                same(start(inA, nextA, aFrom), start(inA, i, aFrom), start(inB, nextB, bFrom));
            }
        }

        private void gap(int aFrom, int aTo, int bFrom, int bTo, Level level) {
            switch (level) {
                case LINES -> range(aFrom, aTo, bFrom, bTo, Level.WORDS);
                case WORDS -> range(aFrom, aTo, bFrom, bTo, Level.CHARACTERS);
                case CHARACTERS -> changed(aFrom, aTo, bFrom, bTo);
            }
        }

        private static int start(int[] ends, int piece, int from) {
            return piece == 0 ? from : ends[piece - 1];
        }

        private static int[] cut(String text, int from, int to, Level level) {
            return switch (level) {
                case LINES -> Cuts.lines(text, from, to);
                case WORDS -> Cuts.words(text, from, to);
                case CHARACTERS -> Cuts.characters(text, from, to);
            };
        }

        private static int[] numbers(
                String text, int from, int[] ends, Map<String, Integer> numbers) {
            int[] of = new int[ends.length];
            int start = from;
            for (int i = 0; i < ends.length; i++) {
                String piece = text.substring(start, ends[i]);
                Integer known = numbers.putIfAbsent(piece, numbers.size());
                of[i] = known == null ? numbers.size() - 1 : known;
                start = ends[i];
            }
            return of;
        }

        void same(int aFrom, int aTo, int bFrom) {
            if (aTo > aFrom) {
                add(new Run(Op.SAME, aFrom, aTo, bFrom, bFrom + aTo - aFrom));
            }
        }

        private void changed(int aFrom, int aTo, int bFrom, int bTo) {
            if (aTo > aFrom) {
                add(new Run(Op.REMOVED, aFrom, aTo, bFrom, bFrom));
            }
            if (bTo > bFrom) {
                add(new Run(Op.ADDED, aTo, aTo, bFrom, bTo));
            }
        }

        private void add(Run run) {
            if (!runs.isEmpty() && runs.getLast().op == run.op) {
                Run last = runs.removeLast();
                runs.add(new Run(run.op, last.aFrom, run.aTo, last.bFrom, run.bTo));
            } else {
                runs.add(run);
            }
        }

        /** The runs, with a few equal characters between two changes taken into one change. */
        List<Run> runs() {
            List<Run> tidy = new ArrayList<>();
            int i = 0;
            while (i < runs.size()) {
                if (runs.get(i).op == Op.SAME) {
                    tidy.add(runs.get(i++));
                    continue;
                }
                int end = i + 1;
                while (end < runs.size() && (runs.get(end).op != Op.SAME || isScrap(end))) {
                    end++;
                }
                Run first = runs.get(i);
                Run last = runs.get(end - 1);
                if (last.aTo > first.aFrom) {
                    tidy.add(new Run(Op.REMOVED, first.aFrom, last.aTo, first.bFrom, first.bFrom));
                }
                if (last.bTo > first.bFrom) {
                    tidy.add(new Run(Op.ADDED, last.aTo, last.aTo, first.bFrom, last.bTo));
                }
                i = end;
            }
            return tidy;
        }

        /** Two letters that two words happen to share say nothing. */
        private boolean isScrap(int index) {
            Run run = runs.get(index);
            if (index + 1 == runs.size() || run.length() >= SCRAP) {
                return false;
            }
            int around = runs.get(index - 1).length() + runs.get(index + 1).length();
            return around > 2 * run.length() && a.indexOf('\n', run.aFrom, run.aTo) < 0;
        }

        Method method() {
            return whole ? Method.REPLACED : coarse ? Method.LINES : Method.CHARACTERS;
        }
    }
}
