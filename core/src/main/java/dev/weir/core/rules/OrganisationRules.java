package dev.weir.core.rules;

import dev.weir.core.access.HeaderRules;
import dev.weir.core.people.Organisation;
import dev.weir.core.redaction.Redaction;
import dev.weir.core.rules.Ask.Need;
import dev.weir.core.token.Caller;
import dev.weir.core.token.NamePattern;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/** What one organisation has laid down, ready to be asked often. Immutable. */
final class OrganisationRules {

    /** Sets of policies whose redactions are kept put together. */
    private static final int MOST_TOGETHER = 1_000;

    private final Organisation organisation;
    private final Map<String, Nearest<Route>> named = new HashMap<>();
    private final List<Route> exact = new ArrayList<>();
    private final List<Route> patterns = new ArrayList<>();
    private final Nearest<Route> byPattern = new Nearest<>();
    private final Nearest<Route> standards = new Nearest<>();
    private final List<PolicyCheck> policies = new ArrayList<>();
    private final Map<String, Nearest<SharedKey>> keys = new HashMap<>();

    /** Keys in fields that are not known for carrying one. */
    private final List<SharedKey> unusual = new ArrayList<>(0);

    private final Map<String, Redaction> redactions;

    /** Those put together before, by the names of the policies. */
    private final Map<List<String>, Redactions> together = new ConcurrentHashMap<>();

    private Need need = Need.NOTHING;

    OrganisationRules(
            Organisation organisation,
            List<Route> routes,
            List<Policy> allPolicies,
            List<SharedKey> allKeys,
            Map<String, Redaction> redactions) {
        this.organisation = organisation;
        this.redactions = Map.copyOf(redactions);
        for (Route route : routes) {
            if (route.isPattern()) {
                patterns.add(route);
            } else {
                exact.add(route);
                named.computeIfAbsent(route.name(), _ -> new Nearest<>())
                        .add(route, route.owner(), route.audience());
            }
            if (route.standard()) {
                standards.add(route, route.owner(), route.audience());
            }
            need = need.or(Need.MODEL);
        }
        patterns.sort(
                Comparator.comparingInt((Route route) -> NamePattern.exactness(route.name()))
                        .reversed()
                        .thenComparing(Route::name));
        patterns.forEach(route -> byPattern.add(route, route.owner(), route.audience()));
        for (Policy policy : allPolicies) {
            policies.add(new PolicyCheck(policy));
            if (policy.asksForTools() || !policy.providerStorage()) {
                need = need.or(Need.BODY);
            } else if (policy.asksForModel()) {
                need = need.or(Need.MODEL);
            }
        }
        for (SharedKey key : allKeys) {
            keys.computeIfAbsent(key.provider(), _ -> new Nearest<>())
                    .add(key, key.owner(), key.audience());
            if (!HeaderRules.isSecret(key.field())) {
                unusual.add(key);
            }
        }
    }

    Organisation organisation() {
        return organisation;
    }

    Need need() {
        return need;
    }

    /** The policies that bind a caller. */
    List<PolicyCheck> binding(Caller caller) {
        if (policies.isEmpty()) {
            return List.of();
        }
        List<PolicyCheck> binding = new ArrayList<>(policies.size());
        for (PolicyCheck check : policies) {
            if (check.policy().audience().includes(caller)) {
                binding.add(check);
            }
        }
        return binding;
    }

    /**
     * Fields that keys go into which the caller may use, besides those that are known for it. A key
     * that somebody else brought says nothing about this caller's fields.
     */
    Set<String> credentialFields(Caller caller) {
        if (unusual.isEmpty()) {
            return Set.of();
        }
        Set<String> fields = new HashSet<>();
        for (SharedKey key : unusual) {
            boolean usable =
                    key.owner() == null
                            ? key.audience().includes(caller)
                            : key.owner().equals(caller.user());
            if (usable) {
                fields.add(key.field());
            }
        }
        return fields;
    }

    /** False where a policy names redaction rules that are not there, or make no sense. */
    boolean canRedact(Policy policy) {
        String name = policy.redaction();
        return name == null || redactions.containsKey(name);
    }

    /** What these policies want to have redacted. */
    Redactions redactions(List<PolicyCheck> binding) {
        List<String> ids = new ArrayList<>(0);
        for (PolicyCheck check : binding) {
            String name = check.policy().redaction();
            if (name != null && redactions.containsKey(name)) {
                ids.add(check.policy().id());
            }
        }
        if (ids.isEmpty()) {
            return Redactions.NONE;
        }
        Redactions known = together.get(ids);
        if (known != null) {
            return known;
        }
        Redactions made = put(binding);
        if (together.size() < MOST_TOGETHER) {
            together.put(List.copyOf(ids), made);
        }
        return made;
    }

    private Redactions put(List<PolicyCheck> binding) {
        List<Redactions.Bound> bound = new ArrayList<>(binding.size());
        for (PolicyCheck check : binding) {
            Policy policy = check.policy();
            String name = policy.redaction();
            Redaction redaction = name == null ? null : redactions.get(name);
            if (redaction != null) {
                bound.add(
                        new Redactions.Bound(
                                policy.name(),
                                policy.version(),
                                Redactions.milder(policy.mode(), redaction.rules().mode()),
                                redaction));
            }
        }
        return Redactions.of(bound);
    }

    /**
     * The keys of a provider that are nearest to a caller.
     *
     * @param name the only name that counts, null for any
     */
    List<SharedKey> keys(String provider, Caller caller, @Nullable String name) {
        Nearest<SharedKey> all = keys.get(provider);
        return all == null
                ? List.of()
                : all.of(
                        caller,
                        organisation.ownKeys(),
                        key -> name == null || name.equals(key.name()));
    }

    /**
     * The route of a call. A nearer one counts over a more exact one: the user's own, then one for
     * the user by name, for one of the teams, for everyone; among those an exact name, then the
     * pattern with the most characters, then the standard route.
     */
    @Nullable Route route(Ask ask) {
        String model = ask.model();
        Route named = model == null ? null : named(ask, model);
        return named == null && ask.way().door().equals("bare")
                ? first(standards, ask, _ -> true)
                : named;
    }

    private @Nullable Route named(Ask ask, String model) {
        Nearest<Route> same = named.get(model);
        Route exactly = same == null ? null : first(same, ask, _ -> true);
        if (patterns.isEmpty() || exactly != null && rank(exactly, ask.caller()) == OWN) {
            return exactly;
        }
        Route like = first(byPattern, ask, route -> NamePattern.matches(route.name(), model));
        return like == null
                        || exactly != null
                                && rank(exactly, ask.caller()) >= rank(like, ask.caller())
                ? exactly
                : like;
    }

    private static @Nullable Route first(Nearest<Route> routes, Ask ask, Predicate<Route> fits) {
        List<Route> found =
                routes.of(
                        ask.caller(),
                        true,
                        route -> route.speaks(ask.way().dialect()) && fits.test(route));
        return found.isEmpty() ? null : found.getFirst();
    }

    private static final int OWN = 4;

    private static int rank(Route route, Caller caller) {
        return route.owner() != null ? OWN : route.audience().nearness(caller);
    }

    /** Every route that a caller may use, each name once, in the order of their names. */
    List<Route> routes(Caller caller) {
        List<Route> all = new ArrayList<>(exact);
        all.addAll(patterns);
        all.removeIf(
                route ->
                        route.owner() == null
                                ? !route.audience().includes(caller)
                                : !route.owner().equals(caller.user()));
        all.sort(Comparator.comparing(Route::name));
        return all;
    }
}
