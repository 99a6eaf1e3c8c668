package dev.weir.core.search;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Reads what stands behind the colon of a field. */
final class Values {

    private final Times times;

    Values(Times times) {
        this.times = times;
    }

    /** The condition that a term states. */
    SearchQuery read(Field field, Piece value) throws QueryError {
        List<Criterion> criteria = new ArrayList<>();
        boolean absent = false;
        for (Piece element : elements(value)) {
            if (field == Field.STATUS && (element.is("none") || element.is("0"))) {
                absent = true;
            } else if (element.is("*")) {
                criteria.add(new Criterion.Present());
            } else {
                criteria.addAll(criteria(field, element));
            }
        }
        List<SearchQuery> any = new ArrayList<>();
        if (!criteria.isEmpty()) {
            any.add(new SearchQuery.Condition(field, criteria));
        }
        if (absent) {
            any.add(SearchQuery.not(new SearchQuery.Condition(field, new Criterion.Present())));
        }
        return SearchQuery.or(any);
    }

    /** The comparison that {@code since:} or {@code until:} states. */
    SearchQuery read(Shorthand shorthand, Piece value) throws QueryError {
        Times.Span span = span(shorthand, value);
        return new SearchQuery.Condition(
                Field.AT,
                new Criterion.Compare(shorthand.operator(), new Value.Time(span.start())));
    }

    /** What the commas separate. */
    static List<Piece> elements(Piece value) throws QueryError {
        List<Piece> elements = new ArrayList<>();
        int from = 0;
        while (true) {
            int comma = value.indexOf(',', from);
            Piece element = comma < 0 ? value.after(from) : value.part(from, comma);
            if (element.isEmpty()) {
                throw value.error("a value is missing beside a comma; no space stands there");
            }
            elements.add(element);
            if (comma < 0) {
                return elements;
            }
            from = comma + 1;
        }
    }

    private List<Criterion> criteria(Field field, Piece element) throws QueryError {
        return switch (field.type()) {
            case NAME -> List.of(name(field, element));
            case TAG -> List.of(tag(field, element));
            case CHOICE -> choice(field, element);
            case YES_NO -> List.of(new Criterion.Is(new Value.Flag(yes(field, element))));
            default -> List.of(ordered(field, element));
        };
    }

    private static Criterion name(Field field, Piece element) throws QueryError {
        checkNoOrder(field, element);
        Glob glob = glob(element);
        if (glob.isAny()) {
            return new Criterion.Present();
        }
        return glob.isLiteral()
                ? new Criterion.Is(new Value.Name(glob.prefix()))
                : new Criterion.Like(glob);
    }

    private static Criterion tag(Field field, Piece element) throws QueryError {
        checkNoOrder(field, element);
        int sign = element.text().indexOf('=');
        Glob key = glob(sign < 0 ? element : element.part(0, sign));
        Glob value = sign < 0 ? Glob.ANY : glob(element.after(sign + 1));
        return key.isAny() && value.isAny()
                ? new Criterion.Present()
                : new Criterion.Tagged(key, value);
    }

    private static void checkNoOrder(Field field, Piece element) throws QueryError {
        if (element.begins("<") || element.begins(">")) {
            throw element.error(
                    field.word() + " has no order, so it cannot be compared",
                    Lexer.quote(element.text()));
        }
        if (element.begins("=")) {
            throw element.error(
                    "no = stands behind the colon of " + field.word(),
                    element.length() == 1 ? "*" : element.text().substring(1));
        }
    }

    /** The pattern that a piece is: its unquoted stars stand for anything. */
    private static Glob glob(Piece piece) {
        List<String> texts = new ArrayList<>();
        int from = 0;
        for (int star = piece.indexOf('*', 0); star >= 0; star = piece.indexOf('*', from)) {
            texts.add(piece.part(from, star).text());
            from = star + 1;
        }
        texts.add(piece.after(from).text());
        return new Glob(texts);
    }

    private static List<Criterion> choice(Field field, Piece element) throws QueryError {
        String word = Field.choiceForm(element.text());
        if (!field.choices().contains(word)) {
            throw notOneOf(field, element, word);
        }
        List<String> words = field.isBackground(word) ? Field.backgroundKinds() : List.of(word);
        return words.stream()
                .<Criterion>map(each -> new Criterion.Is(new Value.Name(each)))
                .toList();
    }

