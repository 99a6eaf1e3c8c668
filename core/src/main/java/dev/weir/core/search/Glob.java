package dev.weir.core.search;

import java.util.ArrayList;
import java.util.List;

/**
 * A text in which {@code *} stands for any characters, or none. It is compared without regard to
 * the case of the letters A to Z, as SQLite's {@code NOCASE} and {@code LIKE} do.
 *
 * @param pieces the texts between the stars: one for a literal; inner ones are not empty
 */
public record Glob(List<String> pieces) {

    /** Matches everything. */
    public static final Glob ANY = new Glob(List.of("", ""));

    public Glob {
        if (pieces.isEmpty()) {
            throw new IllegalArgumentException("a pattern without a piece");
        }
        List<String> kept = new ArrayList<>();
        for (int i = 0; i < pieces.size(); i++) {
            if (i == 0 || i == pieces.size() - 1 || !pieces.get(i).isEmpty()) {
                kept.add(pieces.get(i));
            }
        }
        pieces = List.copyOf(kept);
    }

    /** A pattern that only the text itself matches. */
    public static Glob literal(String text) {
        return new Glob(List.of(text));
    }

    /** True where there is no star. */
    public boolean isLiteral() {
        return pieces.size() == 1;
    }

    /** True where everything matches. */
    public boolean isAny() {
        return equals(ANY);
    }

    /** The text before the first star: what every match begins with. */
    public String prefix() {
        return pieces.getFirst();
    }

    /** The same as a pattern of SQL's {@code LIKE … ESCAPE '\'}. */
    public String like() {
        StringBuilder like = new StringBuilder();
        for (int i = 0; i < pieces.size(); i++) {
            if (i > 0) {
                like.append('%');
            }
            for (char c : pieces.get(i).toCharArray()) {
                if (c == '%' || c == '_' || c == '\\') {
                    like.append('\\');
                }
                like.append(c);
            }
        }
        return like.toString();
    }

    /** True where the text matches. */
    public boolean matches(String text) {
        if (isLiteral()) {
            return equalNames(pieces.getFirst(), text);
        }
        String last = pieces.getLast();
        int end = text.length() - last.length();
        int at = pieces.getFirst().length();
        if (end < at || !found(pieces.getFirst(), text, 0) || !found(last, text, end)) {
            return false;
        }
        for (String piece : pieces.subList(1, pieces.size() - 1)) {
            while (at + piece.length() <= end && !found(piece, text, at)) {
                at++;
            }
            at += piece.length();
            if (at > end) {
                return false;
            }
        }
        return true;
    }

    /** True where two names count as the same. */
    static boolean equalNames(String one, String other) {
        return one.length() == other.length() && found(one, other, 0);
    }

    private static boolean found(String piece, String text, int at) {
        for (int i = 0; i < piece.length(); i++) {
            if (lower(piece.charAt(i)) != lower(text.charAt(at + i))) {
                return false;
            }
        }
        return true;
    }

    private static char lower(char c) {
        return c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c;
    }
}
