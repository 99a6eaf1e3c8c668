package dev.weir.core.limit;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * All limits of one organisation: immutable.
 *
 * <p>A rule for one subject takes the place of a rule for each of its kind, where quantity and
 * window are the same. A virtual key without any rate of requests of its own has {@link
 * LimitRule#defaultForKeys}.
 */
public final class LimitRules {

    private final String organisation;
    private final List<LimitRule> all;
    private final Map<Subject.Kind, List<Limit>> each = new EnumMap<>(Subject.Kind.class);
    private final Map<Subject, List<Limit>> named = new HashMap<>();
    private final Map<Subject.Kind, Set<Window.Calendar>> calendars =
            new EnumMap<>(Subject.Kind.class);

    /**
     * A rule ready to be asked.
     *
     * @param units its amount, {@link LimitRule#units()}
     */
    public record Limit(LimitRule rule, long units) {
        private static List<Limit> of(List<LimitRule> rules) {
            return rules.stream().map(rule -> new Limit(rule, rule.units())).toList();
        }
    }

    private LimitRules(String organisation, List<LimitRule> rules, boolean byDefault) {
        this.organisation = organisation;
        Set<String> ids = new HashSet<>();
        for (LimitRule rule : rules) {
            if (!rule.organisation().equals(organisation)) {
                throw new IllegalArgumentException(
                        "limit '" + rule.name() + "' is of another organisation");
            }
            if (!ids.add(rule.id())) {
                throw new IllegalArgumentException("two limits have the id " + rule.id());
            }
        }
        LimitRule fallback = LimitRule.defaultForKeys(organisation);
        boolean general =
                rules.stream().anyMatch(rule -> rule.of() == null && ratesKeys(rule))
                        || ids.contains(fallback.id());
        List<LimitRule> wide = new ArrayList<>(rules);
        if (byDefault && !general) {
            wide.add(fallback);
        }
        this.all = List.copyOf(wide);
        for (Subject.Kind kind : Subject.Kind.values()) {
            each.put(kind, Limit.of(general(kind)));
            Set<Window.Calendar> used = new LinkedHashSet<>();
            for (LimitRule rule : all) {
                if (rule.kind() == kind && rule.window() instanceof Window.Calendar calendar) {
                    used.add(calendar);
                }
            }
            calendars.put(kind, Collections.unmodifiableSet(used));
        }
        for (LimitRule rule : all) {
            if (rule.of() != null) {
                named.computeIfAbsent(
                        new Subject(rule.kind(), rule.of()), each -> Limit.of(resolved(each)));
            }
        }
    }

    private static boolean ratesKeys(LimitRule rule) {
        return rule.kind() == Subject.Kind.KEY
                && rule.quantity() == Quantity.REQUESTS
                && rule.window() instanceof Window.Rate;
    }

    private List<LimitRule> resolved(Subject subject) {
        List<LimitRule> own =
                all.stream()
                        .filter(rule -> rule.kind() == subject.kind())
                        .filter(rule -> subject.id().equals(rule.of()))
                        .toList();
        boolean rated = own.stream().anyMatch(LimitRules::ratesKeys);
        List<LimitRule> rules = new ArrayList<>(own);
        for (LimitRule general : general(subject.kind())) {
            boolean fallback = rated && general.id().equals(LimitRule.DEFAULT_FOR_KEYS);
            if (!fallback && own.stream().noneMatch(rule -> rule.replaces(general))) {
                rules.add(general);
            }
        }
        return List.copyOf(rules);
    }

    /** With the default for virtual keys. */
    public static LimitRules of(String organisation, List<LimitRule> rules) {
        return new LimitRules(organisation, rules, true);
    }

    /** Only the rules given. */
    public static LimitRules only(String organisation, List<LimitRule> rules) {
        return new LimitRules(organisation, rules, false);
    }

    public String organisation() {
        return organisation;
    }

    /** All rules, the default one too where it holds for anybody. */
    public List<LimitRule> all() {
        return all;
    }

    /** The rules that hold for a subject. */
    public List<Limit> of(Subject subject) {
        List<Limit> own = named.get(subject);
        return own != null ? own : each.getOrDefault(subject.kind(), List.of());
    }

    private List<LimitRule> general(Subject.Kind kind) {
        return all.stream().filter(rule -> rule.kind() == kind && rule.of() == null).toList();
    }

    /** The calendars that rules for a kind of subject count by. */
    public Set<Window.Calendar> calendars(Subject.Kind kind) {
        return calendars.getOrDefault(kind, Set.of());
    }
}
