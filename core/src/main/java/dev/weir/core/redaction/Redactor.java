package dev.weir.core.redaction;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Redacts one body while it passes: pieces in, pieces out. Where the body is cut into pieces makes
 * no difference to what comes out in all. Bytes are passed on at once up to the last word that is
 * not over; only while something may turn out to be a find, more is held back, at most 96 KiB.
 *
 * <p>Time is linear in the body's length for any bytes. Not thread-safe; one instance a body.
 */
public final class Redactor implements BodyRedactor {

    private final Redaction redaction;
    private final boolean replaces;
    private final Scanner scanner;
    private final List<Edit> edits = new ArrayList<>();
    private final Map<String, Long> counts = new LinkedHashMap<>();
    private final int mostEdits;
    private Output output = (_, _, _) -> {};
    private boolean ended;

    Redactor(Redaction redaction, boolean replaces, int mostEdits) {
        this.redaction = redaction;
        this.replaces = replaces;
        this.mostEdits = mostEdits;
        this.scanner = new Scanner(redaction.detectors(), new Taker());
    }

    /**
     * Takes the next bytes of the body and gives those that are decided.
     *
     * @throws IllegalStateException after the end
     */
    @Override
    public void feed(byte[] bytes, int offset, int length, Output out) {
        if (ended) {
            throw new IllegalStateException("the body has ended");
        }
        output = out;
        scanner.feed(bytes, offset, length);
    }

    /**
     * The body is over, whole or broken off: gives what was held back. A second call does nothing.
     */
    @Override
    public void end(Output out) {
        if (!ended) {
            ended = true;
            output = out;
            scanner.end();
        }
    }

    /** What has been found so far. */
    @Override
    public Findings findings() {
        return new Findings(edits, counts);
    }

    private final class Taker implements Scanner.Output {

        @Override
        public void pass(byte[] bytes, int offset, int length) {
            if (length > 0) {
                output.accept(bytes, offset, length);
            }
        }

        @Override
        public void found(
                String word, long offset, Window window, int from, int to, boolean number) {
            String replacement = number ? "0" : redaction.replacement(word, window, from, to);
            counts.merge(word, 1L, Long::sum);
            if (edits.size() < mostEdits) {
                edits.add(new Edit(word, offset, to - from, replacement));
            }
            if (replaces) {
                byte[] bytes = replacement.getBytes(StandardCharsets.US_ASCII);
                output.replace(bytes, to - from);
            } else {
                output.accept(window.bytes, from, to - from);
            }
        }
    }
}
