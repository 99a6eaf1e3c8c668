package dev.weir.gateway.archive;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;

/**
 * The two members of a request body that the record names: {@code model} and {@code stream} of the
 * outermost object. Read from the beginnings of the blocks that begin with a member, so that it
 * costs next to nothing once a body is cut.
 *
 * @param model null where there is none
 * @param stream null where there is none
 */
record TopMembers(@Nullable String model, @Nullable Boolean stream) {

    static final TopMembers NONE = new TopMembers(null, null);

    private static final int LONGEST_MODEL = 256;

    static TopMembers of(byte[] body, int length, Cuts cuts) {
        if (!BlockCutter.looksLikeJson(cuts.stateAtStart(0))) {
            return NONE;
        }
        String model = null;
        Boolean stream = null;
        for (int block = 0; block < cuts.size() && (model == null || stream == null); block++) {
            int at = cuts.start(block);
            if (block == 0) {
                at = skipSpace(body, at, length);
                if (at == length || body[at] != '{') {
                    return NONE;
                }
                at++;
            } else if (!BlockCutter.atTopMember(cuts.stateAtStart(block))) {
                continue;
            }
            at = skipSpace(body, at, length);
            if (model == null && matches(body, at, length, "\"model\"")) {
                model = text(body, value(body, at + 7, length), length);
            } else if (stream == null && matches(body, at, length, "\"stream\"")) {
                int value = value(body, at + 8, length);
                stream =
                        matches(body, value, length, "true")
                                ? Boolean.TRUE
                                : matches(body, value, length, "false") ? Boolean.FALSE : null;
            }
        }
        return new TopMembers(model, stream);
    }

    private static int skipSpace(byte[] body, int from, int length) {
        int i = from;
        while (i < length
                && (body[i] == ' ' || body[i] == '\n' || body[i] == '\r' || body[i] == '\t')) {
            i++;
        }
        return i;
    }

    /** Where the value after the colon begins. */
    private static int value(byte[] body, int from, int length) {
        int i = skipSpace(body, from, length);
        return i < length && body[i] == ':' ? skipSpace(body, i + 1, length) : length;
    }

    private static boolean matches(byte[] body, int at, int length, String text) {
        if (at + text.length() > length) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (body[at + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** A short string without escapes; names of models have none but an escaped slash. */
    private static @Nullable String text(byte[] body, int at, int length) {
        if (at >= length || body[at] != '"') {
            return null;
        }
        int end = at + 1;
        while (end < length && body[end] != '"') {
            if (body[end] == '\\') {
                end++;
            }
            if (++end - at > LONGEST_MODEL) {
                return null;
            }
        }
        if (end >= length) {
            return null;
        }
        String raw = new String(body, at + 1, end - at - 1, StandardCharsets.UTF_8);
        String plain = raw.replace("\\/", "/");
        return plain.isEmpty() || plain.indexOf('\\') >= 0 ? null : plain;
    }
}
