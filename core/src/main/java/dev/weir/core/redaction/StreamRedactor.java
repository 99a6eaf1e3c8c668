package dev.weir.core.redaction;

import dev.weir.core.redaction.StreamedText.Piece;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Redacts a stream of events while it passes, as {@link StreamedText} does with a whole one: each
 * text that comes in pieces is put together and looked through, and so is the stream as it stands.
 * Bytes are given out once both have decided about them; usually an event waits for the next one,
 * since its text ends within a word.
 *
 * <p>What is held is bounded, and so is what is put together: pieces that are more than {@link
 * #APART} bytes of the stream from one another, a text of which nothing could be decided for {@link
 * #LONGEST_WAIT} bytes, and lines of more than {@link #LONGEST_LINE} bytes are not joined; the
 * bytes of them are still looked through as they stand.
 */
final class StreamRedactor implements BodyRedactor {

    static final int APART = 64 << 10;
    static final int LONGEST_WAIT = 512 << 10;
    static final int LONGEST_LINE = 64 << 10;

    private static final int MOST_TEXTS = 256;
    private static final int STEP = 16 << 10;

    private final Redaction redaction;
    private final boolean replaces;
    private final Scanner raw;
    private final NavigableMap<Long, Change> asItStands = new TreeMap<>();
    private final NavigableMap<Long, Change> joined = new TreeMap<>();

    /** Texts that go on, the one that has waited longest first. */
    private final Map<String, Text> texts = new LinkedHashMap<>();

    private final List<Edit> edits = new ArrayList<>();
    private final Map<String, Long> counts = new LinkedHashMap<>();

    /**
     * What was not given out yet, and some of what was; its first byte is at {@code base} in the
     * body.
     */
    private byte[] held = new byte[STEP];

    private int end;
    private long base;
    private long given;
    private long rawDecided;
    private long lineStart;
    private Output output = (_, _, _) -> {};
    private boolean ended;

    StreamRedactor(Redaction redaction, boolean replaces) {
        this.redaction = redaction;
        this.replaces = replaces;
        this.raw = new Scanner(redaction.detectors(), new AsItStands());
    }

    /**
     * @param counts true in the first change of a find, since a find may need several
     */
    private record Change(long from, long to, String word, String replacement, boolean counts) {}

    @Override
    public void feed(byte[] bytes, int offset, int length, Output out) {
        if (ended) {
            throw new IllegalStateException("the body has ended");
        }
        output = out;
        for (int done = 0; done < length; ) {
            int step = Math.min(STEP, length - done);
            take(bytes, offset + done, step);
            done += step;
        }
    }

    @Override
    public void end(Output out) {
        if (ended) {
            return;
        }
        ended = true;
        output = out;
        line(base + end);
        raw.end();
        rawDecided = base + end;
        texts.values().forEach(text -> text.scanner.end());
        texts.clear();
        lineStart = base + end;
        give();
    }

    @Override
    public Findings findings() {
        return new Findings(edits, counts);
    }

    private void take(byte[] bytes, int offset, int length) {
        if (end + length > held.length) {
            held = Arrays.copyOf(held, Math.max(2 * held.length, end + length));
        }
        System.arraycopy(bytes, offset, held, end, length);
        int from = end;
        end += length;
        raw.feed(bytes, offset, length);
        for (int i = from; i < end; i++) {
            if (held[i] == '\n' || held[i] == '\r') {
                line(base + i);
                lineStart = base + i + 1;
            }
        }
        give();
    }

    /** A line is whole; its bytes are all held unless it is too long. */
    private void line(long to) {
        if (to - lineStart <= LONGEST_LINE && to > lineStart) {
            new StreamedPieces(held, this::piece).line((int) (lineStart - base), (int) (to - base));
        }
        settle(to);
    }

    private void piece(String key, Piece piece) {
        Text text = texts.remove(key);
        if (text == null) {
            if (texts.size() == MOST_TEXTS) {
                Iterator<Text> eldest = texts.values().iterator();
                eldest.next().scanner.end();
                eldest.remove();
            }
            text = new Text();
        }
        texts.put(key, text);
        text.add(piece.from() + base, piece.to() - piece.from());
        text.scanner.feed(held, piece.from(), piece.to() - piece.from());
    }

    /** Ends texts that have not gone on for long, or of which nothing could be decided for long. */
    private void settle(long at) {
        Iterator<Text> all = texts.values().iterator();
        while (all.hasNext()) {
            Text text = all.next();
            boolean over = at - text.lastAt > APART || at - text.undecided() > LONGEST_WAIT;
            if (over) {
                text.scanner.end();
                all.remove();
            }
        }
    }

    // ---- what goes out ----

    private void give() {
        long limit = limit();
        while (true) {
            Change next = next(limit);
            if (next == null) {
                break;
            }
            pass(next.from);
            change(next);
            given = next.to;
        }
        if (limit > given) {
            pass(limit);
            given = limit;
        }
        int done = (int) (given - base);
        if (done == end || done > held.length / 2) {
            System.arraycopy(held, done, held, 0, end - done);
            end -= done;
            base = given;
        }
    }

    /** Everything before is decided, and no change reaches beyond it. */
    private long limit() {
        long last = base + end;
        long limit = Math.min(rawDecided, last - lineStart > LONGEST_LINE ? last : lineStart);
        for (Text text : texts.values()) {
            limit = Math.min(limit, text.undecided());
        }
        long whole = limit;
        do {
            limit = whole;
            whole = beforeChange(joined, beforeChange(asItStands, limit));
        } while (whole < limit);
        return limit;
    }

    private static long beforeChange(NavigableMap<Long, Change> changes, long limit) {
        Map.Entry<Long, Change> last = changes.lowerEntry(limit);
        return last != null && last.getValue().to > limit ? last.getKey() : limit;
    }

    /** The next change before the limit; a find as it stands gives way to one of a whole text. */
    private @Nullable Change next(long limit) {
        Map.Entry<Long, Change> plain = asItStands.firstEntry();
        while (plain != null && plain.getKey() < limit && isCovered(plain.getValue())) {
            asItStands.pollFirstEntry();
            plain = asItStands.firstEntry();
        }
        Map.Entry<Long, Change> ofText = joined.firstEntry();
        boolean isPlain = plain != null && (ofText == null || plain.getKey() < ofText.getKey());
        NavigableMap<Long, Change> first = isPlain ? asItStands : joined;
        if (first.isEmpty() || first.firstKey() >= limit) {
            return null;
        }
        return first.pollFirstEntry().getValue();
    }

    private boolean isCovered(Change plain) {
        Map.Entry<Long, Change> before = joined.lowerEntry(plain.to);
        return before != null && before.getValue().to > plain.from;
    }

    private void pass(long to) {
        if (to > given) {
            output.accept(held, (int) (given - base), (int) (to - given));
        }
    }

    private void change(Change change) {
        given = change.from;
        if (change.counts) {
            counts.merge(change.word, 1L, Long::sum);
        }
        int removed = (int) (change.to - change.from);
        if (edits.size() < Findings.MOST_EDITS) {
            edits.add(new Edit(change.word, change.from, removed, change.replacement));
        }
        if (replaces) {
            output.replace(change.replacement.getBytes(StandardCharsets.US_ASCII), removed);
        } else {
            pass(change.to);
        }
    }

    private String replacement(String word, Window window, int from, int to, boolean number) {
        return number ? "0" : redaction.replacement(word, window, from, to);
    }

    /** The stream as it stands. */
    private final class AsItStands implements Scanner.Output {

        @Override
        public void pass(byte[] bytes, int offset, int length) {
            rawDecided += length;
        }

        @Override
        public void found(
                String word, long offset, Window window, int from, int to, boolean number) {
            String replacement = replacement(word, window, from, to, number);
            asItStands.put(offset, new Change(offset, offset + to - from, word, replacement, true));
            rawDecided += to - from;
        }
    }

    /**
     * Where a piece stands.
     *
     * @param inText offset of its first byte in the text
     * @param inBody offset of its first byte in the body
     */
    private record Span(long inText, long inBody, int length) {}

    /** One text that comes in pieces. */
    private final class Text implements Scanner.Output {

        private final Scanner scanner = new Scanner(redaction.detectors(), this);
        private final Deque<Span> spans = new ArrayDeque<>(2);
        private long fed;
        private long decided;
        private long lastAt;

        void add(long inBody, int length) {
            if (length > 0) {
                spans.add(new Span(fed, inBody, length));
            }
            fed += length;
            lastAt = inBody + length;
        }

        /** Where in the body its first byte is that was not decided. */
        long undecided() {
            Span first = spans.peek();
            return first == null
                    ? Long.MAX_VALUE
                    : first.inBody + Math.max(0, decided - first.inText);
        }

        @Override
        public void pass(byte[] bytes, int offset, int length) {
            decide(decided + length);
        }

        @Override
        public void found(
                String word, long offset, Window window, int from, int to, boolean number) {
            String replacement = replacement(word, window, from, to, number);
            long stop = offset + to - from;
            boolean head = true;
            for (Span span : spans) {
                long first = Math.max(offset - span.inText, 0);
                long last = Math.min(stop - span.inText, span.length);
                if (first < last) {
                    long at = span.inBody + first;
                    joined.put(
                            at,
                            new Change(
                                    at, span.inBody + last, word, head ? replacement : "", head));
                    head = false;
                }
            }
            decide(stop);
        }

        private void decide(long now) {
            decided = now;
            for (Span span = spans.peek();
                    span != null && span.inText + span.length <= decided;
                    span = spans.peek()) {
                spans.poll();
            }
        }
    }
}