    private static QueryError notOneOf(Field field, Piece element, String word) {
        String message =
                element.begins("<") || element.begins(">")
                        ? field.word() + " has no order, so it cannot be compared"
                        : field.word() + " is one of " + String.join(", ", field.choices());
        String nearest = Names.nearest(word, field.choices());
        return nearest == null ? element.error(message) : element.error(message, nearest);
    }

    private static boolean yes(Field field, Piece element) throws QueryError {
        return switch (Field.choiceForm(element.text())) {
            case "yes", "true" -> true;
            case "no", "false" -> false;
            default -> throw element.error(field.word() + " is yes or no");
        };
    }

    private Criterion ordered(Field field, Piece element) throws QueryError {
        for (Criterion.Operator operator : SIGNS) {
            if (element.begins(operator.sign())) {
                Piece value = element.after(operator.sign().length());
                return compare(field, operator, value);
            }
        }
        int dots = element.indexOfDots();
        if (dots >= 0) {
            return range(field, element, element.part(0, dots), element.after(dots + 2));
        }
        if (field.type() == ValueType.TIME) {
            Times.Span span = span(field, element);
            if (span.isPoint()) {
                throw element.error(
                        "nothing began at exactly that moment; compare with it",
                        ">=" + element.text());
            }
            return new Criterion.Between(new Value.Time(span.start()), new Value.Time(span.end()));
        }
        return single(field, element);
    }

    /** The longer ones first. */
    private static final List<Criterion.Operator> SIGNS =
            List.of(
                    Criterion.Operator.GE,
                    Criterion.Operator.LE,
                    Criterion.Operator.GT,
                    Criterion.Operator.LT);

    private static Criterion single(Field field, Piece element) throws QueryError {
        String text = element.text();
        if (field == Field.STATUS && text.matches("[1-9][xX]{2}")) {
            long from = (text.charAt(0) - '0') * 100L;
            return new Criterion.Between(new Value.Whole(from), new Value.Whole(from + 100));
        }
        Value value = quantity(field, element);
        if (field.type() == ValueType.DURATION) {
            throw element.error(
                    "nothing takes exactly that long; compare with it", ">=" + element.text());
        }
        Criterion is = new Criterion.Is(value);
        if (!field.takes(is)) {
            throw expected(field, element);
        }
        return is;
    }

    private Criterion compare(Field field, Criterion.Operator operator, Piece value)
            throws QueryError {
        if (field.type() != ValueType.TIME) {
            return new Criterion.Compare(operator, quantity(field, value));
        }
        Times.Span span = span(field, value);
        boolean half = operator.half();
        Instant edge = half || span.isPoint() ? span.start() : span.end();
        if (!half && span.isPoint()) {
            edge = edge.plusNanos(1);
        }
        boolean later = operator == Criterion.Operator.GE || operator == Criterion.Operator.GT;
        return new Criterion.Compare(
                later ? Criterion.Operator.GE : Criterion.Operator.LT, new Value.Time(edge));
    }

    private Criterion range(Field field, Piece whole, Piece from, Piece to) throws QueryError {
        if (from.isEmpty() && to.isEmpty()) {
            throw whole.error("a range has a value on at least one side of its dots");
        }
        @Nullable Value least = from.isEmpty() ? null : bound(field, from);
        @Nullable Value end = to.isEmpty() ? null : bound(field, to);
        if (least == null || end == null) {
            return least != null
                    ? new Criterion.Compare(Criterion.Operator.GE, least)
                    : new Criterion.Compare(
                            Criterion.Operator.LT, java.util.Objects.requireNonNull(end));
        }
        if (Value.compare(least, end) >= 0) {
            throw whole.error(
                    "this range is empty: it goes from its first value up to, and without, its"
                            + " second");
        }
        return new Criterion.Between(least, end);
    }

    private Value bound(Field field, Piece value) throws QueryError {
        return field.type() == ValueType.TIME
                ? new Value.Time(span(field, value).start())
                : quantity(field, value);
    }

    private static Value quantity(Field field, Piece value) throws QueryError {
        Value read = Quantities.read(field.type(), value.text());
        if (read == null) {
            throw expected(field, value);
        }
        return read;
    }

    private Times.Span span(Name name, Piece value) throws QueryError {
        Times.Span span = times.read(value.text());
        if (span == null) {
            throw value.error(name.word() + " takes " + ValueType.TIME.expected());
        }
        return span;
    }

    private static QueryError expected(Field field, Piece value) {
        return value.error(field.word() + " takes " + field.type().expected());
    }
}
