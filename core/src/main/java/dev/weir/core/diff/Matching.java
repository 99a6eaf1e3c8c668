package dev.weir.core.diff;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * The longest common subsequence of two sequences of numbers, after Myers, "An O(ND) Difference
 * Algorithm and Its Variations" (1986), in linear space. Numbers that only one side has are set
 * aside first: they cost nothing, so that two wholly different sequences are compared at once.
 */
final class Matching {

    static final int NONE = -1;

    private final int[] a;
    private final int[] b;
    private final int[] ofA;
    private final Work work;
    private int[] forward = new int[0];
    private int[] backward = new int[0];
    private boolean complete = true;

    private Matching(int[] a, int[] b, Work work) {
        this.a = a;
        this.b = b;
        this.work = work;
        ofA = new int[a.length];
        Arrays.fill(ofA, NONE);
    }

    /**
     * What belongs together.
     *
     * @param ofA for each element of the first sequence its partner in the second, {@link #NONE}
     *     for none; ascending
     * @param complete false where the work ran out before everything was compared
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Result(int[] ofA, boolean complete) {}

    static Result of(int[] a, int[] b, Work work) {
        int start = 0;
        int most = Math.min(a.length, b.length);
        while (start < most && a[start] == b[start]) {
            start++;
        }
        int end = 0;
        while (end < most - start && a[a.length - 1 - end] == b[b.length - 1 - end]) {
            end++;
        }
        int[] fromA = shared(a, start, a.length - end, b, start, b.length - end);
        int[] fromB = shared(b, start, b.length - end, a, start, a.length - end);
        Matching inner = new Matching(pick(a, fromA), pick(b, fromB), work);
        inner.run();
        int[] ofA = new int[a.length];
        Arrays.fill(ofA, NONE);
        for (int i = 0; i < start; i++) {
            ofA[i] = i;
        }
        for (int i = 0; i < end; i++) {
            ofA[a.length - 1 - i] = b.length - 1 - i;
        }
        for (int i = 0; i < fromA.length; i++) {
            if (inner.ofA[i] != NONE) {
                ofA[fromA[i]] = fromB[inner.ofA[i]];
            }
        }
        return new Result(ofA, inner.complete);
    }

    /** Places of the elements in a range that are in the other range too. */
    private static int[] shared(int[] from, int start, int end, int[] in, int low, int high) {
        int[] known = Arrays.copyOfRange(in, low, high);
        Arrays.sort(known);
        int[] places = new int[end - start];
        int count = 0;
        for (int i = start; i < end; i++) {
            if (Arrays.binarySearch(known, from[i]) >= 0) {
                places[count++] = i;
            }
        }
        return Arrays.copyOf(places, count);
    }

    private static int[] pick(int[] from, int[] places) {
        int[] picked = new int[places.length];
        for (int i = 0; i < places.length; i++) {
            picked[i] = from[places[i]];
        }
        return picked;
    }

    /** A part of both sequences that is still to be compared. */
    private record Box(int aFrom, int aTo, int bFrom, int bTo) {}

    private void run() {
        Deque<Box> open = new ArrayDeque<>();
        open.push(new Box(0, a.length, 0, b.length));
        while (!open.isEmpty()) {
            Box box = trim(open.pop());
            if (box.aFrom == box.aTo || box.bFrom == box.bTo) {
                continue;
            }
            int[] snake = middle(box);
            if (snake.length == 0) {
                complete = false;
                return;
            }
            for (int x = snake[0], y = snake[1]; x < snake[2]; x++, y++) {
                ofA[x] = y;
            }
            open.push(new Box(snake[2], box.aTo, snake[3], box.bTo));
            open.push(new Box(box.aFrom, snake[0], box.bFrom, snake[1]));
        }
    }

    private Box trim(Box box) {
        int aFrom = box.aFrom;
        int bFrom = box.bFrom;
        int aTo = box.aTo;
        int bTo = box.bTo;
        while (aFrom < aTo && bFrom < bTo && a[aFrom] == b[bFrom]) {
            ofA[aFrom++] = bFrom++;
        }
        while (aFrom < aTo && bFrom < bTo && a[aTo - 1] == b[bTo - 1]) {
            ofA[--aTo] = --bTo;
        }
        return new Box(aFrom, aTo, bFrom, bTo);
    }

    /**
     * The run of common elements in the middle of a shortest edit, as start and end in both; empty
     * where the work ran out. Diagonal {@code k} holds the points with {@code x - y = k}; each
     * array holds the furthest {@code x} that was reached on it, from either end.
     */
    private int[] middle(Box box) {
        int n = box.aTo - box.aFrom;
        int m = box.bTo - box.bFrom;
        int delta = n - m;
        int zero = m + 1;
        if (forward.length < n + m + 3) {
            forward = new int[n + m + 3];
            backward = new int[n + m + 3];
        }
        Arrays.fill(forward, 0, n + m + 3, NONE);
        Arrays.fill(backward, 0, n + m + 3, NONE);
        forward[zero + 1] = 0;
        backward[zero + 1] = 0;
        if (!work.take(n + m)) {
            return new int[0];
        }
        long run = 0;
        for (int d = 0; d <= (n + m + 1) / 2; d++) {
            int low = -d + 2 * Math.max(0, d - m);
            int high = d - 2 * Math.max(0, d - n);
            if (!work.take(2L * (high - low + 2) + run)) {
                return new int[0];
            }
            run = 0;
            for (int k = low; k <= high; k += 2) {
                int x = step(forward, zero + k, k == -d, k == d);
                int y = x - k;
                int from = x;
                while (x < n && y < m && a[box.aFrom + x] == b[box.bFrom + y]) {
                    x++;
                    y++;
                }
                forward[zero + k] = x;
                run += x - from;
                int other = delta - k;
                if ((delta & 1) != 0
                        && Math.abs(other) < d
                        && x <= n
                        && y <= m
                        && x + backward[zero + other] >= n) {
                    return snake(box, from, x, k);
                }
            }
            for (int k = low; k <= high; k += 2) {
                int x = step(backward, zero + k, k == -d, k == d);
                int y = x - k;
                int from = x;
                while (x < n && y < m && a[box.aTo - 1 - x] == b[box.bTo - 1 - y]) {
                    x++;
                    y++;
                }
                backward[zero + k] = x;
                run += x - from;
                int other = delta - k;
                if ((delta & 1) == 0
                        && Math.abs(other) <= d
                        && x <= n
                        && y <= m
                        && x + forward[zero + other] >= n) {
                    return snake(box, n - x, n - from, delta - k);
                }
            }
        }
        throw new IllegalStateException("two ways through the same sequences always meet");
    }

    private static int step(int[] reached, int at, boolean first, boolean last) {
        boolean down = first || !last && reached[at - 1] < reached[at + 1];
        return down ? reached[at + 1] : reached[at - 1] + 1;
    }

    private static int[] snake(Box box, int from, int to, int k) {
        return new int[] {
            box.aFrom + from, box.bFrom + from - k, box.aFrom + to, box.bFrom + to - k
        };
    }
}
