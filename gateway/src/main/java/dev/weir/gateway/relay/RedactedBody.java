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
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

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

    /** Decoded bytes that are read in one turn of the event loop; more waits for the next. */
    static final int TURN = 128 << 10;

    /** Bytes that have come and are still coded. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Coded(byte[] bytes, long nanos) {}

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

    /** Runs a step in a turn of its own. */
    private final Executor turns;

    private final Runnable whenCaughtUp;
    private final Deque<Coded> waiting = new ArrayDeque<>(2);

    /** Bytes that may be read in this turn. */
    private long left = TURN;

    /** Bytes of the piece that is being decoded. */
    private long inHand;

    private boolean turnAsked;
    private boolean behind;
    private boolean unreadable;
    private boolean ending;
    private boolean endTold;
    private boolean ended;
    private final List<Runnable> whenEnded = new ArrayList<>(1);

    /**
     * @param kept redacts what is kept, null where it is kept as it came
     * @param watched only looks, null for nobody
     * @param decoder undoes the coding, null where there is none
     * @param readable false where the body cannot be read: then none of it is kept that should be
     *     redacted
     * @param places edits whose places in the body as it is kept are wanted, in order
     * @param turns where it goes on with a body that grows much when it is decoded
     * @param whenCaughtUp run each time that nothing waits any more
     */
    RedactedBody(
            @Nullable BodyRedactor kept,
            @Nullable BodyRedactor watched,
            @Nullable PassingDecoder decoder,
            boolean readable,
            List<Edit> places,
            Sink sink,
            Executor turns,
            Runnable whenCaughtUp) {
        this.kept = kept;
        this.watched = readable ? watched : null;
        this.decoder = decoder;
        this.leftOut = !readable && kept != null;
        this.places = new ArrayDeque<>(places);
        this.sink = sink;
        this.turns = turns;
        this.whenCaughtUp = whenCaughtUp;
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
        byte[] bytes = new byte[piece.remaining()];
        piece.duplicate().get(bytes);
        if (decoder == null) {
            now = nanos;
            look(bytes, 0, bytes.length);
        } else {
            waiting.add(new Coded(bytes, nanos));
            decode();
        }
    }

    /** Decodes what waits, as far as this turn lasts. */
    private void decode() {
        PassingDecoder coded = decoder;
        behind = false;
        if (coded == null || ended) {
            return;
        }
        try {
            while (!unreadable && (coded.next(this::spend) || more(coded))) {
                if (left <= 0) {
                    askTurn();
                    behind = left <= 0;
                    if (behind) {
                        return;
                    }
                }
            }
        } catch (IOException e) {
            cannotRead();
        }
        if (left < TURN) {
            askTurn();
        }
        if (ending) {
            finish();
        }
    }

    private void spend(byte[] bytes, int offset, int length) {
        left -= length;
        look(bytes, offset, length);
    }

    /** Hands the decoder what it wants; false where there is nothing. */
    private boolean more(PassingDecoder coded) throws IOException {
        Coded next = waiting.poll();
        if (next != null) {
            now = next.nanos;
            inHand = next.bytes.length;
            coded.more(next.bytes);
            return true;
        }
        if (!ending || endTold) {
            return false;
        }
        endTold = true;
        inHand = 0;
        coded.end();
        return true;
    }

    private void askTurn() {
        if (turnAsked) {
            return;
        }
        try {
            turns.execute(this::turn);
            turnAsked = true;
        } catch (RejectedExecutionException e) {
            // The loop stops: nobody waits for it any more.
            left = Long.MAX_VALUE;
        }
    }

    private void turn() {
        turnAsked = false;
        left = TURN;
        if (behind) {
            decode();
            if (!behind) {
                whenCaughtUp.run();
            }
        }
    }

    /** True while some of what came has not been read. */
    boolean isBehind() {
        return behind;
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
    private void cannotRead() {
        unreadable = true;
        watched = null;
        BodyRedactor keeping = kept;
        if (keeping != null) {
            keeping.end(output);
            leftOut = true;
            sink.leftOut(inHand, now);
            for (Coded each : waiting) {
                sink.leftOut(each.bytes.length, each.nanos);
            }
        }
        waiting.clear();
    }

    /**
     * No more comes.
     *
     * @param then run once all of it was read: at once where nothing waits
     */
    void end(Runnable then) {
        if (ended) {
            then.run();
            return;
        }
        whenEnded.add(then);
        ending = true;
        if (decoder == null || leftOut) {
            finish();
        } else if (!behind) {
            decode();
        }
    }

    private void finish() {
        if (ended) {
            return;
        }
        ended = true;
        PassingDecoder coded = decoder;
        if (coded != null) {
            coded.close();
        }
        BodyRedactor keeping = kept;
        if (keeping != null) {
            keeping.end(output);
        }
        BodyRedactor watching = watched;
        if (watching != null) {
            watching.end(NOWHERE);
        }
        whenEnded.forEach(Runnable::run);
        whenEnded.clear();
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
