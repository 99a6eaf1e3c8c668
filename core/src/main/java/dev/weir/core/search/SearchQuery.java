package dev.weir.core.search;

import java.util.ArrayList;
import java.util.List;

/**
 * What is searched for: a condition on one exchange. Made by {@link QueryParser}, or by {@link
 * #and}, {@link #or} and {@link #not}, which keep the normal form: no conjunction directly in a
 * conjunction, no disjunction in a disjunction, no negation of a negation.
 *
 * <p>Logic has two values: a condition on an absent value does not hold, and so its negation does.
 * In SQL a negation is therefore {@code (…) IS NOT TRUE}.
 */
public sealed interface SearchQuery {

    /** The empty query. Stands only alone. */
    record Everything() implements SearchQuery {}

    /**
     * All hold.
     *
     * @param parts two or more
     */
    record And(List<SearchQuery> parts) implements SearchQuery {
        public And {
            parts = List.copyOf(parts);
            check(parts.size() > 1 && parts.stream().noneMatch(And.class::isInstance), parts);
            check(!parts.contains(new Everything()), parts);
        }
    }

    /**
     * At least one holds.
     *
     * @param parts two or more
     */
    record Or(List<SearchQuery> parts) implements SearchQuery {
        public Or {
            parts = List.copyOf(parts);
            check(parts.size() > 1 && parts.stream().noneMatch(Or.class::isInstance), parts);
            check(!parts.contains(new Everything()), parts);
        }
    }

    /** Does not hold. */
    record Not(SearchQuery part) implements SearchQuery {
        public Not {
            check(!(part instanceof Not) && !(part instanceof Everything), List.of(part));
        }
    }

    /**
     * These tokens stand one after the other in one text of the scope.
     *
     * @param scope in which texts
     * @param tokens one or more, as {@link Tokens#of} gives them
     * @param prefix true where the last token may go on
     */
    record Text(Scope scope, List<String> tokens, boolean prefix) implements SearchQuery {
        public Text {
            tokens = List.copyOf(tokens);
            check(
                    !tokens.isEmpty() && tokens.equals(Tokens.of(String.join(" ", tokens))),
                    List.of());
        }
    }

    /**
     * A value of the field meets at least one of the criteria. Some fields have several values
     * (models, tools, tags …): one of them is enough.
     *
     * @param field the field
     * @param anyOf one or more, each once, that fit the field's type
     */
    record Condition(Field field, List<Criterion> anyOf) implements SearchQuery {
        public Condition {
            anyOf = anyOf.stream().distinct().toList();
            boolean fit = anyOf.stream().allMatch(field::takes);
            if (anyOf.isEmpty() || !fit) {
                throw new IllegalArgumentException(field.word() + " does not take " + anyOf);
            }
        }

        public Condition(Field field, Criterion criterion) {
            this(field, List.of(criterion));
        }
    }

    private static void check(boolean normal, List<SearchQuery> parts) {
        if (!normal) {
            throw new IllegalArgumentException("not in normal form: " + parts);
        }
    }

    /** All of them; everything where there are none. */
    static SearchQuery and(List<SearchQuery> parts) {
        List<SearchQuery> flat = new ArrayList<>();
        for (SearchQuery part : parts) {
            switch (part) {
                case And and -> flat.addAll(and.parts());
                case Everything _ -> {}
                default -> flat.add(part);
            }
        }
        return switch (flat.size()) {
            case 0 -> new Everything();
            case 1 -> flat.getFirst();
            default -> new And(flat);
        };
    }

    /** Any of one or more. */
    static SearchQuery or(List<SearchQuery> parts) {
        List<SearchQuery> flat = new ArrayList<>();
        for (SearchQuery part : parts) {
            switch (part) {
                case Or or -> flat.addAll(or.parts());
                case Everything everything -> {
                    return everything;
                }
                default -> flat.add(part);
            }
        }
        if (flat.isEmpty()) {
            throw new IllegalArgumentException("any of nothing");
        }
        return flat.size() == 1 ? flat.getFirst() : new Or(flat);
    }

    /** The opposite of anything but {@link Everything}. */
    static SearchQuery not(SearchQuery part) {
        return part instanceof Not(SearchQuery inner) ? inner : new Not(part);
    }

    /**
     * The same query written in one way, which the parser reads as an equal query at any time and
     * in any zone: times are absolute in it.
     */
    default String print() {
        return QueryPrinter.print(this);
    }
}
