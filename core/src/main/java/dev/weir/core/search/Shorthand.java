package dev.weir.core.search;

import java.util.List;

/** Words for a comparison of {@link Field#AT}: a closed list. */
public enum Shorthand implements Name {
    SINCE("since", Criterion.Operator.GE, "began then or later", "since:-2h"),
    UNTIL("until", Criterion.Operator.LT, "began before then", "until:2026-07-28T14:00");

    private final String word;
    private final Criterion.Operator operator;
    private final String meaning;
    private final String example;

    Shorthand(String word, Criterion.Operator operator, String meaning, String example) {
        this.word = word;
        this.operator = operator;
        this.meaning = meaning;
        this.example = example;
    }

    /** How the start of the exchange is compared with the time. */
    public Criterion.Operator operator() {
        return operator;
    }

    @Override
    public String word() {
        return word;
    }

    @Override
    public List<String> aliases() {
        return List.of();
    }

    @Override
    public String meaning() {
        return meaning;
    }

    @Override
    public String example() {
        return example;
    }
}
