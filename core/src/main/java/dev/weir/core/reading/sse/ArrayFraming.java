package dev.weir.core.reading.sse;

import java.util.function.Consumer;

/**
 * A JSON array that grows while it is sent: each element is an event. Elements are objects; what
 * stands between them is passed over. A text that is one object and no array is one event.
 */
public final class ArrayFraming implements Framing {

    private final Buffer element = new Buffer(LONGEST_EVENT);
    private int depth;
    private boolean inString;
    private boolean escaped;
    private boolean closed;
    private long dropped;
    private long damaged;
    private long unfinished;

    @Override
    public void feed(byte[] bytes, int offset, int length, Consumer<StreamEvent> events) {
        for (int i = offset; i < offset + length; i++) {
            byte b = bytes[i];
            if (depth == 0) {
                between(b);
            } else {
                element.add(b);
                within(b, events);
            }
        }
    }

    private void between(byte b) {
        switch (b) {
            case '{' -> {
                depth = 1;
                element.add(b);
            }
            case ']' -> closed = true;
            case '[', ',', ' ', '\n', '\r', '\t' -> {}
            default -> damaged++;
        }
    }

    private void within(byte b, Consumer<StreamEvent> events) {
        if (inString) {
            if (escaped) {
                escaped = false;
            } else if (b == '\\') {
                escaped = true;
            } else if (b == '"') {
                inString = false;
            }
            return;
        }
        switch (b) {
            case '"' -> inString = true;
            case '{', '[' -> depth++;
            case '}', ']' -> {
                if (--depth == 0) {
                    dispatch(events);
                }
            }
            default -> {}
        }
    }

    private void dispatch(Consumer<StreamEvent> events) {
        if (element.over()) {
            dropped++;
        } else {
            events.accept(StreamEvent.of(element.bytes(), 0, element.length()));
        }
        element.clear();
    }

    @Override
    public void end(Consumer<StreamEvent> events) {
        unfinished = element.length();
    }

    /** True once the array's closing bracket has come. */
    public boolean closed() {
        return closed;
    }

    @Override
    public Tally tally() {
        return new Tally(0, dropped, damaged, unfinished);
    }
}
