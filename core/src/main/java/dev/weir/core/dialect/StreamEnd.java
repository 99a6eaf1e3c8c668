package dev.weir.core.dialect;

import java.nio.charset.StandardCharsets;

/**
 * Watches a streamed answer pass and knows two things about where it stands: whether the event that
 * ends the dialect's streams has been seen, and whether the last byte ended an event. A client that
 * leaves after the final event has a complete answer, and a broken stream can be told so only
 * between events.
 *
 * <p>It looks at the first bytes of each line and at the last bytes of the stream, keeps no more
 * than those, and never fails: what it does not know is not an end.
 */
public final class StreamEnd {

    private static final int HEAD = 48;
    private static final int TAIL = 512;
    private static final String DONE = "\"done\":";

    private final byte[] lineHead = new byte[HEAD];
    private final byte[] tail = new byte[TAIL];
    private long total;
    private int lineLength;
    private boolean lastWasCr;
    private boolean blankLine = true;
    private boolean finalSeen;

    /** One byte of the stream. */
    public void accept(byte b) {
        tail[(int) (total++ & TAIL - 1)] = b;
        if (b == '\n' || b == '\r') {
            if (b == '\n' && lastWasCr) {
                lastWasCr = false;
                return;
            }
            lastWasCr = b == '\r';
            blankLine = lineLength == 0;
            if (lineLength > 0) {
                endOfLine();
            }
            lineLength = 0;
            return;
        }
        lastWasCr = false;
        blankLine = false;
        if (lineLength < HEAD) {
            lineHead[lineLength] = b;
        }
        lineLength++;
    }

    private void endOfLine() {
        if (lineHead[0] == 'e' || lineHead[0] == 'd') {
            String line =
                    new String(
                            lineHead, 0, Math.min(lineLength, HEAD), StandardCharsets.ISO_8859_1);
            finalSeen |=
                    says(line, "event:", "message_stop")
                            || says(line, "event:", "response.completed")
                            || says(line, "event:", "response.incomplete")
                            || says(line, "event:", "response.failed")
                            || says(line, "data:", "[DONE]");
        }
    }

    /** True for a field with that value; one space after the colon is not part of the value. */
    private static boolean says(String line, String field, String value) {
        int spaces = line.startsWith(" ", field.length()) ? 1 : 0;
        return line.length() == field.length() + spaces + value.length()
                && line.startsWith(field)
                && line.endsWith(value);
    }

    /** True where the last byte ended an SSE event, or nothing has come yet. */
    public boolean betweenEvents() {
        return blankLine;
    }

    /** True where the answer was complete before the end of the body. */
    public boolean finished(Dialect dialect) {
        return switch (dialect) {
            case ANTHROPIC -> finalSeen && betweenEvents();
            case OPENAI, OTHER -> finalSeen && betweenEvents();
            case GEMINI -> betweenEvents() && tail().contains("\"finishReason\"");
            case OLLAMA -> atLineEnd() && lastIsDone();
        };
    }

    private boolean atLineEnd() {
        return total > 0 && lineLength == 0;
    }

    /**
     * True where the last {@code done} member says so; an earlier one may belong to the arguments
     * of a tool call.
     */
    private boolean lastIsDone() {
        String text = tail();
        int done = text.lastIndexOf(DONE);
        return done >= 0 && text.substring(done + DONE.length()).stripLeading().startsWith("true");
    }

    private String tail() {
        int length = (int) Math.min(total, TAIL);
        byte[] ordered = new byte[length];
        for (int i = 0; i < length; i++) {
            ordered[i] = tail[(int) (total - length + i & TAIL - 1)];
        }
        return new String(ordered, StandardCharsets.ISO_8859_1);
    }
}
