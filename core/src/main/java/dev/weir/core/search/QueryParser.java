package dev.weir.core.search;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads queries.
 *
 * <pre>
 * query    = [ either ]
 * either   = all { ( "OR" | "|" ) all }
 * all      = one { [ "AND" ] one }
 * one      = ( "NOT" | "-" ) one | "(" either ")" | term | scope ":(" either ")"
 * term     = words | scope ":" words { "," words } | field ":" value { "," value }
 * words    = text [ "*" ]
 * value    = "*" | text, in which "*" may stand | sign text | [ text ] ".." [ text ]
 * sign     = "&gt;=" | "&lt;=" | "&gt;" | "&lt;"
 * text     = characters, of which "…" quotes some
 * </pre>
 */
public final class QueryParser {

    /** Most {@code char}s of a query. */
    public static final int LONGEST = 8_000;

    /** Most terms of a query; each value between commas is one. */
    public static final int MOST_TERMS = 200;

    /** Most parentheses and negations around a term. */
    public static final int DEEPEST = 32;

    private static final Pattern FIELD = Pattern.compile("[A-Za-z][A-Za-z0-9_-]*");

    private static final Pattern WITHOUT_COLON =
            Pattern.compile("([A-Za-z][A-Za-z_-]*)(>=|<=|!=|=|>|<)(.+)", Pattern.DOTALL);

    private final String query;
    private final List<Lexer.Token> tokens;
    private final Values values;
    private int at;
    private int depth;
    private int terms;

    /** Where the words of the group go that is being read; null outside of such groups. */
    private @Nullable Scope group;

    private QueryParser(String query, List<Lexer.Token> tokens, Values values) {
        this.query = query;
        this.tokens = tokens;
        this.values = values;
    }

    /**
     * Reads a query.
     *
     * @param query what was written; blank finds everything
     * @param now what relative times count from
     * @param zone the zone of times without an offset
     * @throws QueryError where it cannot be read, with the place
     */
    public static SearchQuery parse(String query, Instant now, ZoneId zone) throws QueryError {
        if (query.length() > LONGEST) {
            throw new QueryError(
                    "a query has at most " + LONGEST + " characters",
                    LONGEST,
                    query.length(),
                    null);
        }
        Values values = new Values(new Times(now, zone));
        return new QueryParser(query, Lexer.cut(query), values).whole();
    }

    private SearchQuery whole() throws QueryError {
        if (is(Lexer.Sign.END)) {
            return new SearchQuery.Everything();
        }
        SearchQuery read = either();
        if (!is(Lexer.Sign.END)) {
            throw peek().piece().error("this parenthesis closes nothing");
        }
        return read;
    }

    private SearchQuery either() throws QueryError {
        List<SearchQuery> parts = new ArrayList<>();
        parts.add(all());
        while (is(Lexer.Sign.OR)) {
            checkFollowed(next());
            parts.add(all());
        }
        return SearchQuery.or(parts);
    }

    private SearchQuery all() throws QueryError {
        List<SearchQuery> parts = new ArrayList<>();
        parts.add(one());
        while (true) {
            switch (peek().sign()) {
                case TERM, OPEN, NOT, MINUS -> parts.add(one());
                case AND -> {
                    checkFollowed(next());
                    parts.add(one());
                }
                case OR, CLOSE, END -> {
                    return SearchQuery.and(parts);
                }
            }
        }
    }

    private void checkFollowed(Lexer.Token sign) throws QueryError {
        if (is(Lexer.Sign.END) || is(Lexer.Sign.CLOSE)) {
            throw sign.piece().error("something is missing behind this");
        }
    }

    private SearchQuery one() throws QueryError {
        Lexer.Token token = next();
        return switch (token.sign()) {
            case NOT, MINUS -> {
                checkFollowed(token);
                deeper(token);
                SearchQuery part = one();
                depth--;
                yield SearchQuery.not(part);
            }
            case OPEN -> group(token);
            case TERM -> term(token);
            case OR, AND -> throw token.piece().error("something is missing before this");
            case CLOSE -> throw token.piece().error("this parenthesis closes nothing");
            case END -> throw token.piece().error("something is missing here");
        };
    }

    private SearchQuery group(Lexer.Token open) throws QueryError {
        deeper(open);
        if (is(Lexer.Sign.CLOSE)) {
            throw new QueryError(
                    "there is nothing in these parentheses; as characters they are quoted",
                    open.start(),
                    peek().end(),
                    null);
        }
        if (is(Lexer.Sign.END)) {
            throw open.piece().error("this parenthesis is not closed");
        }
        SearchQuery inner = either();
        if (!is(Lexer.Sign.CLOSE)) {
            throw open.piece().error("this parenthesis is not closed");
        }
        at++;
        depth--;
        return inner;
    }

    private void deeper(Lexer.Token token) throws QueryError {
        if (++depth > DEEPEST) {
            throw token.piece().error("this is nested more than " + DEEPEST + " deep");
        }
    }

