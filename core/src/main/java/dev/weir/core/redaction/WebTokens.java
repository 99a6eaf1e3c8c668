package dev.weir.core.redaction;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/**
 * JSON web tokens: three parts (signed) or five (encrypted), the first a header with an algorithm.
 */
final class WebTokens implements Detector {

    private static final byte[] START = Chars.ascii("eyJ");
    private static final int LONGEST_HEADER = 1024;
    private static final int LONGEST = 12 << 10;
    private static final int SHORTEST = 40;

    @Override
    public boolean find(Window window, int trigger) {
        if (!window.is(trigger, START) || !window.startsWord(trigger)) {
            return false;
        }
        int dot = window.skip(trigger, Chars.WORD, LONGEST_HEADER);
        if (window.at(dot) != '.' || !hasAlgorithm(window, trigger, dot)) {
            return false;
        }
        int parts = 1;
        int to = dot;
        while (parts < 5 && window.at(to) == '.') {
            int next = window.skip(to + 1, Chars.WORD, LONGEST);
            if (next - trigger > LONGEST) {
                return false;
            }
            if (parts >= 3 && next == to + 1) {
                break;
            }
            to = next;
            parts++;
        }
        return parts >= 3 && to - trigger >= SHORTEST && window.found(Kind.JWT, trigger, to);
    }

    private static boolean hasAlgorithm(Window window, int from, int to) {
        int length = (to - from) / 4 * 4;
        byte[] whole = new byte[to - from];
        for (int i = 0; i < whole.length; i++) {
            whole[i] = (byte) window.at(from + i);
        }
        try {
            byte[] part = Arrays.copyOf(whole, (to - from) % 4 == 1 ? length : whole.length);
            String header =
                    new String(Base64.getUrlDecoder().decode(part), StandardCharsets.ISO_8859_1);
            return header.startsWith("{") && header.contains("\"alg\"");
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
