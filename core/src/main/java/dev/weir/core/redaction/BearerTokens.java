package dev.weir.core.redaction;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** What follows {@code Bearer} or {@code Basic} in a text, where it looks like a credential. */
final class BearerTokens implements Detector {

    private static final int MOST = 4096;
    private static final int LEAST = 16;

    /** The trigger is in the middle of the word. */
    private static final int BEARER_OFFSET = 3;

    private static final int BASIC_OFFSET = 2;

    @Override
    public boolean find(Window window, int trigger) {
        int bearer = trigger - BEARER_OFFSET;
        if (window.isText(trigger, "rer")) {
            return bearer >= window.floor
                    && window.isText(bearer, "bearer ")
                    && window.startsWord(bearer)
                    && credential(window, bearer + 7, false);
        }
        int basic = trigger - BASIC_OFFSET;
        return basic >= window.floor
                && window.isText(basic, "basic ")
                && window.startsWord(basic)
                && credential(window, basic + 6, true);
    }

    private static boolean credential(Window window, int from, boolean basic) {
        int mask = Chars.RUN | Chars.DOT | Chars.EQUALS;
        int to = window.skip(from, mask, MOST);
        while (to > from && window.at(to - 1) == '.') {
            to--;
        }
        to = window.padding(to);
        int length = to - from;
        if (window.starved || length < (basic ? 8 : LEAST) || length > MOST) {
            return false;
        }
        String text = window.text(from, to);
        if (basic) {
            return isUserAndPassword(text) && window.found(Kind.BEARER_TOKEN, from, to);
        }
        Randomness randomness = Randomness.of(text);
        boolean random =
                randomness.digits() >= 2
                        && randomness.letters() >= 2
                        && randomness.distinct() >= 8
                        && randomness.changes() >= 0.2;
        return random && window.found(Kind.BEARER_TOKEN, from, to);
    }

    private static boolean isUserAndPassword(String text) {
        try {
            String decoded =
                    new String(Base64.getDecoder().decode(text), StandardCharsets.ISO_8859_1);
            return decoded.indexOf(':') > 0
                    && decoded.chars().allMatch(c -> c >= ' ' && c != 127)
                    && decoded.indexOf(':') < decoded.length() - 2;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
