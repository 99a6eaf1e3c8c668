package dev.weir.core.reading.sse;

import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Server-sent events by the WHATWG rules: lines end in LF, CRLF or CR; a blank line ends an event;
 * data lines are joined with LF; one space after the colon is not part of the value; an event that
 * no blank line ends is discarded; an event without data is none.
 */
public final class SseFraming implements Framing {

    private final Buffer line = new Buffer(LONGEST_EVENT);
    private final Buffer data = new Buffer(LONGEST_EVENT);
    private String type = "";
    private String id = "";
    private boolean hasData;
    private boolean lastWasCr;
    private boolean firstLine = true;
    private boolean tooLong;
    private long comments;
    private long dropped;
    private long unfinished;

    @Override
    public void feed(byte[] bytes, int offset, int length, Consumer<StreamEvent> events) {
        int end = offset + length;
        int from = offset;
        for (int i = offset; i < end; i++) {
            byte b = bytes[i];
            if (b != '\n' && b != '\r') {
                lastWasCr = false;
                continue;
            }
            if (b == '\n' && lastWasCr) {
                lastWasCr = false;
                from = i + 1;
                continue;
            }
            lastWasCr = b == '\r';
            line.add(bytes, from, i - from);
            from = i + 1;
            endOfLine(events);
        }
        line.add(bytes, from, end - from);
    }

    private void endOfLine(Consumer<StreamEvent> events) {
        int start = firstLine && hasMark() ? 3 : 0;
        firstLine = false;
        tooLong |= line.over();
        if (line.length() == start && !line.over()) {
            dispatch(events);
        } else if (!line.over()) {
            field(line.bytes(), start, line.length());
        }
        line.clear();
    }

    private boolean hasMark() {
        byte[] bytes = line.bytes();
        return line.length() >= 3
                && bytes[0] == (byte) 0xEF
                && bytes[1] == (byte) 0xBB
                && bytes[2] == (byte) 0xBF;
    }

    private void field(byte[] bytes, int start, int end) {
        if (bytes[start] == ':') {
            comments++;
            return;
        }
        int colon = start;
        while (colon < end && bytes[colon] != ':') {
            colon++;
        }
        int value = Math.min(end, colon + 1);
        if (value < end && bytes[value] == ' ') {
            value++;
        }
        if (is(bytes, start, colon, "data")) {
            if (hasData) {
                data.add((byte) '\n');
            }
            hasData = true;
            data.add(bytes, value, end - value);
            tooLong |= data.over();
        } else if (is(bytes, start, colon, "event")) {
            type = new String(bytes, value, end - value, StandardCharsets.UTF_8);
        } else if (is(bytes, start, colon, "id")) {
            String given = new String(bytes, value, end - value, StandardCharsets.UTF_8);
            id = given.indexOf('\0') < 0 ? given : id;
        }
    }

    private static boolean is(byte[] bytes, int from, int to, String name) {
        if (to - from != name.length()) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            if (bytes[from + i] != name.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private void dispatch(Consumer<StreamEvent> events) {
        if (tooLong) {
            dropped++;
        } else if (hasData) {
            events.accept(new StreamEvent(type, id, data.copy(0, data.length()), false));
        }
        data.clear();
        hasData = false;
        tooLong = false;
        type = "";
    }

    @Override
    public void end(Consumer<StreamEvent> events) {
        unfinished = (long) line.length() + data.length();
    }

    @Override
    public Tally tally() {
        return new Tally(comments, dropped, 0, unfinished);
    }
}
