package dev.weir.gateway.relay;

import dev.weir.core.exchange.GatewayFacts.Edit;
import dev.weir.core.redaction.BodyRedactor;
import dev.weir.gateway.content.PassingDecoder;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One body on its way to the recorder: its content coding undone where that is needed, what is
 * found replaced, the rest as it came and with the time at which it came. Bytes that cannot be
 * judged yet wait; the body that is forwarded knows nothing of this.
 */
final class RedactedBody {

    /** Where the body goes. */
    interface Sink {

        void keep(ByteBuffer bytes, long nanos);

        /** Bytes that pass and are not kept, since they could not be read. */
        void leftOut(long bytes, long nanos);
    }

    private static final BodyRedactor.Output NOWHERE = (_, _, _) -> {};

    /**
     * Bytes that came together.
     *
     * @param end offset of the first byte after them
     */
    private record Arrival(long end, long nanos) {}

    private final @Nullable BodyRedactor kept;
    private @Nullable BodyRedactor watched;
    private final @Nullable PassingDecoder decoder;
    private final Sink sink;
    private final Deque<Arrival> arrivals = new ArrayDeque<>(2);
    private final Output output = new Output();
    private long arrived;
    private long position;
    private long written;
    private long now;

    /** Places that have not come yet, in order. */
    private final Deque<Edit> places;

    /** Where those that came are in what is kept. */
    private final Map<Long, Long> placed = new HashMap<>(2);

    private @Nullable Edit lastPlaced;
    private boolean leftOut;
    private boolean ended;

    /**
     * @param kept redacts what is kept, null where it is kept as it came
     * @param watched only looks, null for nobody
     * @param decoder undoes the coding, null where there is none
     * @param readable false where the body cannot be read: then none of it is kept that should be
     *     redacted
     * @param places edits whose places in the body as it is kept are wanted, in order
     */
    RedactedBody(
            @Nullable BodyRedactor kept,
            @Nullable BodyRedactor watched,
            @Nullable PassingDecoder decoder,
            boolean readable,
            List<Edit> places,
            Sink sink) {
        this.kept = kept;
        this.watched = readable ? watched : null;
        this.decoder = decoder;
        this.leftOut = !readable && kept != null;
        this.places = new ArrayDeque<>(places);
        this.sink = sink;
    }

    void feed(ByteBuffer piece, long nanos) {
        if (leftOut) {
            sink.leftOut(piece.remaining(), nanos);
            return;
        }
        if (kept == null) {
            sink.keep(piece, nanos);
        }
        if (kept == null && watched == null) {
            return;
        }
        now = nanos;
        PassingDecoder coded = decoder;
        if (coded == null) {
            byte[] bytes = new byte[piece.remaining()];
            piece.duplicate().get(bytes);
            look(bytes, 0, bytes.length);
            return;
        }
        try {
            coded.feed(piece, this::look);
        } catch (IOException e) {
            cannotRead(piece.remaining());
        }
    }

    private void look(byte[] bytes, int offset, int length) {
        BodyRedactor watching = watched;
        if (watching != null) {
            watching.feed(bytes, offset, length, NOWHERE);
        }
        BodyRedactor keeping = kept;
        if (keeping != null) {
            arrived += length;
            Arrival last = arrivals.peekLast();
            if (last != null && last.nanos == now) {
                arrivals.removeLast();
            }
            arrivals.add(new Arrival(arrived, now));
            keeping.feed(bytes, offset, length, output);
        }
    }

    /** What was read so far is kept; nothing more is. */
    private void cannotRead(long bytes) {
        watched = null;
        BodyRedactor keeping = kept;
        if (keeping != null) {
            keeping.end(output);
            leftOut = true;
            sink.leftOut(bytes, now);
        }
    }

    /** No more comes; a second call does nothing. */
    void end() {
        if (ended) {
            return;
        }
        ended = true;
        PassingDecoder coded = decoder;
        if (coded != null) {
            try {
                if (!leftOut) {
                    coded.end(this::look);
                }
            } catch (IOException e) {
                cannotRead(0);
            } finally {
                coded.close();
            }
        }
        BodyRedactor keeping = kept;
        if (keeping != null) {
            keeping.end(output);
        }
        BodyRedactor watching = watched;
        if (watching != null) {
            watching.end(NOWHERE);
        }
    }

    /** How often what was replaced, by the words of the kinds. */
    Map<String, Long> replaced() {
        BodyRedactor keeping = kept;
        return keeping == null ? Map.of() : keeping.findings().counts();
    }

    /** How often what was found and stays. */
    Map<String, Long> seen() {
        BodyRedactor watching = watched;
        return watching == null ? Map.of() : watching.findings().counts();
    }

    /**
     * Edits of the body as it came at their places in the body as it is kept; without those whose
     * places were replaced.
     */
    List<Edit> placed(List<Edit> edits) {
        if (kept == null) {
            return edits;
        }
        List<Edit> moved = new ArrayList<>(edits.size());
        for (Edit edit : edits) {
            Long at = placed.get(edit.offset());
            if (at != null) {
                moved.add(new Edit(at, edit.length(), edit.replacement(), edit.rule()));
            }
        }
        return moved;
    }

    private final class Output implements BodyRedactor.Output {

        @Override
        public void accept(byte[] bytes, int offset, int length) {
            int from = offset;
            int left = length;
            while (left > 0) {
                Arrival first = arrivals.getFirst();
                int part = (int) Math.min(left, first.end - position);
                place(part);
                sink.keep(ByteBuffer.wrap(bytes, from, part), first.nanos);
                written += part;
                from += part;
                left -= part;
                advance(part);
            }
        }

        @Override
        public void replace(byte[] replacement, int removed) {
            long end = position + removed;
            while (!places.isEmpty() && places.getFirst().offset() < end) {
                places.removeFirst();
            }
            Edit last = lastPlaced;
            if (last != null && last.offset() + last.length() > position) {
                placed.remove(last.offset());
            }
            if (replacement.length > 0) {
                sink.keep(ByteBuffer.wrap(replacement), arrivals.getFirst().nanos);
                written += replacement.length;
            }
            advance(removed);
        }

        private void place(int length) {
            while (!places.isEmpty() && places.getFirst().offset() < position + length) {
                Edit edit = places.removeFirst();
                lastPlaced = edit;
                placed.put(edit.offset(), written + edit.offset() - position);
            }
        }

        private void advance(long by) {
            position += by;
            while (!arrivals.isEmpty() && arrivals.getFirst().end <= position) {
                arrivals.removeFirst();
            }
        }
    }
}
