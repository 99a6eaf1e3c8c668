package dev.weir.core.rules;

import dev.weir.core.exchange.Effect;
import dev.weir.core.exchange.GatewayFacts.Ruling;
import dev.weir.core.redaction.CustomPattern;
import dev.weir.core.redaction.Kind;
import dev.weir.core.redaction.Redaction;
import dev.weir.core.redaction.RedactionRules;
import dev.weir.core.redaction.RedactionRules.Apply;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * What the policies of a call want to have redacted, put together: one redaction for what is kept,
 * one for what is sent, and one that only looks. Immutable; shared by all calls that the same
 * policies bind.
 */
public final class Redactions {

    /** Nothing. */
    public static final Redactions NONE = new Redactions(List.of());

    /**
     * One policy's redaction rules.
     *
     * @param policy the policy's name
     * @param version which version of it
     * @param mode what becomes of what is found: the milder of the policy's and the rules' own
     * @param redaction the rules
     */
    public record Bound(String policy, int version, Policy.Mode mode, Redaction redaction) {

        boolean enforces() {
            return mode == Policy.Mode.ENFORCE;
        }

        private boolean finds(String word) {
            for (Kind kind : redaction.rules().kinds()) {
                if (kind.word().equals(word)) {
                    return true;
                }
            }
            for (CustomPattern pattern : redaction.rules().patterns()) {
                if (pattern.name().equals(word)) {
                    return true;
                }
            }
            return false;
        }
    }

    private final List<Bound> all;
    private final @Nullable Redaction onRecord;
    private final @Nullable Redaction beforeSending;
    private final @Nullable Redaction watched;

    private Redactions(List<Bound> all) {
        this.all = List.copyOf(all);
        this.onRecord = together(Bound::enforces);
        this.beforeSending =
                together(
                        bound ->
                                bound.enforces()
                                        && bound.redaction().rules().apply()
                                                == Apply.FORWARD_AND_RECORD);
        this.watched = together(bound -> !bound.enforces());
    }

    /** These together. */
    public static Redactions of(List<Bound> all) {
        return all.isEmpty() ? NONE : new Redactions(all);
    }

    /** The milder of two modes. */
    static Policy.Mode milder(Policy.Mode policy, RedactionRules.Mode rules) {
        Policy.Mode own =
                switch (rules) {
                    case ENFORCE -> Policy.Mode.ENFORCE;
                    case WARN -> Policy.Mode.WARN;
                    case DRY_RUN -> Policy.Mode.DRY_RUN;
                };
        return policy.compareTo(own) >= 0 ? policy : own;
    }

    private @Nullable Redaction together(Predicate<Bound> which) {
        List<Redaction> some = all.stream().filter(which).map(Bound::redaction).toList();
        return some.isEmpty() ? null : Redaction.together(some);
    }

    public boolean isEmpty() {
        return all.isEmpty();
    }

    /** What is replaced in what is kept; null for nothing. */
    public @Nullable Redaction onRecord() {
        return onRecord;
    }

    /** What is replaced in what is sent; null for nothing. */
    public @Nullable Redaction beforeSending() {
        return beforeSending;
    }

    /** What is looked for and stays; null for nothing. */
    public @Nullable Redaction watched() {
        return watched;
    }

    /**
     * What the policies say of what was found.
     *
     * @param enforced how often what was replaced, by the words of the kinds
     * @param seen how often what was found and stays
     * @param where of what, such as {@code the request}
     */
    public List<Ruling> rulings(Map<String, Long> enforced, Map<String, Long> seen, String where) {
        List<Ruling> rulings = new ArrayList<>(0);
        for (Bound bound : all) {
            String found = found(bound, bound.enforces() ? enforced : seen);
            if (!found.isEmpty()) {
                rulings.add(
                        new Ruling(
                                "policy:" + bound.policy(),
                                bound.version(),
                                switch (bound.mode()) {
                                    case ENFORCE -> Effect.REDACTED;
                                    case WARN -> Effect.WARNED;
                                    case DRY_RUN -> Effect.WOULD_REDACT;
                                },
                                found + " in " + where));
            }
        }
        return rulings;
    }

    /** What the caller is told of a request: one text a policy that only warns. */
    public List<String> warnings(Map<String, Long> seen) {
        List<String> warnings = new ArrayList<>(0);
        for (Bound bound : all) {
            String found = bound.mode() == Policy.Mode.WARN ? found(bound, seen) : "";
            if (!found.isEmpty()) {
                warnings.add(bound.policy() + ": " + found + " in the request");
            }
        }
        return warnings;
    }

    private static String found(Bound bound, Map<String, Long> counts) {
        StringBuilder text = new StringBuilder();
        new TreeMap<>(counts)
                .forEach(
                        (word, count) -> {
                            if (bound.finds(word)) {
                                text.append(text.isEmpty() ? "" : ", ")
                                        .append(word)
                                        .append(": ")
                                        .append(count);
                            }
                        });
        return text.toString();
    }
}
