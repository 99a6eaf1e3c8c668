package dev.weir.core.redaction;

import java.util.Arrays;

/**
 * Goes through a body once and reports finds from left to right, none overlapping another. Three
 * sources say where it is worth while to look: triggers of three bytes, single bytes (digits, at
 * signs), and the ends of long runs. They are taken in the order of their places. A find waits
 * until all places within it have been looked at; what overlaps it is united with it.
 *
 * <p>What cannot be decided yet is held back: a word that is not over, a place whose detector was
 * starved, a find that waits. Held are at most {@link #MOST} bytes. Not thread-safe.
 */
final class Scanner {

    /** Takes what the scanner is sure about, in order. */
    interface Output {

        /** Bytes that pass; only valid during the call. */
        void pass(byte[] bytes, int offset, int length);

        /**
         * Bytes that were found.
         *
         * @param word the kind, or the name of a custom pattern
         * @param offset of the first one in the body
         * @param window where they are
         * @param from the first one in the window
         * @param to after the last one
         * @param number true where only a number may take their place
         */
        void found(String word, long offset, Window window, int from, int to, boolean number);
    }

    /** The most bytes that are kept. */
    static final int MOST = 96 << 10;

    private static final int FIRST = 4 << 10;

    /** Bytes after the last one, so that four can be read at the last place but three. */
    private static final int SLACK = 8;

    /** Finds are not united beyond this. */
    private static final int LONGEST_FIND = 32 << 10;

    /** From so many waiting bytes on, a starved detector is asked again only after some more. */
    private static final int PATIENCE = 1024;

    private final Detectors detectors;
    private final Output output;
    private final Window window = new Window();

    /** Offset in the body of the window's first byte. */
    private long base;

    /** Everything before has been passed on. */
    private int passed;

    private int nextTrigger;
    private boolean isTrigger;
    private int nextByte;
    private boolean isByte;
    private int runFrom;
    private int runStart;
    private int nextRun;
    private boolean isRun;
    private boolean inLongRun;

    /** Where a starved detector waits, and from how many bytes on it is asked again. */
    private int starvedAt = -1;

    private int retryAt;

    /** The find that waits; none where its word is empty. */
    private String word = "";

    private int rank;
    private int start;
    private int stop;
    private boolean number;

    Scanner(Detectors detectors, Output output) {
        this.detectors = detectors;
        this.output = output;
        this.window.bytes = new byte[FIRST + SLACK];
    }

    /** Takes the next bytes. */
    void feed(byte[] bytes, int offset, int length) {
        int from = offset;
        int left = length;
        while (left > 0) {
            int room = makeRoom(left);
            int piece = Math.min(room, left);
            System.arraycopy(bytes, from, window.bytes, window.end, piece);
            window.end += piece;
            from += piece;
            left -= piece;
            scan();
        }
    }

    /** No more bytes come. */
    void end() {
        window.last = true;
        retryAt = 0;
        scan();
        window.last = true;
    }

    private int makeRoom(int wanted) {
        int keep = Math.max(0, passed - Window.BACK);
        int room = window.bytes.length - SLACK - window.end;
        if (room < Math.min(wanted, FIRST) && keep > 0) {
            System.arraycopy(window.bytes, keep, window.bytes, 0, window.end - keep);
            shift(keep);
            room += keep;
        }
        if (room < wanted && window.bytes.length < MOST + SLACK) {
            int size = Math.clamp((long) window.end + wanted, FIRST, MOST);
            size = Math.clamp(Math.max(size, 2L * (window.bytes.length - SLACK)), FIRST, MOST);
            window.bytes = Arrays.copyOf(window.bytes, size + SLACK);
            room = size - window.end;
        }
        if (room <= 0) {
            throw new IllegalStateException("more than " + MOST + " bytes held back");
        }
        return room;
    }

    private void shift(int by) {
        base += by;
        window.end -= by;
        window.floor = Math.max(0, window.floor - by);
        passed -= by;
        nextTrigger -= by;
        nextByte -= by;
        runFrom -= by;
        runStart -= by;
        nextRun -= by;
        start -= by;
        stop -= by;
        retryAt -= by;
        starvedAt -= starvedAt >= 0 ? by : 0;
    }

