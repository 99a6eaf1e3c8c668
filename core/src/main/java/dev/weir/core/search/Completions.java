package dev.weir.core.search;

import org.jspecify.annotations.Nullable;

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
 * @param items proposals, the likeliest first; empty in quotes and behind names that are none
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
     * What may stand at the cursor.
     *
     * @param query any text, wrong ones too
     * @param cursor offset in it, 0 to its length
     */
    public static Completions at(String query, int cursor) {
        int start = 0;
        boolean quoted = false;
        for (int i = 0; i < cursor; i++) {
            char c = query.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (quoted && c == '\\') {
                i++;
            } else if (!quoted && (Lexer.endsTerm(c) || c == '-' && i == start)) {
                start = i + 1;
            }
        }
        String typed = query.substring(start, cursor);
        int colon = typed.indexOf(':');
        if (quoted || colon < 0 && typed.indexOf('"') >= 0) {
            return new Completions(cursor, cursor, null, "", List.of());
        }
        if (colon < 0) {
            return names(query, start, cursor, typed);
        }
        return values(query, start + colon + 1, cursor, typed.substring(0, colon));
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
        while (start < cursor && compares(query.charAt(start))) {
            start++;
        }
        boolean compared = start > from && compares(query.charAt(start - 1));
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
