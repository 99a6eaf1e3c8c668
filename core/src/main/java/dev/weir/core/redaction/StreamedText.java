package dev.weir.core.redaction;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Redacts a whole answer that came as server-sent events or as JSON lines. Byte by byte a secret is
 * not found there when the model's words were cut in its middle; so the pieces of each text are
 * joined first, and each piece of a find is taken out of its own event: the first one gets the
 * replacement, the others lose their part. Everything else of the body is redacted as it stands.
 *
 * <p>Joined are the texts that {@link StreamedPieces} knows. Not joined: pieces of different
 * content blocks, choices or items; what comes in a shape that it does not know; bodies that are
 * still compressed; AWS event streams, whose frames carry checksums.
 */
final class StreamedText {

    private StreamedText() {}

    static Redacted redact(Redaction redaction, byte[] body, boolean replaces) {
        Map<String, List<Piece>> texts = StreamedPieces.of(body);
        NavigableMap<Integer, Change> changes = new TreeMap<>();
        for (List<Piece> pieces : texts.values()) {
            joined(redaction, body, pieces, changes);
        }
        Recorder bytewise = new Recorder(redaction);
        Scanner scanner = new Scanner(redaction.detectors(), bytewise);
        scanner.feed(body, 0, body.length);
        scanner.end();
        for (Change change : bytewise.changes) {
            if (isFree(changes, change)) {
                changes.put(change.from, change);
            }
        }
        return apply(body, changes, replaces);
    }

    /**
     * A piece of a text: the inside of a JSON string.
     *
     * @param from its first byte in the body
     * @param to after its last byte
     */
    record Piece(int from, int to) {}

    private record Change(int from, int to, String word, String replacement) {}

    private static boolean isFree(NavigableMap<Integer, Change> changes, Change change) {
        Map.Entry<Integer, Change> before = changes.lowerEntry(change.to);
        return before == null || before.getValue().to <= change.from;
    }

    private static void joined(
            Redaction redaction,
            byte[] body,
            List<Piece> pieces,
            NavigableMap<Integer, Change> changes) {
        int length = pieces.stream().mapToInt(piece -> piece.to - piece.from).sum();
        byte[] text = new byte[length];
        int[] starts = new int[pieces.size()];
        int at = 0;
        for (int i = 0; i < starts.length; i++) {
            Piece piece = pieces.get(i);
            starts[i] = at;
            System.arraycopy(body, piece.from, text, at, piece.to - piece.from);
            at += piece.to - piece.from;
        }
        Recorder recorder = new Recorder(redaction);
        Scanner scanner = new Scanner(redaction.detectors(), recorder);
        scanner.feed(text, 0, length);
        scanner.end();
        int first = 0;
        for (Change change : recorder.changes) {
            while (first + 1 < starts.length && starts[first + 1] <= change.from) {
                first++;
            }
            boolean head = true;
            for (int i = first; i < starts.length && starts[i] < change.to; i++) {
                Piece piece = pieces.get(i);
                int from = Math.max(change.from - starts[i], 0);
                int to = Math.min(change.to - starts[i], piece.to - piece.from);
                if (from < to) {
                    changes.put(
                            piece.from + from,
                            new Change(
                                    piece.from + from,
                                    piece.from + to,
                                    change.word,
                                    head ? change.replacement : ""));
                    head = false;
                }
            }
        }
    }

    private static Redacted apply(
            byte[] body, NavigableMap<Integer, Change> changes, boolean replaces) {
        if (changes.isEmpty()) {
            return new Redacted(body, Findings.NONE);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(body.length + 64);
        List<Edit> edits = new ArrayList<>();
        Map<String, Long> counts = new LinkedHashMap<>();
        int at = 0;
        for (Change change : changes.values()) {
            out.write(body, at, change.from - at);
            out.writeBytes(change.replacement.getBytes(StandardCharsets.US_ASCII));
            at = change.to;
            counts.merge(change.word, 1L, Long::sum);
            if (edits.size() < Findings.MOST_EDITS) {
                edits.add(
                        new Edit(
                                change.word,
                                change.from,
                                change.to - change.from,
                                change.replacement));
            }
        }
        out.write(body, at, body.length - at);
        return new Redacted(replaces ? out.toByteArray() : body, new Findings(edits, counts));
    }

    /** Keeps the finds only. */
    private static final class Recorder implements Scanner.Output {

        private final Redaction redaction;
        private final List<Change> changes = new ArrayList<>();

        Recorder(Redaction redaction) {
            this.redaction = redaction;
        }

        @Override
        public void pass(byte[] bytes, int offset, int length) {}

        @Override
        public void found(
                String word, long offset, Window window, int from, int to, boolean number) {
            String replacement = number ? "0" : redaction.replacement(word, window, from, to);
            changes.add(new Change((int) offset, (int) offset + to - from, word, replacement));
        }
    }
}
