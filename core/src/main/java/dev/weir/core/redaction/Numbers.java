package dev.weir.core.redaction;

import org.jspecify.annotations.Nullable;

import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Personal data made of digits. It is asked at the first digit of each row of digits. */
final class Numbers implements Detector {

    private static final Map<String, Integer> IBAN_LENGTHS =
            Map.ofEntries(
                    Map.entry("AD", 24),
                    Map.entry("AE", 23),
                    Map.entry("AT", 20),
                    Map.entry("BE", 16),
                    Map.entry("BG", 22),
                    Map.entry("BR", 29),
                    Map.entry("CH", 21),
                    Map.entry("CY", 28),
                    Map.entry("CZ", 24),
                    Map.entry("DE", 22),
                    Map.entry("DK", 18),
                    Map.entry("EE", 20),
                    Map.entry("ES", 24),
                    Map.entry("FI", 18),
                    Map.entry("FR", 27),
                    Map.entry("GB", 22),
                    Map.entry("GR", 27),
                    Map.entry("HR", 21),
                    Map.entry("HU", 28),
                    Map.entry("IE", 22),
                    Map.entry("IL", 23),
                    Map.entry("IS", 26),
                    Map.entry("IT", 27),
                    Map.entry("KW", 30),
                    Map.entry("LI", 21),
                    Map.entry("LT", 20),
                    Map.entry("LU", 20),
                    Map.entry("LV", 21),
                    Map.entry("MC", 27),
                    Map.entry("MT", 31),
                    Map.entry("NL", 18),
                    Map.entry("NO", 15),
                    Map.entry("PL", 28),
                    Map.entry("PT", 25),
                    Map.entry("QA", 29),
                    Map.entry("RO", 24),
                    Map.entry("RS", 22),
                    Map.entry("SA", 24),
                    Map.entry("SE", 24),
                    Map.entry("SI", 19),
                    Map.entry("SK", 24),
                    Map.entry("SM", 27),
                    Map.entry("TR", 26),
                    Map.entry("UA", 29));

    private static final int MOST_DIGITS = 19;

    /** Words that make a national number one. */
    private static final Set<String> PHONE_WORDS =
            Set.of(
                    "tel",
                    "telephone",
                    "phone",
                    "mobile",
                    "cell",
                    "fax",
                    "call",
                    "whatsapp",
                    "sms",
                    "telefon",
                    "handy",
                    "mobil",
                    "number_phone",
                    "phone_number",
                    "telefono",
                    "portable");

    private final Set<Kind> kinds;

    Numbers(Set<Kind> kinds) {
        this.kinds = Set.copyOf(kinds);
    }

    @Override
    public boolean find(Window window, int trigger) {
        int from = trigger;
        int before = window.behind(from - 1);
        boolean iban = Chars.in(before, Chars.UPPER) && kinds.contains(Kind.IBAN);
        if (iban && iban(window, from - 2)) {
            return true;
        }
        if (Chars.in(before, Chars.ALNUM | Chars.UNDERSCORE | Chars.DOT) && !window.startsWord(from)
                || before == '.') {
            return false;
        }
        boolean found =
                kinds.contains(Kind.PAYMENT_CARD) && card(window, from)
                        || kinds.contains(Kind.PHONE) && phone(window, from);
        if (found) {
            window.markNumber();
        }
        return found;
    }

    // ---- IBAN

    private static boolean iban(Window window, int from) {
        if (from < window.floor
                || !Chars.in(window.behind(from), Chars.UPPER)
                || !window.startsWord(from)
                || !Chars.in(window.at(from + 3), Chars.DIGIT)) {
            return false;
        }
        Integer length = IBAN_LENGTHS.get(window.text(from, from + 2));
        if (length == null) {
            return false;
        }
        StringBuilder text = new StringBuilder(length);
        int i = from;
        while (text.length() < length) {
            int c = window.at(i);
            if (Chars.in(c, Chars.DIGIT | Chars.UPPER)) {
                text.append((char) c);
            } else if (c != ' ' || text.length() % 4 != 0 || window.at(i - 1) == ' ') {
                return false;
            }
            i++;
        }
        return !Chars.in(window.at(i), Chars.ALNUM)
                && remainder97(text) == 1
                && window.found(Kind.IBAN, from, i);
    }