    private void scan() {
        if (window.end < retryAt && !window.last) {
            return;
        }
        starvedAt = -1;
        retryAt = 0;
        boolean more = true;
        while (more) {
            look();
            int at = Math.min(nextTrigger, Math.min(nextByte, nextRun));
            if (!word.isEmpty() && at >= stop) {
                commit();
            } else {
                more = step(at);
            }
        }
        if (window.last && !word.isEmpty()) {
            commit();
        }
        int safe = window.last ? window.end : safe();
        if (safe > passed) {
            output.pass(window.bytes, passed, safe - passed);
            passed = safe;
        }
    }

    /** Brings every source to its next place, or to the place up to which there is none. */
    private void look() {
        int end = window.end;
        if (!isTrigger) {
            int to = Math.max(nextTrigger, end - 2);
            nextTrigger = detectors.nextTrigger(window.bytes, nextTrigger, to);
            isTrigger = nextTrigger < to;
        }
        if (!isByte) {
            int from = nextByte;
            nextByte =
                    detectors.bytes
                            ? detectors.nextByte(window.bytes, from, end, window.floor)
                            : end;
            isByte = nextByte < end;
        }
        if (!isRun) {
            if (detectors.runs == null) {
                nextRun = end;
            } else {
                int bound = Math.min(isTrigger ? nextTrigger : end, isByte ? nextByte : end);
                findRun(Math.min(end, bound + RandomRuns.MOST + 2));
            }
        }
    }

    /** Looks for the next run; leaves in {@code nextRun} its end, or how far there is none. */
    private void findRun(int bound) {
        byte[] bytes = window.bytes;
        int i = runFrom;
        for (; ; ) {
            if (inLongRun) {
                while (i < bound && Chars.of(bytes[i], Chars.RUN)) {
                    i++;
                }
                if (i >= bound) {
                    break;
                }
                inLongRun = false;
            }
            int probe = i + RandomRuns.LEAST - 1;
            if (probe >= bound) {
                int tail = Math.max(i, bound);
                while (tail > i && Chars.of(bytes[tail - 1], Chars.RUN)) {
                    tail--;
                }
                i = tail;
                break;
            }
            int p = probe;
            while (p >= i && Chars.of(bytes[p], Chars.RUN)) {
                p--;
            }
            if (p >= i) {
                i = p + 1;
                continue;
            }
            int most = i + RandomRuns.MOST + 1;
            int stopAt = Math.min(window.end, most);
            int e = probe + 1;
            while (e < stopAt && Chars.of(bytes[e], Chars.RUN)) {
                e++;
            }
            if (e == most) {
                inLongRun = true;
                i = e;
                continue;
            }
            if (e == window.end && !window.last) {
                break;
            }
            runStart = i;
            runFrom = e;
            nextRun = e;
            isRun = true;
            return;
        }
        runFrom = i;
        nextRun = bound;
    }

    /** Looks at one place; false where there is none left, or where more bytes are needed. */
    private boolean step(int at) {
        if (isTrigger && nextTrigger == at) {
            int key = Trigger.fold(Window.threeBytes(window.bytes, at));
            if (!ask(detectors.at(key), at)) {
                return false;
            }
            isTrigger = false;
            nextTrigger = Math.max(at + 1, window.floor);
            return true;
        }
        if (isByte && nextByte == at) {
            boolean first = at == window.floor || !Chars.in(window.behind(at - 1), Chars.DIGIT);
            if (!ask(detectors.ofByte(window.bytes[at] & 0xFF, first), at)) {
                return false;
            }
            isByte = false;
            nextByte = Math.max(at + 1, window.floor);
            return true;
        }
        RandomRuns runs = detectors.runs;
        if (isRun && nextRun == at && runs != null) {
            window.starved = false;
            boolean found = runs.find(window, runStart, nextRun);
            if (window.starved) {
                starve(at);
                return false;
            }
            if (found) {
                take();
            }
            isRun = false;
            return true;
        }
        return false;
    }

