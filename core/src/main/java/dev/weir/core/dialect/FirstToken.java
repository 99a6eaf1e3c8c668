package dev.weir.core.dialect;

import java.nio.charset.StandardCharsets;

/**
 * Finds the first piece of model output in a streamed answer: text, reasoning or a tool call, not
 * the empty delta that opens a message. Takes the decoded body piece by piece, looks at each byte
 * once or twice, and gives up after {@value #MOST_SCANNED} bytes. Works line by line (SSE and
 * NDJSON), and reads AWS event streams as text.
 */
public final class FirstToken {

    /** Bytes after which the search gives up. */
    public static final int MOST_SCANNED = 256 * 1024;

    private static final int LONGEST_LINE = 64 * 1024;
    private static final int LONGEST_UNFINISHED = 512;

    /** Members whose value is model output where it is not empty. */
    private static final byte[][] TEXTS =
            bytes(
                    "content",
                    "reasoning_content",
                    "reasoning",
                    "refusal",
                    "text",
                    "response",
                    "thinking");

    /** Members that are model output whatever their value but null and an empty list. */
    private static final byte[][] CALLS =
            bytes("tool_calls", "function_call", "functionCall", "executableCode", "inlineData");

    private static final byte[][] ANTHROPIC = bytes("content_block_delta", "contentBlockDelta");
    private static final byte[][] RESPONSES_EVENT = bytes("\"response.");
    private static final byte[][] DELTA = bytes(".delta\"");

    private final Dialect dialect;
    private byte[] line = new byte[1024];
    private int length;
    private int scanned;
    private boolean found;

    public FirstToken(Dialect dialect) {
        this.dialect = dialect;
    }

    /** True where the search has seen as much as it looks at and found nothing. */
    public boolean givenUp() {
        return !found && scanned >= MOST_SCANNED;
    }

    /** Takes the next piece of the body; true once the first output is in what was given. */
    public boolean feed(byte[] bytes, int offset, int count) {
        for (int i = offset; i < offset + count && !found && scanned < MOST_SCANNED; i++) {
            scanned++;
            if (bytes[i] == '\n' || length == LONGEST_LINE) {
                found = holdsOutput();
                length = 0;
            } else {
                if (length == line.length) {
                    line = java.util.Arrays.copyOf(line, length * 2);
                }
                line[length++] = bytes[i];
            }
        }
        // A line may arrive without its end; what is in it has arrived all the same. Long ones wait
        // for it, so that many small pieces of one are not searched again and again.
        found = found || length > 0 && length <= LONGEST_UNFINISHED && holdsOutput();
        return found;
    }

    private boolean holdsOutput() {
        if (dialect == Dialect.OTHER) {
            return length > 0;
        }
        if (indexOf(ANTHROPIC[0], 0) >= 0 || indexOf(ANTHROPIC[1], 0) >= 0) {
            return true;
        }
        if (dialect == Dialect.ANTHROPIC) {
            return false;
        }
        if (dialect == Dialect.OPENAI && indexOf(RESPONSES_EVENT[0], 0) >= 0) {
            return indexOf(DELTA[0], 0) >= 0;
        }
        for (byte[] name : TEXTS) {
            if (hasMember(name, false)) {
                return true;
            }
        }
        for (byte[] name : CALLS) {
            if (hasMember(name, true)) {
                return true;
            }
        }
        return false;
    }

    /** True where the line has this member with a string that is not empty, or any value at all. */
    private boolean hasMember(byte[] name, boolean any) {
        for (int at = indexOf(name, 0); at >= 0; at = indexOf(name, at + 1)) {
            int after = at + name.length;
            if (at == 0 || line[at - 1] != '"' || after >= length || line[after] != '"') {
                continue;
            }
            int value = skipSpace(after + 1);
            if (value >= length || line[value] != ':') {
                continue;
            }
            value = skipSpace(value + 1);
            if (value + 1 >= length) {
                continue;
            }
            byte first = line[value];
            byte second = line[value + 1];
            if (first == '"' && second != '"') {
                return true;
            }
            if (any && (first == '{' || first == '[' && second != ']')) {
                return true;
            }
        }
        return false;
    }

    private int skipSpace(int from) {
        int i = from;
        while (i < length && line[i] == ' ') {
            i++;
        }
        return i;
    }

    private int indexOf(byte[] what, int from) {
        byte first = what[0];
        for (int i = from; i <= length - what.length; i++) {
            if (line[i] == first
                    && java.util.Arrays.equals(line, i, i + what.length, what, 0, what.length)) {
                return i;
            }
        }
        return -1;
    }

    private static byte[][] bytes(String... texts) {
        byte[][] all = new byte[texts.length][];
        for (int i = 0; i < texts.length; i++) {
            all[i] = texts[i].getBytes(StandardCharsets.US_ASCII);
        }
        return all;
    }
}
