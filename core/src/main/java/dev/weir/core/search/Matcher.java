package dev.weir.core.search;

import java.util.List;

/** Tells whether an exchange is one that a query asks for. */
public final class Matcher {

    private Matcher() {}

    /** True where the query holds of the exchange. */
    public static boolean matches(SearchQuery query, Facts facts) {
        return switch (query) {
            case SearchQuery.Everything _ -> true;
            case SearchQuery.And and -> and.parts().stream().allMatch(p -> matches(p, facts));
            case SearchQuery.Or or -> or.parts().stream().anyMatch(p -> matches(p, facts));
            case SearchQuery.Not not -> !matches(not.part(), facts);
            case SearchQuery.Text text -> found(text, facts);
            case SearchQuery.Condition condition -> holds(condition, facts);
        };
    }

    private static boolean holds(SearchQuery.Condition condition, Facts facts) {
        List<Value> values = facts.values(condition.field());
        return condition.anyOf().stream()
                .anyMatch(criterion -> values.stream().anyMatch(value -> meets(criterion, value)));
    }

    private static boolean meets(Criterion criterion, Value value) {
        return switch (criterion) {
            case Criterion.Present _ -> true;
            case Criterion.Is(Value.Name(String wanted)) ->
                    value instanceof Value.Name(String text) && Glob.equalNames(wanted, text);
            case Criterion.Is is -> is.value().equals(value);
            case Criterion.Like like ->
                    value instanceof Value.Name(String text) && like.pattern().matches(text);
            case Criterion.Tagged tagged ->
                    value instanceof Value.Name(String text) && meetsTag(tagged, text);
            case Criterion.Compare compare ->
                    compare.operator().holds(Value.compare(value, compare.value()));
            case Criterion.Between between ->
                    Value.compare(value, between.from()) >= 0
                            && Value.compare(value, between.to()) < 0;
        };
    }

    private static boolean meetsTag(Criterion.Tagged tagged, String tag) {
        int sign = tag.indexOf('=');
        String key = sign < 0 ? tag : tag.substring(0, sign);
        String value = sign < 0 ? "" : tag.substring(sign + 1);
        return tagged.key().matches(key) && tagged.value().matches(value);
    }

    private static boolean found(SearchQuery.Text wanted, Facts facts) {
        for (Scope place : wanted.scope().places()) {
            for (String text : facts.texts(place)) {
                if (stands(wanted, Tokens.of(text))) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean stands(SearchQuery.Text wanted, List<String> tokens) {
        List<String> phrase = wanted.tokens();
        int last = phrase.size() - 1;
        for (int at = 0; at + last < tokens.size(); at++) {
            String end = tokens.get(at + last);
            boolean ends =
                    wanted.prefix()
                            ? end.startsWith(phrase.get(last))
                            : end.equals(phrase.get(last));
            if (ends && tokens.subList(at, at + last).equals(phrase.subList(0, last))) {
                return true;
            }
        }
        return false;
    }
}
