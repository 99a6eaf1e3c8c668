package dev.weir.core.reading.sse;

import java.util.function.Consumer;

/**
 * One event a line (NDJSON, JSON Lines). Blank lines are none. A last line without its end is
 * given, since a complete stream may leave the end out; whether it is whole its content tells.
 */
public final class LineFraming implements Framing {

    private final Buffer line = new Buffer(LONGEST_EVENT);
    private long dropped;
    private long unfinished;

    @Override
    public void feed(byte[] bytes, int offset, int length, Consumer<StreamEvent> events) {
        int from = offset;
        for (int i = offset; i < offset + length; i++) {
            if (bytes[i] == '\n') {
                line.add(bytes, from, i - from);
                from = i + 1;
                dispatch(events);
            }
        }
        line.add(bytes, from, offset + length - from);
    }

    private void dispatch(Consumer<StreamEvent> events) {
        if (line.over()) {
            dropped++;
        } else if (!isBlank()) {
            events.accept(StreamEvent.of(line.bytes(), 0, line.length()));
        }
        line.clear();
    }

    private boolean isBlank() {
        for (int i = 0; i < line.length(); i++) {
            byte b = line.bytes()[i];
            if (b != ' ' && b != '\t' && b != '\r') {
                return false;
            }
        }
        return true;
    }

    @Override
    public void end(Consumer<StreamEvent> events) {
        unfinished = line.length();
        dispatch(events);
    }

    @Override
    public Tally tally() {
        return new Tally(0, dropped, 0, unfinished);
    }
}
