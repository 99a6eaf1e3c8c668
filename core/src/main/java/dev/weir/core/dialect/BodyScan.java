package dev.weir.core.dialect;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads of a JSON request, while its pieces pass, what rules are about: which model it names and
 * where, whether a stream is asked for, how long the answer may be, whether the provider may keep
 * it, which tools it offers. Nothing else is looked at or kept, and nothing is allocated for it.
 *
 * <p>It follows the structure of the text and no more: what is no JSON gives what was read before
 * the fault. A second {@code model} at the top is noted, since readers disagree on which one counts
 * ({@link #namesModelTwice}). Not thread-safe.
 *
 * <p>Read are, at the top: {@code model}, {@code stream}, {@code store}, {@code max_tokens}, {@code
 * max_completion_tokens}, {@code max_output_tokens}, {@code n}, {@code best_of}; {@code
 * generationConfig.maxOutputTokens} and {@code candidateCount} (Gemini), {@code
 * options.num_predict} (Ollama); in {@code tools}: {@code name}, {@code function.name}, {@code
 * functionDeclarations[].name}, and {@code type} of a tool without a name.
 */
public final class BodyScan {

    /** Deepest level whose members have names that matter. */
    private static final int DEEPEST = 6;

    private static final int MOST_LEVELS = 512;
    private static final int LONGEST_KEY = 64;
    private static final int LONGEST_MODEL = 256;
    private static final int LONGEST_TOOL = 128;
    private static final int MOST_TOOLS = 4096;

    /** What the next byte belongs to. */
    private enum State {
        /** Between tokens. */
        BETWEEN,
        /** Inside a string. */
        STRING,
        /** Behind a backslash inside a string. */
        ESCAPE,
        /** Inside a number or a word. */
        WORD,
        /** The text is over, or is none. */
        DONE
    }

    private final boolean[] isObject = new boolean[DEEPEST + 1];
    private final String[] keys = new String[DEEPEST + 1];
    private State state = State.BETWEEN;
    private int depth;

    /** True where a string at the current place is a member's name. */
    private boolean nameNext;

    private boolean stringIsName;

    /** Object or array, by level, beyond what is named: one bit a level. */
    private final long[] objects = new long[MOST_LEVELS / 64];

    private long position;
    private long tokenStart;
    private byte[] token = new byte[LONGEST_KEY];
    private int tokenLength;
    private boolean keepToken;
    private boolean escaped;
    private int mostKept;

    private @Nullable String model;
    private long modelOffset = -1;
    private int modelLength;
    private int models;
    private @Nullable Boolean stream;
    private @Nullable Boolean store;
    private long maxTokens;
    private int answers = 1;
    private final List<String> tools = new ArrayList<>(0);
    private @Nullable String toolName;
    private @Nullable String toolType;
    private boolean sound = true;

    public BodyScan() {
        Arrays.fill(keys, "");
    }

    /** Reads a piece from position to limit; the buffer is left untouched. */
    public void feed(ByteBuffer piece) {
        int at = piece.position();
        int limit = piece.limit();
        while (at < limit && state != State.DONE) {
            if (state == State.STRING) {
                at = inString(piece, at, limit);
            } else {
                step(piece.get(at), position + (at - piece.position()));
                at++;
            }
        }
        position += piece.remaining();
    }

    private int inString(ByteBuffer piece, int from, int limit) {
        int at = from;
        while (at < limit) {
            byte octet = piece.get(at);
            if (octet == '"') {
                endString(position + (at - piece.position()));
                return at + 1;
            }
            if (octet == '\\') {
                escaped = true;
                keep(octet);
                state = State.ESCAPE;
                return at + 1;
            }
            if (keepToken) {
                keep(octet);
            }
            at++;
        }
        return at;
    }

    private void step(byte octet, long offset) {
        if (state == State.ESCAPE) {
            keep(octet);
            state = State.STRING;
            return;
        }
        if (state == State.WORD) {
            if (isWord(octet)) {
                keep(octet);
                return;
            }
            state = State.BETWEEN;
            endWord();
        }
        switch (octet) {
            case ' ', '\n', '\r', '\t', ':' -> {}
            case ',' -> nameNext = depth > 0 && objectAt(depth);
            case '{', '[' -> open(octet == '{');
            case '}', ']' -> close(octet == '}');
            case '"' -> startString(offset);
            default -> startWord(octet, offset);
        }
    }

    private static boolean isWord(byte octet) {
        return octet >= '0' && octet <= '9'
                || octet >= 'a' && octet <= 'z'
                || octet >= 'A' && octet <= 'Z'
                || octet == '.'
                || octet == '-'
                || octet == '+';
    }

    private void open(boolean object) {
        if (++depth >= MOST_LEVELS) {
            fault();
            return;
        }
        long bit = 1L << (depth & 63);
        if (object) {
            objects[depth >> 6] |= bit;
        } else {
            objects[depth >> 6] &= ~bit;
        }
        if (depth <= DEEPEST) {
            isObject[depth] = object;
            keys[depth] = "";
        }
        if (depth == 1 && !object) {
            state = State.DONE;
            return;
        }
        nameNext = object;
        if (depth == 3 && inTools()) {
            toolName = null;
            toolType = null;
        }
    }

    private void close(boolean object) {
        if (depth == 0 || objectAt(depth) != object) {
            fault();
            return;
        }
        if (depth == 3 && inTools() && toolName == null && toolType != null) {
            addTool(toolType);
        }
        depth--;
        nameNext = false;
        if (depth == 0) {
            state = State.DONE;
        }
    }

    private boolean objectAt(int level) {
        return (objects[level >> 6] & 1L << (level & 63)) != 0;
    }

    private boolean inTools() {
        return isObject[1] && keys[1].equals("tools") && !isObject[2];
    }

    private void startString(long offset) {
        if (depth == 0) {
            fault();
            return;
        }
        stringIsName = nameNext && objectAt(depth);
        nameNext = false;
        state = State.STRING;
        tokenStart = offset + 1;
        tokenLength = 0;
        escaped = false;
        keepToken = stringIsName ? depth <= DEEPEST : isWanted();
        mostKept = stringIsName ? LONGEST_KEY : keepToken ? LONGEST_MODEL * 6 : 0;
    }

    private void startWord(byte octet, long offset) {
        if (depth == 0 || !isWord(octet)) {
            fault();
            return;
        }
        state = State.WORD;
        tokenStart = offset;
        tokenLength = 0;
        keepToken = isWanted();
        mostKept = 32;
        keep(octet);
    }

    /** True where the value of the current member matters. */
    private boolean isWanted() {
        if (depth > DEEPEST || !objectAt(depth)) {
            return false;
        }
        String key = keys[depth];
        return switch (depth) {
            case 1 ->
                    switch (key) {
                        case "model",
                                "stream",
                                "store",
                                "n",
                                "best_of",
                                "max_tokens",
                                "max_completion_tokens",
                                "max_output_tokens" ->
                                true;
                        default -> false;
                    };
            case 2 ->
                    keys[1].equals("generationConfig")
                                    && (key.equals("maxOutputTokens")
                                            || key.equals("candidateCount"))
                            || keys[1].equals("options") && key.equals("num_predict");
            case 3 -> inTools() && (key.equals("name") || key.equals("type"));
            case 4 -> inTools() && keys[3].equals("function") && key.equals("name");
            case 5 ->
                    inTools()
                            && (keys[3].equals("functionDeclarations")
                                    || keys[3].equals("function_declarations"))
                            && key.equals("name");
            default -> false;
        };
    }

    private void keep(byte octet) {
        if (!keepToken || tokenLength >= mostKept) {
            return;
        }
        if (tokenLength == token.length) {
            token = Arrays.copyOf(token, token.length * 2);
        }
        token[tokenLength++] = octet;
    }

    private void endString(long end) {
        state = State.BETWEEN;
        if (stringIsName) {
            if (depth <= DEEPEST) {
                keys[depth] = keepToken ? text() : "";
            }
            return;
        }
        if (!keepToken) {
            return;
        }
        String value = text();
        if (depth == 1) {
            if (keys[1].equals("model")) {
                model(value, end);
            }
        } else if (depth >= 3) {
            tool(value);
        }
    }

    private void model(String value, long end) {
        models++;
        if (models == 1) {
            model = value.length() <= LONGEST_MODEL ? value : value.substring(0, LONGEST_MODEL);
            modelOffset = tokenStart;
            modelLength = (int) Math.min(Integer.MAX_VALUE, end - tokenStart);
        }
    }

    private void tool(String value) {
        if (depth == 3 && keys[3].equals("type")) {
            toolType = value.equals("function") || value.equals("custom") ? null : value;
        } else if (depth == 5) {
            addTool(value);
            toolName = value;
        } else {
            toolName = value;
            addTool(value);
        }
    }

    private void addTool(String name) {
        if (tools.size() < MOST_TOOLS) {
            tools.add(name.length() <= LONGEST_TOOL ? name : name.substring(0, LONGEST_TOOL));
        }
    }

    private void endWord() {
        if (!keepToken) {
            return;
        }
        String word = text();
        if (depth == 1 && keys[1].equals("stream")) {
            stream = word.equals("true");
        } else if (depth == 1 && keys[1].equals("store")) {
            store = word.equals("null") ? null : Boolean.valueOf(word.equals("true"));
        } else if (depth == 1 && keys[1].equals("model")) {
            models++;
        } else if (countsAnswers()) {
            answers(word);
        } else if (depth <= 2 && word.length() < 18 && word.chars().allMatch(c -> c <= '9')) {
            number(word);
        }
    }

    private boolean countsAnswers() {
        return depth == 1 && (keys[1].equals("n") || keys[1].equals("best_of"))
                || depth == 2 && keys[2].equals("candidateCount");
    }

    private void answers(String word) {
        try {
            answers = Math.max(answers, (int) Math.ceil(Double.parseDouble(word)));
        } catch (NumberFormatException e) {
            // A word such as null: one answer, as if it were not there.
            answers = Math.max(answers, 1);
        }
    }

    private void number(String word) {
        try {
            maxTokens = Math.max(maxTokens, Long.parseLong(word));
        } catch (NumberFormatException e) {
            // A fraction or an exponent: nobody asks for so many tokens, and the provider refuses.
            maxTokens = Math.max(maxTokens, 0);
        }
    }

    private String text() {
        String raw = new String(token, 0, tokenLength, StandardCharsets.UTF_8);
        return escaped ? unescaped(raw) : raw;
    }

    private static String unescaped(String raw) {
        StringBuilder out = new StringBuilder(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c != '\\' || i + 1 == raw.length()) {
                out.append(c);
                continue;
            }
            char next = raw.charAt(++i);
            switch (next) {
                case 'n' -> out.append('\n');
                case 'r' -> out.append('\r');
                case 't' -> out.append('\t');
                case 'b' -> out.append('\b');
                case 'f' -> out.append('\f');
                case 'u' -> {
                    int code = i + 4 < raw.length() ? hex(raw, i + 1) : -1;
                    if (code >= 0) {
                        out.append((char) code);
                        i += 4;
                    }
                }
                default -> out.append(next);
            }
        }
        return out.toString();
    }

    private static int hex(String raw, int from) {
        int code = 0;
        for (int i = from; i < from + 4; i++) {
            int digit = Character.digit(raw.charAt(i), 16);
            if (digit < 0) {
                return -1;
            }
            code = code << 4 | digit;
        }
        return code;
    }

    private void fault() {
        sound = false;
        state = State.DONE;
    }

    /** The model named first, at most 256 characters; null where none was found. */
    public @Nullable String model() {
        return model == null || model.isEmpty() ? null : model;
    }

    /** Where the text of the model begins in the body, behind its quotation mark; -1 for none. */
    public long modelOffset() {
        return modelOffset;
    }

    /** How many bytes the text of the model has, without the quotation marks. */
    public int modelLength() {
        return modelLength;
    }

    /** True where the top names a model more than once: readers disagree on which one counts. */
    public boolean namesModelTwice() {
        return models > 1;
    }

    /** True where a stream is asked for. */
    public boolean stream() {
        return Boolean.TRUE.equals(stream);
    }

    /** Whether the provider may keep it; null where the request does not say. */
    public @Nullable Boolean store() {
        return store;
    }

    /** The most tokens of an answer, 0 where the request does not say. */
    public long maxTokens() {
        return maxTokens;
    }

    /** How many answers are asked for, at least 1. */
    public int answers() {
        return answers;
    }

    /** The tools offered so far, at most 4,096. */
    public List<String> tools() {
        return List.copyOf(tools);
    }

    /** True where the text has ended, or is none: more of it changes nothing. */
    public boolean done() {
        return state == State.DONE;
    }

    /** False where the text turned out to be no JSON object. */
    public boolean sound() {
        return sound;
    }
}
