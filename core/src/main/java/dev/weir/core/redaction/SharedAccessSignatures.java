package dev.weir.core.redaction;

/** The signature of an Azure shared access URL: {@code ?…&sig=…}, 32 bytes of base64, escaped. */
final class SharedAccessSignatures implements Detector {

    private static final int MASK = Chars.ALNUM | Chars.PLUS_SLASH | Chars.EQUALS;

    @Override
    public boolean find(Window window, int trigger) {
        int name = trigger - 1;
        if (name < window.floor || !window.isText(name, "sig")) {
            return false;
        }
        int before = window.behind(name - 1);
        boolean starts =
                before == '?'
                        || before == '&'
                        || before == ';'
                        || before == '6' && window.behind(name - 2) == '2'
                        || window.afterEscape(name);
        if (!starts) {
            return false;
        }
        int equals = window.logical(name + 3);
        if (equals == Window.END || Window.character(equals) != '=') {
            return false;
        }
        int from = name + 3 + Window.length(equals);
        int i = from;
        int characters = 0;
        while (characters <= 64) {
            int c = window.at(i);
            if (Chars.in(c, MASK)) {
                i++;
            } else if (c == '%'
                    && Chars.hex(window.at(i + 1)) >= 0
                    && Chars.hex(window.at(i + 2)) >= 0) {
                i += 3;
            } else {
                break;
            }
            characters++;
        }
        if (window.starved || characters < 43 || characters > 46) {
            return false;
        }
        return Randomness.of(window.text(from, i)).distinct() >= 16
                && window.found(Kind.AZURE_SAS, from, i);
    }
}
