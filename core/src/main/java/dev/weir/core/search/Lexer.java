package dev.weir.core.search;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** Cuts a query into signs and terms. */
final class Lexer {

    /** What a token is. */
    enum Sign {
        TERM,
        OPEN,
        CLOSE,
        OR,
        AND,
        NOT,
        /** A hyphen before a term. */
        MINUS,
        END
    }

    /**
     * A sign or a term.
     *
     * @param piece its text; that of a term has its quotes undone
     */
    record Token(Sign sign, Piece piece) {
        int start() {
            return piece.start();
        }

        int end() {
            return piece.end();
        }
    }

    private final String query;
    private int at;

    private Lexer(String query) {
        this.query = query;
    }

    /** All tokens, {@link Sign#END} last. */
    static List<Token> cut(String query) throws QueryError {
        return new Lexer(query).cut();
    }

    private List<Token> cut() throws QueryError {
        List<Token> tokens = new ArrayList<>();
        while (true) {
            while (at < query.length() && isSpace(query.charAt(at))) {
                at++;
            }
            if (at == query.length()) {
                tokens.add(new Token(Sign.END, plain(at, at)));
                return tokens;
            }
            switch (query.charAt(at)) {
                case '(' -> tokens.add(sign(Sign.OPEN));
                case ')' -> tokens.add(sign(Sign.CLOSE));
                case '|' -> tokens.add(sign(Sign.OR));
                case '-' -> tokens.add(minus());
                default -> tokens.add(term());
            }
        }
    }

    private Token sign(Sign sign) {
        at++;
        return new Token(sign, plain(at - 1, at));
    }

    private Token minus() throws QueryError {
        Token minus = sign(Sign.MINUS);
        char next = at < query.length() ? query.charAt(at) : ' ';
        if (next == '-') {
            int end = at;
            while (end < query.length() && !endsTerm(query.charAt(end))) {
                end++;
            }
            throw plain(at - 1, end)
                    .error(
                            "two hyphens; one in front means 'not', and words that begin with"
                                    + " hyphens are quoted",
                            quote(query.substring(at - 1, end)));
        }
        if (isSpace(next) || next == ')' || next == '|') {
            throw minus.piece().error("a hyphen stands right before what is not wanted");
        }
        return minus;
    }

    private Token term() throws QueryError {
        StringBuilder text = new StringBuilder();
        BitSet quoted = new BitSet();
        List<Integer> offsets = new ArrayList<>();
        int first = at;
        boolean bare = true;
        while (at < query.length() && !endsTerm(query.charAt(at))) {
            if (query.charAt(at) == '"') {
                bare = false;
                quoted(text, quoted, offsets);
            } else {
                offsets.add(at);
                text.append(query.charAt(at++));
            }
        }
        offsets.add(at);
        Piece piece =
                new Piece(
                        text.toString(),
                        quoted,
                        offsets.stream().mapToInt(Integer::intValue).toArray(),
                        first);
        Sign sign = bare ? keyword(text.toString()) : Sign.TERM;
        return new Token(sign, piece);
    }

    /** Reads from one quote to the other. */
    private void quoted(StringBuilder text, BitSet quoted, List<Integer> offsets)
            throws QueryError {
        int open = at++;
        while (at < query.length() && query.charAt(at) != '"') {
            boolean escape =
                    query.charAt(at) == '\\'
                            && at + 1 < query.length()
                            && (query.charAt(at + 1) == '"' || query.charAt(at + 1) == '\\');
            if (escape) {
                at++;
            }
            quoted.set(text.length());
            offsets.add(at);
            text.append(query.charAt(at++));
        }
        if (at == query.length()) {
            throw plain(open, at).error("this quote is not closed", query.substring(open) + '"');
        }
        at++;
    }

    private static Sign keyword(String text) {
        return switch (text) {
            case "OR" -> Sign.OR;
            case "AND" -> Sign.AND;
            case "NOT" -> Sign.NOT;
            default -> Sign.TERM;
        };
    }

    private Piece plain(int start, int end) {
        int[] offsets = new int[end - start + 1];
        for (int i = 0; i < offsets.length; i++) {
            offsets[i] = start + i;
        }
        return new Piece(query.substring(start, end), new BitSet(), offsets, start);
    }

    /** True for what ends a term outside of quotes. */
    static boolean endsTerm(char c) {
        return isSpace(c) || c == '(' || c == ')' || c == '|';
    }

    static boolean isSpace(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c);
    }

    /** The text in quotes. */
    static String quote(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