    private SearchQuery term(Lexer.Token token) throws QueryError {
        Piece piece = token.piece();
        int colon = piece.indexOf(':', 0);
        Piece word = colon < 0 ? piece : piece.part(0, colon);
        if (colon < 0 || !word.isBare() || !FIELD.matcher(word.text()).matches()) {
            checkColon(piece);
            count(piece);
            return words(group == null ? Scope.ANY : group, piece);
        }
        if (group != null) {
            throw piece.error(
                    "only words stand in the parentheses of " + group.word() + ":",
                    source(piece, true));
        }
        Piece value = piece.after(colon + 1);
        if (word.text().equals("in")) {
            return inScope(piece, value);
        }
        Name name = Names.find(word.text());
        if (name == null) {
            throw unknown(piece, word);
        }
        boolean opens = is(Lexer.Sign.OPEN) && value.isEmpty() && peek().start() == token.end();
        if (opens && name instanceof Scope scope) {
            return scoped(scope);
        }
        if (value.isEmpty()) {
            throw missingValue(name, piece, opens);
        }
        return switch (name) {
            case Scope scope -> scopedWords(scope, value);
            case Field field -> {
                for (Piece element : Values.elements(value)) {
                    count(element);
                }
                yield values.read(field, value);
            }
            case Shorthand shorthand -> {
                count(value);
                yield values.read(shorthand, value);
            }
        };
    }

    private void count(Piece piece) throws QueryError {
        if (++terms > MOST_TERMS) {
            throw piece.error("a query has at most " + MOST_TERMS + " terms");
        }
    }

    private static QueryError missingValue(Name name, Piece piece, boolean opens) {
        if (opens) {
            return piece.error(
                    "several values of "
                            + name.word()
                            + " are joined by commas, without parentheses");
        }
        String expected =
                switch (name) {
                    case Field field -> field.type().expected();
                    case Scope _ -> "a word, or several in quotes";
                    case Shorthand _ -> ValueType.TIME.expected();
                };
        return piece.error(name.word() + ": is followed, without a space, by " + expected);
    }

    /** What {@code in:answer} stands before. */
    private SearchQuery inScope(Piece piece, Piece value) throws QueryError {
        if (!(Names.find(value.text()) instanceof Scope scope)) {
            throw piece.error(
                    "in: names where words are: prompt, answer, tool-input, tool-result, system"
                            + " or text");
        }
        if (!is(Lexer.Sign.OPEN) && !is(Lexer.Sign.TERM)) {
            throw piece.error("something is missing behind this");
        }
        return scoped(scope);
    }

    /** A term or a group whose words are looked for in one scope. */
    private SearchQuery scoped(Scope scope) throws QueryError {
        group = scope;
        SearchQuery read = one();
        group = null;
        return read;
    }

    private SearchQuery scopedWords(Scope scope, Piece value) throws QueryError {
        List<SearchQuery> any = new ArrayList<>();
        for (Piece element : Values.elements(value)) {
            count(element);
            any.add(words(scope, element));
        }
        return SearchQuery.or(any);
    }

    private static SearchQuery words(Scope scope, Piece piece) throws QueryError {
        int star = piece.indexOf('*', 0);
        boolean prefix = star >= 0;
        Piece text = prefix ? piece.part(0, star) : piece;
        boolean hangs =
                !text.isEmpty() && Tokens.isLetter(text.text().codePointBefore(text.length()));
        if (prefix && !(hangs && star == piece.length() - 1)) {
            throw piece.error(
                    "a * stands only at the end of a word, for how it may go on",
                    Lexer.quote(piece.text()));
        }
        List<String> tokens = Tokens.of(text.text());
        if (tokens.isEmpty()) {
            throw piece.error("no letter or digit to search for; signs are not indexed");
        }
        return new SearchQuery.Text(scope, tokens, prefix);
    }

    /** {@code status>=400} would be words; what is meant is a field. */
    private void checkColon(Piece piece) throws QueryError {
        Matcher form = WITHOUT_COLON.matcher(piece.text());
        if (!piece.isBare() || !form.matches() || Names.find(form.group(1)) == null) {
            return;
        }
        boolean negated = piece.start() > 0 && query.charAt(piece.start() - 1) == '-';
        String sign = form.group(2);
        String meant =
                switch (sign) {
                    case "=" -> form.group(1) + ":" + form.group(3);
                    case "!=" -> (negated ? "NOT " : "-") + form.group(1) + ":" + form.group(3);
                    default -> form.group(1) + ":" + sign + form.group(3);
                };
        throw piece.error("a field is followed by a colon; words are quoted", meant);
    }

    private QueryError unknown(Piece piece, Piece word) {
        String nearest = Names.nearest(word.text());
        return nearest != null
                ? word.error("there is no field '" + word.text() + "'", nearest)
                : piece.error(
                        "there is no field '" + word.text() + "'; words with a colon are quoted",
                        source(piece, false));
    }

    /** A term as it was written, in quotes; only its value where it has a name to leave out. */
    private String source(Piece piece, boolean withoutName) {
        if (withoutName) {
            return Lexer.quote(piece.after(piece.indexOf(':', 0) + 1).text());
        }
        return Lexer.quote(query.substring(piece.start(), piece.end()));
    }

    private Lexer.Token peek() {
        return tokens.get(at);
    }

    private boolean is(Lexer.Sign sign) {
        return peek().sign() == sign;
    }

    /** The next token; {@link Lexer.Sign#END} again and again at the end. */
    private Lexer.Token next() {
        Lexer.Token token = peek();
        if (token.sign() != Lexer.Sign.END) {
            at++;
        }
        return token;
    }
}