    private boolean ask(Detector[] asked, int at) {
        String bestWord = "";
        int bestRank = -1;
        int bestStart = 0;
        int bestStop = 0;
        boolean bestNumber = false;
        for (Detector detector : asked) {
            window.starved = false;
            boolean found = detector.find(window, at);
            if (window.starved) {
                starve(at);
                return false;
            }
            if (found && isSound() && rankFound() > bestRank) {
                bestWord = wordFound();
                bestRank = rankFound();
                bestStart = window.start;
                bestStop = window.stop;
                bestNumber = window.number;
            }
        }
        if (bestRank >= 0) {
            unite(bestWord, bestRank, bestStart, bestStop, bestNumber);
        }
        return true;
    }

    private void starve(int at) {
        starvedAt = at;
        int waiting = window.end - at;
        retryAt = waiting < PATIENCE ? 0 : window.end + waiting / 8;
    }

    private void take() {
        if (isSound()) {
            unite(wordFound(), rankFound(), window.start, window.stop, window.number);
        }
    }

    /** A find never begins in what has been decided, nor in the middle of an escape. */
    private boolean isSound() {
        return window.start >= window.floor
                && window.start >= passed
                && window.stop > window.start
                && !window.insideEscape(window.start);
    }

    private String wordFound() {
        Kind kind = window.kind;
        String name = window.name;
        return name != null ? name : kind == null ? "" : kind.word();
    }

    private int rankFound() {
        Kind kind = window.kind;
        return window.name != null || kind == null ? 5 : kind.rank();
    }

    private void unite(String newWord, int newRank, int from, int to, boolean isNumber) {
        boolean apart =
                word.isEmpty()
                        || from >= stop
                        || to <= start
                        || Math.max(to, stop) - Math.min(from, start) > LONGEST_FIND;
        if (apart) {
            if (!word.isEmpty() && from >= stop) {
                commit();
            } else if (!word.isEmpty() && to <= start) {
                before(newWord, newRank, from, to, isNumber);
                return;
            } else if (!word.isEmpty()) {
                return;
            }
            word = newWord;
            rank = newRank;
            start = from;
            stop = to;
            number = isNumber;
            return;
        }
        int union = Math.max(to, stop) - Math.min(from, start);
        boolean renames =
                newRank > rank
                        ? 2 * (to - from) >= union
                        : 2 * (stop - start) < union && newRank >= rank;
        if (renames) {
            word = newWord;
            rank = newRank;
        }
        start = Math.min(start, from);
        stop = Math.max(stop, to);
        number &= isNumber;
    }

    /** Reports a find that ends before the one that waits. */
    private void before(String newWord, int newRank, int from, int to, boolean isNumber) {
        String waitingWord = word;
        int waitingRank = rank;
        int waitingStart = start;
        int waitingStop = stop;
        boolean waitingNumber = number;
        word = newWord;
        rank = newRank;
        start = from;
        stop = to;
        number = isNumber;
        commit();
        word = waitingWord;
        rank = waitingRank;
        start = waitingStart;
        stop = waitingStop;
        number = waitingNumber;
    }

    private void commit() {
        output.pass(window.bytes, passed, start - passed);
        output.found(word, base + start, window, start, stop, number);
        passed = stop;
        window.floor = stop;
        word = "";
        if (nextTrigger < stop) {
            nextTrigger = stop;
            isTrigger = false;
        }
        boolean insideDigits =
                stop < window.end
                        && Chars.in(window.bytes[stop] & 0xFF, Chars.DIGIT)
                        && Chars.in(window.bytes[stop - 1] & 0xFF, Chars.DIGIT);
        if (nextByte < stop || insideDigits) {
            nextByte = stop;
            isByte = false;
        }
        runFrom = stop;
        isRun = false;
        inLongRun = false;
        nextRun = stop;
    }

    /** Up to where bytes can be passed on: no find can begin before it. */
    private int safe() {
        int safe = starvedAt >= 0 ? starvedAt : window.end;
        if (isRun) {
            safe = Math.min(safe, runStart);
        }
        if (isByte) {
            safe = Math.min(safe, nextByte);
        }
        if (!word.isEmpty()) {
            safe = Math.min(safe, start);
        }
        int least = Math.max(passed, safe - Window.BACK);
        while (safe > least && !Chars.of(window.bytes[safe - 1], Chars.DELIMITER)) {
            safe--;
        }
        return safe;
    }
}