    private static int remainder97(CharSequence iban) {
        int remainder = 0;
        for (int i = 0; i < iban.length(); i++) {
            int value = Character.digit(iban.charAt((i + 4) % iban.length()), 36);
            remainder = (value < 10 ? remainder * 10 : remainder * 100) + value;
            remainder %= 97;
        }
        return remainder;
    }

    // ---- cards

    private static boolean card(Window window, int from) {
        int first = window.at(from);
        if (first < '2' || first > '6') {
            return false;
        }
        StringBuilder digits = new StringBuilder(MOST_DIGITS);
        int separator = 0;
        int i = from;
        int to = from;
        int group = 0;
        while (digits.length() <= MOST_DIGITS) {
            int c = window.at(i);
            if (Chars.in(c, Chars.DIGIT)) {
                digits.append((char) c);
                group++;
                to = ++i;
            } else if ((c == ' ' || c == '-')
                    && (separator == 0 ? group == 4 : c == separator && group >= 4)
                    && Chars.in(window.at(i + 1), Chars.DIGIT)) {
                separator = c;
                group = 0;
                i++;
            } else {
                break;
            }
        }
        int before = window.behind(from - 1);
        if (before == '+' || before == '-' || ends(window, to)) {
            return false;
        }
        return isIssued(digits)
                && luhn(digits)
                && digits.chars().distinct().count() > 1
                && !(separator == 0 && Names.isHarmless(Names.before(window, from)))
                && window.found(Kind.PAYMENT_CARD, from, to);
    }

    private static boolean ends(Window window, int to) {
        int after = window.at(to);
        return Chars.in(after, Chars.ALNUM | Chars.UNDERSCORE | Chars.DASH)
                || after == '.' && Chars.in(window.at(to + 1), Chars.DIGIT);
    }

    private static boolean isIssued(CharSequence digits) {
        int length = digits.length();
        if (length < 13 || length > MOST_DIGITS) {
            return false;
        }
        int two = Integer.parseInt(digits, 0, 2, 10);
        int four = Integer.parseInt(digits, 0, 4, 10);
        return switch (digits.charAt(0)) {
            case '4' -> length == 13 || length == 16 || length == 19;
            case '5' -> two >= 51 && two <= 55 && length == 16;
            case '2' -> four >= 2221 && four <= 2720 && length == 16;
            case '3' ->
                    (two == 34 || two == 37) && length == 15
                            || (two == 36 || two == 38 || four / 10 <= 305 && two == 30)
                                    && length == 14
                            || four >= 3528 && four <= 3589 && length == 16;
            case '6' ->
                    (four == 6011 || two == 65 || four / 10 >= 644 && four / 10 <= 649)
                                    && length == 16
                            || two == 62 && length >= 16;
            default -> false;
        };
    }

