package dev.weir.core.search;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Writes queries in one way, so that the parser reads the same. */
final class QueryPrinter {

    private QueryPrinter() {}

    static String print(SearchQuery query) {
        return switch (query) {
            case SearchQuery.Everything _ -> "";
            case SearchQuery.And and -> joined(and.parts(), " ");
            case SearchQuery.Or or -> joined(or.parts(), " OR ");
            case SearchQuery.Not not -> "-" + part(not.part());
            case SearchQuery.Text text -> text(text);
            case SearchQuery.Condition condition -> condition(condition);
        };
    }

    private static String joined(List<SearchQuery> parts, String sign) {
        return parts.stream().map(QueryPrinter::part).collect(Collectors.joining(sign));
    }

    private static String part(SearchQuery query) {
        boolean compound = query instanceof SearchQuery.And || query instanceof SearchQuery.Or;
        return compound ? "(" + print(query) + ")" : print(query);
    }

    private static String text(SearchQuery.Text text) {
        String scope = text.scope() == Scope.ANY ? "" : text.scope().word() + ":";
        String words = String.join(" ", text.tokens());
        boolean single = text.tokens().size() == 1;
        return scope + (single ? words : Lexer.quote(words)) + (text.prefix() ? "*" : "");
    }

    private static String condition(SearchQuery.Condition condition) {
        Field field = condition.field();
        return condition.anyOf().stream()
                .map(criterion -> criterion(field, criterion))
                .collect(Collectors.joining(",", field.word() + ":", ""));
    }

    private static String criterion(Field field, Criterion criterion) {
        return switch (criterion) {
            case Criterion.Present _ -> "*";
            case Criterion.Is is -> value(field, is.value());
            case Criterion.Like like -> glob(like.pattern());
            case Criterion.Tagged tagged ->
                    tagged.value().isAny()
                            ? glob(tagged.key())
                            : glob(tagged.key()) + "=" + glob(tagged.value());
            case Criterion.Compare compare ->
                    compare.operator().sign() + value(field, compare.value());
            case Criterion.Between between ->
                    value(field, between.from()) + ".." + value(field, between.to());
        };
    }

    private static String value(Field field, Value value) {
        return switch (value) {
            case Value.Name name -> glob(Glob.literal(name.text()));
            case Value.Flag flag -> flag.yes() ? "yes" : "no";
            case Value.Whole whole -> Quantities.write(field.type(), whole.value());
            case Value.Dollars dollars -> dollars.amount().toPlainString();
            case Value.Time time -> time.instant().toString();
        };
    }

    private static String glob(Glob glob) {
        List<String> pieces = new ArrayList<>();
        for (String piece : glob.pieces()) {
            boolean plain = piece.codePoints().allMatch(QueryPrinter::isPlain);
            pieces.add(plain ? piece : Lexer.quote(piece));
        }
        return String.join("*", pieces);
    }

    /** True for characters that mean themselves wherever they stand in a value. */
    private static boolean isPlain(int c) {
        return Character.isLetterOrDigit(c) || "_-./:@+#~".indexOf(c) >= 0;
    }
}
