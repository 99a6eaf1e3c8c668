package dev.weir.core.redaction;

/** Telegram's bot tokens: a number of eight to ten digits, a colon, {@code AA} and 33 more. */
final class TelegramTokens implements Detector {

    @Override
    public boolean find(Window window, int trigger) {
        if (window.at(trigger + 1) != 'A' || window.at(trigger + 2) != 'A') {
            return false;
        }
        int from = trigger;
        while (trigger - from < 11 && Chars.in(window.behind(from - 1), Chars.DIGIT)) {
            from--;
        }
        int digits = trigger - from;
        int to = window.skip(trigger + 1, Chars.WORD, 40);
        if (digits < 8 || digits > 10 || to - trigger - 1 != 35) {
            return false;
        }
        int before = window.behind(from - 1);
        boolean path = before == 't' && window.behind(from - 2) == 'o';
        return (path || window.startsWord(from))
                && Randomness.of(window.text(trigger + 1, to)).distinct() >= 12
                && window.found(Kind.TELEGRAM_TOKEN, from, to);
    }
}