    private static boolean luhn(CharSequence digits) {
        int sum = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(digits.length() - 1 - i) - '0';
            int value = i % 2 == 0 ? digit : digit * 2;
            sum += value > 9 ? value - 9 : value;
        }
        return sum % 10 == 0;
    }

    // ---- telephones

    private static boolean phone(Window window, int digit) {
        int from = digit;
        boolean parenthesis = window.behind(from - 1) == '(';
        from -= parenthesis ? 1 : 0;
        boolean plus = window.behind(from - 1) == '+';
        from -= plus ? 1 : 0;
        int outside = window.behind(from - 1);
        if (!window.startsWord(from)
                || outside >= 0
                        && ".-/+=#$@".indexOf(outside) >= 0
                        && !window.afterEscape(from)
                        && !(outside == '=' && plus)) {
            return false;
        }
        StringBuilder shape = new StringBuilder(20);
        int to = shape(window, digit, parenthesis, shape);
        String form = shape.toString();
        long digits = form.chars().filter(c -> c == 'd').count();
        if (to < 0 || ends(window, to)) {
            return false;
        }
        boolean is =
                plus
                        ? international(window, from, digit, digits, form)
                        : northAmerican(window, digit, form, to)
                                || named(window, from, digits, form);
        return is && window.found(Kind.PHONE, from, to);
    }

    /** Digits as d, separators as they are; gives the end of the last digit, -1 for no number. */
    private static int shape(Window window, int digit, boolean open, StringBuilder shape) {
        int i = digit;
        int to = -1;
        boolean parenthesis = open;
        while (shape.length() < 26) {
            int c = window.at(i);
            if (Chars.in(c, Chars.DIGIT)) {
                shape.append('d');
                to = ++i;
                continue;
            }
            boolean closes = c == ')' && parenthesis;
            boolean opens = c == '(' && !parenthesis && shape.length() <= 5;
            char last = shape.isEmpty() ? ' ' : shape.charAt(shape.length() - 1);
            boolean separates =
                    (c == ' ' || c == '-' || c == '.' || c == '/') && (last == 'd' || last == ')');
            if (!closes && !opens && !separates) {
                break;
            }
            int next = window.at(i + 1);
            if (separates && !Chars.in(next, Chars.DIGIT) && next != '(') {
                break;
            }
            parenthesis = opens || parenthesis && !closes;
            shape.append((char) c);
            i++;
        }
        while (!shape.isEmpty() && shape.charAt(shape.length() - 1) != 'd') {
            shape.setLength(shape.length() - 1);
        }
        return parenthesis && shape.indexOf(")") < 0 && open ? -1 : to;
    }

    private static boolean international(
            Window window, int from, int digit, long digits, String form) {
        int first = window.at(digit);
        if (first < '1' || first > '9' || digits < 9 || digits > 15) {
            return false;
        }
        boolean separated = form.length() > digits;
        int second = window.at(digit + 1);
        if (first == '1' && (digits != 11 || area(window, digit + 1, form) < '2')) {
            return false;
        }
        boolean known =
                switch (first) {
                    case '7' -> digits == 11;
                    case '8' -> second != '0' && second != '3' && second != '9';
                    default -> true;
                };
        // a plus at the beginning of a line is rather that of a change in a file
        int outside = window.behind(from - 1);
        boolean line = outside == '\n' || outside == 'n' && window.afterEscape(from);
        return known && (separated || !line) && !form.contains("/") && groups(form);
    }

    private static int area(Window window, int after, String form) {
        int i = after;
        for (int n = 1; n < form.length() && form.charAt(n) != 'd'; n++) {
            i++;
        }
        return window.at(i);
    }

    private static boolean groups(String form) {
        int separators = 0;
        for (int i = 0; i < form.length(); i++) {
            separators += form.charAt(i) == 'd' ? 0 : 1;
        }
        return separators <= 7;
    }

    private static boolean northAmerican(Window window, int digit, String form, int to) {
        boolean shape =
                switch (form) {
                    case "ddd) ddd-dddd",
                            "ddd)ddd-dddd",
                            "ddd-ddd-dddd",
                            "ddd.ddd.dddd",
                            "ddd) ddd dddd" ->
                            true;
                    default -> false;
                };
        return shape && window.at(digit) >= '2' && window.at(to - 8) >= '2';
    }

    /** A national number after a word that says so; in JSON's numbers only as a string. */
    private static boolean named(Window window, int from, long digits, String form) {
        if (digits < 7 || digits > 13 || form.length() == digits && window.at(from) != '0') {
            return false;
        }
        String name = wordBefore(window, from);
        return name != null && isPhoneWord(name);
    }

    private static @Nullable String wordBefore(Window window, int from) {
        int i = from - 1;
        for (int steps = 0; steps < 12; steps++, i--) {
            int c = window.behind(i);
            if (Chars.in(c, Chars.LETTER)) {
                return Names.word(window, i);
            }
            if (c < 0 || " :.\"'\\=".indexOf(c) < 0) {
                return null;
            }
        }
        return null;
    }

    private static boolean isPhoneWord(String name) {
        String last = name.substring(name.lastIndexOf('_') + 1);
        return PHONE_WORDS.contains(last.toLowerCase(Locale.ROOT))
                || name.endsWith("phone_number")
                || name.endsWith("phone_no");
    }
}
