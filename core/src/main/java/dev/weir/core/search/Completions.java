package dev.weir.core.search;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What may stand at a place of a query that is being written.
 *
 * @param start offset of the first character that a proposal replaces
 * @param end offset after the last one
 * @param field the field whose value is being written, null elsewhere: a store can add values it
 *     has, beginning with {@code typed}
 * @param typed the characters from {@code start} to the cursor, without a sign that compares
 * @param items proposals, the likeliest first; empty in quotes and behind names that are none. In
 *     the quotes of a value, {@code start} is before them and {@code typed} is the text in them
 */
public record Completions(
        int start, int end, @Nullable Field field, String typed, List<Item> items) {

    public Completions {
        items = List.copyOf(items);
    }

    /**
     * A proposal.
     *
     * @param text what to write
     * @param kind what it is
     * @param meaning for people, without a full stop; empty where the text says it
     */
    public record Item(String text, Kind kind, String meaning) {}

    /** What a proposal is. */
    public enum Kind {
        /** A field or a scope, with its colon. */
        NAME,
        /** A sign that compares; a value follows. */
        OPERATOR,
        VALUE,
        /** A word between terms. */
        KEYWORD
    }

    /**
     * How a value is written so that it stands for itself, with quotes where it needs them; null
     * where it cannot be written on one line.
     */
    public static @Nullable String written(Field field, String value) {
        if (value.isEmpty() || value.chars().anyMatch(Completions::breaks)) {
            return null;
        }
        Criterion is;
        if (field.type() == ValueType.TAG) {
            int sign = value.indexOf('=');
            String key = sign < 0 ? value : value.substring(0, sign);
            if (key.isEmpty()) {
                return null;
            }
            is =
                    new Criterion.Tagged(
                            Glob.literal(key),
                            sign < 0 ? Glob.ANY : Glob.literal(value.substring(sign + 1)));
        } else {
            is = new Criterion.Is(new Value.Name(value));
        }
        if (!field.takes(is)) {
            return null;
        }
        SearchQuery meant = new SearchQuery.Condition(field, is);
        String text = meant.print();
        try {
            boolean same = QueryParser.parse(text, Instant.EPOCH, ZoneOffset.UTC).equals(meant);
            return same ? text.substring(field.word().length() + 1) : null;
        } catch (QueryError e) {
            return null;
        }
    }

    private static boolean breaks(int c) {
        return Character.isISOControl(c) || c == 0x2028 || c == 0x2029;
    }

    /**
     * What may stand at the cursor.
     *
     * @param query any text, wrong ones too
     * @param cursor offset in it, 0 to its length
     */
    public static Completions at(String query, int cursor) {
        int start = 0;
        int quote = 0;
        boolean quoted = false;
        for (int i = 0; i < cursor; i++) {
            char c = query.charAt(i);
            if (c == '"') {
                quoted = !quoted;
                quote = i;
            } else if (quoted && c == '\\') {
                i++;
            } else if (!quoted && (Lexer.endsTerm(c) || c == '-' && i == start)) {
                start = i + 1;
            }
        }
        String typed = query.substring(start, cursor);
        int colon = typed.indexOf(':');
        if (quoted && colon >= 0 && start + colon + 1 <= quote) {
            return inQuotes(query, start + colon + 1, quote, cursor, typed.substring(0, colon));
        }
        if (quoted || colon < 0 && typed.indexOf('"') >= 0) {
            return new Completions(cursor, cursor, null, "", List.of());
        }
        if (colon < 0) {
            return names(query, start, cursor, typed);
        }
        return values(query, start + colon + 1, cursor, typed.substring(0, colon));
    }

    /** Where a value is begun with its quote: nothing but a store knows what may stand in it. */
    private static Completions inQuotes(
            String query, int from, int quote, int cursor, String word) {
        boolean begins = quote == from || query.charAt(quote - 1) == ',';
        if (!begins || !(Names.find(word) instanceof Field field)) {
            return new Completions(cursor, cursor, null, "", List.of());
        }
        String typed = query.substring(quote + 1, cursor).replaceAll("\\\\([\"\\\\])", "$1");
        int end = cursor < query.length() && query.charAt(cursor) == '"' ? cursor + 1 : cursor;
        return new Completions(quote, end, field, typed, List.of());
    }

    private static Completions names(String query, int start, int cursor, String typed) {
        List<Item> items = new ArrayList<>();
        String wanted = typed.toLowerCase(Locale.ROOT).replace('_', '-');
        for (Name name : Names.ALL) {
            if (name.word().startsWith(wanted)) {
                items.add(item(name));
            }
        }
        for (Name name : Names.ALL) {
            boolean byAlias = !wanted.isEmpty() && !name.word().startsWith(wanted);
            if (byAlias && name.aliases().stream().anyMatch(alias -> alias.startsWith(wanted))) {
                items.add(item(name));
            }
        }
        for (String keyword : List.of("OR", "NOT")) {
            if (!typed.isEmpty() && keyword.startsWith(typed)) {
                items.add(new Item(keyword, Kind.KEYWORD, ""));
            }
        }
        int end = cursor;
        while (end < query.length() && isOfName(query.charAt(end))) {
            end++;
        }
        if (end < query.length() && query.charAt(end) == ':') {
            end++;
        }
        return new Completions(start, end, null, typed, items);
    }

    private static Item item(Name name) {
        return new Item(name.word() + ":", Kind.NAME, name.meaning());
    }

    private static Completions values(String query, int from, int cursor, String word) {
        int start = Math.max(from, query.lastIndexOf(',', cursor - 1) + 1);
        int end = cursor;
        while (end < query.length()
                && !Lexer.endsTerm(query.charAt(end))
                && query.charAt(end) != ',') {
            end++;
        }
        // In a name these signs are letters like others.
        boolean ordered = !(Names.find(word) instanceof Field named) || named.type().ordered();
        while (ordered && start < cursor && compares(query.charAt(start))) {
            start++;
        }
        boolean compared = ordered && start > from && compares(query.charAt(start - 1));
        String typed = query.substring(start, cursor);
        List<Item> items = new ArrayList<>();
        Field field = null;
        if (word.equals("in")) {
            for (Scope scope : Scope.values()) {
                items.add(new Item(scope.word(), Kind.VALUE, scope.meaning()));
            }
        } else {
            switch (Names.find(word)) {
                case null -> {}
                case Scope _ -> {}
                case Shorthand _ -> times(items);
                case Field known -> {
                    field = known;
                    ofField(known, compared, items);
                }
            }
        }
        String wanted = Field.choiceForm(typed);
        items.removeIf(
                item ->
                        item.kind() == Kind.OPERATOR
                                ? !typed.isEmpty()
                                : !Field.choiceForm(item.text()).startsWith(wanted));
        return new Completions(start, end, field, typed, items);
    }

    private static void ofField(Field field, boolean compared, List<Item> items) {
        for (String choice : field.choices()) {
            items.add(new Item(choice, Kind.VALUE, ""));
        }
        if (field.type() == ValueType.TIME) {
            times(items);
        }
        if (compared) {
            return;
        }
        if (field.type() == ValueType.STATUS) {
            items.add(new Item("4xx", Kind.VALUE, "400 to 499"));
            items.add(new Item("5xx", Kind.VALUE, "500 to 599"));
            items.add(new Item("none", Kind.VALUE, "no answer at all"));
        }
        if (field.type().ordered()) {
            for (Criterion.Operator operator : Criterion.Operator.values()) {
                items.add(new Item(operator.sign(), Kind.OPERATOR, ""));
            }
        }
        items.add(new Item("*", Kind.VALUE, "any value"));
    }

    private static void times(List<Item> items) {
        items.add(new Item("today", Kind.VALUE, ""));
        items.add(new Item("yesterday", Kind.VALUE, ""));
        items.add(new Item("now", Kind.VALUE, ""));
        items.add(new Item("-1h", Kind.VALUE, "an hour ago"));
        items.add(new Item("-1d", Kind.VALUE, "24 hours ago"));
        items.add(new Item("-7d", Kind.VALUE, "a week ago"));
    }

    private static boolean isOfName(char c) {
        return c == '-' || c == '_' || c < 128 && Character.isLetterOrDigit(c);
    }

    private static boolean compares(char c) {
        return c == '<' || c == '>' || c == '=';
    }
}
