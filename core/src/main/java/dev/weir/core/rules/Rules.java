package dev.weir.core.rules;

import dev.weir.core.access.Doors;
import dev.weir.core.access.Origin;
import dev.weir.core.access.Provider;
import dev.weir.core.access.Providers;
import dev.weir.core.access.TargetRules;
import dev.weir.core.capture.CaptureMode;
import dev.weir.core.dialect.ErrorCode;
import dev.weir.core.dialect.Refusal;
import dev.weir.core.people.Organisation;
import dev.weir.core.people.Role;
import dev.weir.core.people.User;
import dev.weir.core.redaction.Redaction;
import dev.weir.core.rules.Ask.Need;
import dev.weir.core.rules.Plan.Attempt;
import dev.weir.core.rules.PolicyCheck.Objection;
import dev.weir.core.token.Caller;
import dev.weir.core.token.Grant;
import dev.weir.core.token.Scope;
import dev.weir.core.token.TokenHash;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Everything that decides about a call, as it stood at one moment. Immutable: a change makes a new
 * one, and a call is decided by one alone.
 */
public final class Rules {

    /** A call is tried at most this often. */
    private static final int MOST_ATTEMPTS = 4;

    private final Providers providers;
    private final Set<String> keyless;
    private final Map<String, OrganisationRules> organisations = new HashMap<>();
    private final Map<String, User> users = new HashMap<>();
    private final Map<TokenHash, Grant> grants;

    /**
     * What the rules are made of.
     *
     * @param providers the named upstreams
     * @param keyless names of providers that want no key
     * @param organisations all of them
     * @param users all of them
     * @param grants every token that is not long gone, by its hash
     * @param routes of all organisations
     * @param policies of all organisations
     * @param keys of all organisations
     * @param redactions redaction rules of all organisations
     */
    public record Content(
            Providers providers,
            Set<String> keyless,
            List<Organisation> organisations,
            List<User> users,
            Map<TokenHash, Grant> grants,
            List<Route> routes,
            List<Policy> policies,
            List<SharedKey> keys,
            List<NamedRedaction> redactions) {}

    /**
     * Redaction rules by the name that policies call them.
     *
     * @param organisation whose they are
     * @param name their name
     * @param redaction the rules, ready for use
     */
    public record NamedRedaction(String organisation, String name, Redaction redaction) {}

    public Rules(Content content) {
        providers = content.providers();
        keyless = Set.copyOf(content.keyless());
        grants = Map.copyOf(content.grants());
        for (User user : content.users()) {
            users.put(user.id(), user);
        }
        for (Organisation organisation : content.organisations()) {
            String id = organisation.id();
            organisations.put(
                    id,
                    new OrganisationRules(
                            organisation,
                            content.routes().stream()
                                    .filter(route -> route.organisation().equals(id))
                                    .toList(),
                            content.policies().stream()
                                    .filter(policy -> policy.organisation().equals(id))
                                    .toList(),
                            content.keys().stream()
                                    .filter(key -> key.organisation().equals(id))
                                    .toList(),
                            content.redactions().stream()
                                    .filter(named -> named.organisation().equals(id))
                                    .collect(
                                            Collectors.toMap(
                                                    NamedRedaction::name,
                                                    NamedRedaction::redaction,
                                                    (first, _) -> first))));
        }
    }

    /** Who a token belongs to. */
    public Identity identify(TokenHash hash, Instant now) {
        Grant grant = grants.get(hash);
        if (grant == null || !grant.kind().opensTheProxy()) {
            return Identity.INVALID;
        }
        if (grant.revokedAt() != null) {
            return Identity.REVOKED;
        }
        if (grant.isExpired(now)) {
            return new Identity.Unknown(
                    new Refusal(
                            ErrorCode.EXPIRED_KEY,
                            "the token expired at "
                                    + grant.expiresAt()
                                    + ": run 'weir login' again, or make a new one"));
        }
        if (!organisations.containsKey(grant.organisation())) {
            return Identity.INVALID;
        }
        String id = grant.user();
        if (id == null) {
            String team = grant.team();
            return new Identity.Known(
                    new Caller(
                            grant.organisation(),
                            null,
                            Role.MEMBER,
                            team == null ? Set.of() : Set.of(team),
                            grant));
        }
        User user = users.get(id);
        if (user == null || user.disabled() || !user.organisation().equals(grant.organisation())) {
            return Identity.REVOKED;
        }
        // A token's team says what its use is put down to. It takes the place of no other team,
        // or whoever makes a token would choose which rules bind it.
        String team = grant.team();
        if (team != null && !user.teams().contains(team)) {
            return Identity.OUT_OF_TEAM;
        }
        return new Identity.Known(
                new Caller(user.organisation(), id, user.role(), user.teams(), grant));
    }

    /** How much of a body must be read to decide about the caller's call. */
    public Need need(Caller caller) {
        OrganisationRules mine = organisations.get(caller.organisation());
        Scope scope = caller.scope();
        Need own = scope.models().isEmpty() && scope.routes().isEmpty() ? Need.NOTHING : Need.MODEL;
        if (mine == null) {
            return own;
        }
        boolean redacted = mine.redactions(mine.binding(caller)).beforeSending() != null;
        return redacted ? Need.BODY : own.or(mine.need());
    }

    /** What the policies that bind a caller want to have redacted. */
    public Redactions redactions(Caller caller) {
        OrganisationRules mine = organisations.get(caller.organisation());
        return mine == null ? Redactions.NONE : mine.redactions(mine.binding(caller));
    }

    /** The smallest request body that a policy in force sets as the largest; null for none. */
    public @Nullable Policy smallestBody(Caller caller) {
        OrganisationRules mine = organisations.get(caller.organisation());
        return mine == null
                ? null
                : mine.binding(caller).stream()
                        .map(PolicyCheck::policy)
                        .filter(policy -> policy.requestBytes() > 0)
                        .filter(policy -> policy.mode() == Policy.Mode.ENFORCE)
                        .min(Comparator.comparingLong(Policy::requestBytes))
                        .orElse(null);
    }

    /** The routes that a caller may use, by name. */
    public List<Route> routes(Caller caller) {
        OrganisationRules mine = organisations.get(caller.organisation());
        return mine == null
                ? List.of()
                : mine.routes(caller).stream()
                        .filter(route -> caller.scope().allowsRoute(route.name()))
                        .toList();
    }

    /** What a user signs in with, null where there is no such user. */
    public @Nullable String userName(@Nullable String id) {
        User user = id == null ? null : users.get(id);
        return user == null ? null : user.email();
    }

    /** The ids of all organisations. */
    public Set<String> organisations() {
        return Set.copyOf(organisations.keySet());
    }

    /** The organisation of that id, null for none. */
    public @Nullable Organisation organisation(String id) {
        OrganisationRules rules = organisations.get(id);
        return rules == null ? null : rules.organisation();
    }

    /** Decides. */
    public Verdict decide(Ask ask, Luck luck) {
        Caller caller = ask.caller();
        OrganisationRules mine = organisations.get(caller.organisation());
        if (mine == null) {
            return new Verdict.Go(
                    new Plan(
                            caller,
                            null,
                            List.of(new Attempt(ask.way(), null, null)),
                            Keeping.ALL,
                            List.of()));
        }
        Route route = mine.route(ask);
        List<PolicyCheck> binding = mine.binding(caller);
        Keeping keeping =
                keeping(caller, mine, route == null ? List.of() : List.of(route), binding);
        Refusal outside =
                caller.role().calls()
                        ? outsideScope(ask, caller.scope(), route)
                        : new Refusal(ErrorCode.ROUTE_FORBIDDEN, "an auditor calls no models");
        return outside != null
                ? new Verdict.Refused(outside, List.of(), keeping)
                : new Judging(ask, mine, binding, keeping, luck).judge(route);
    }

    /** How much is kept of a call that ended before it could be decided: the least of all. */
    public Keeping undecided(Caller caller) {
        OrganisationRules mine = organisations.get(caller.organisation());
        return mine == null
                ? Keeping.ALL
                : keeping(caller, mine, mine.routes(caller), mine.binding(caller));
    }

    private static Keeping keeping(
            Caller caller, OrganisationRules mine, List<Route> routes, List<PolicyCheck> binding) {
        CaptureMode mode = CaptureMode.FULL;
        for (Route route : routes) {
            mode = CaptureMode.strictest(mode, route.capture());
        }
        Grant grant = caller.grant();
        if (grant != null) {
            mode = CaptureMode.strictest(mode, grant.capture());
        }
        for (PolicyCheck check : binding) {
            mode = CaptureMode.strictest(mode, check.policy().capture());
            if (!mine.canRedact(check.policy())) {
                // What cannot be redacted as it should is not kept.
                mode = CaptureMode.strictest(mode, CaptureMode.METADATA);
            }
        }
        Redactions redactions = mine.redactions(binding);
        Set<String> fields = mine.credentialFields(caller);
        return mode.equals(CaptureMode.FULL) && redactions.isEmpty() && fields.isEmpty()
                ? Keeping.ALL
                : new Keeping(mode, redactions, fields);
    }

    private static @Nullable Refusal outsideScope(Ask ask, Scope scope, @Nullable Route route) {
        if (scope.isAll()) {
            return null;
        }
        String model = ask.model();
        if (!scope.routes().isEmpty() && (route == null || !scope.allowsRoute(route.name()))) {
            return new Refusal(
                    ErrorCode.ROUTE_FORBIDDEN,
                    "the token may only be used for the routes "
                            + String.join(", ", sorted(scope.routes()))
                            + (model == null ? "" : "; the request names '" + model + "'"));
        }
        if (!scope.models().isEmpty() && (model == null || !scope.allowsModel(model))) {
            return new Refusal(
                    ErrorCode.MODEL_NOT_ALLOWED,
                    "the token may only be used for the models "
                            + String.join(", ", sorted(scope.models()))
                            + (model == null
                                    ? "; the request names none"
                                    : "; the request names '" + model + "'"));
        }
        if (!scope.allowsPath(PlainPath.of(ask.way().path()).text())) {
            return new Refusal(
                    ErrorCode.ROUTE_FORBIDDEN,
                    "the token may only be used for the paths "
                            + String.join(", ", sorted(scope.paths())));
        }
        return null;
    }

    private static List<String> sorted(Set<String> texts) {
        return texts.stream().sorted().toList();
    }

    /** The policies' part of one decision. */
    private final class Judging {

        private final Ask ask;
        private final OrganisationRules mine;
        private final List<PolicyCheck> binding;
        private final Keeping keeping;
        private final Luck luck;

        Judging(
                Ask ask,
                OrganisationRules mine,
                List<PolicyCheck> binding,
                Keeping keeping,
                Luck luck) {
            this.ask = ask;
            this.mine = mine;
            this.binding = binding;
            this.keeping = keeping;
            this.luck = luck;
        }

        Verdict judge(@Nullable Route route) {
            List<Decision> decisions = new ArrayList<>(0);
            for (PolicyCheck check : binding) {
                Verdict no = note(check.policy(), check.ofCall(ask), decisions);
                if (no != null) {
                    return no;
                }
            }
            Places places = new Places(ask, mine, luck);
            List<Attempt> attempts = places.of(route);
            if (attempts.isEmpty()) {
                return new Verdict.Refused(places.refusal(route), decisions, keeping);
            }
            Verdict last = null;
            List<Attempt> allowed = new ArrayList<>(attempts.size());
            for (Attempt attempt : attempts) {
                List<Decision> noted = allowed.isEmpty() ? decisions : new ArrayList<>();
                Verdict no = placeAllowed(attempt, noted);
                if (no == null) {
                    allowed.add(attempt);
                } else {
                    last = no;
                }
            }
            return allowed.isEmpty() && last != null
                    ? last
                    : new Verdict.Go(new Plan(ask.caller(), route, allowed, keeping, decisions));
        }

        private @Nullable Verdict placeAllowed(Attempt attempt, List<Decision> decisions) {
            Place place = new Place(ask, attempt);
            for (PolicyCheck check : binding) {
                Verdict no = note(check.policy(), check.ofPlace(place), decisions);
                if (no != null) {
                    return no;
                }
            }
            return null;
        }

        /** Puts an objection on record; a verdict where it stops the call. */
        private @Nullable Verdict note(
                Policy policy, @Nullable Objection objection, List<Decision> decisions) {
            if (objection == null) {
                return null;
            }
            decisions.add(
                    new Decision(
                            policy.name(), policy.version(), policy.mode(), objection.reason()));
            if (policy.mode() != Policy.Mode.ENFORCE) {
                return null;
            }
            return new Verdict.Refused(
                    new Refusal(
                            objection.code(),
                            objection.reason() + " (policy '" + policy.name() + "')"),
                    decisions,
                    keeping);
        }
    }

    /** Finds the places for one call. */
    private final class Places {

        private final Ask ask;
        private final OrganisationRules mine;
        private final Luck luck;
        private final List<Attempt> ready = new ArrayList<>(2);
        private final List<Attempt> cooling = new ArrayList<>(0);

        Places(Ask ask, OrganisationRules mine, Luck luck) {
            this.ask = ask;
            this.mine = mine;
            this.luck = luck;
        }

        /** Where the call goes, best first; empty where there is no key for any of it. */
        List<Attempt> of(@Nullable Route route) {
            if (route == null) {
                add(ask.way(), null, null);
            } else {
                for (Target target : Shares.order(route.targets(), Target::weight, luck)) {
                    add(target);
                }
                route.fallbacks().forEach(this::add);
            }
            ready.addAll(cooling);
            return ready.size() > MOST_ATTEMPTS ? ready.subList(0, MOST_ATTEMPTS) : ready;
        }

        private void add(Target target) {
            Provider provider = providers.find(target.provider());
            if (provider == null) {
                return;
            }
            Doors.Through way = ask.way();
            String model = target.model();
            String path = model == null ? way.path() : ModelInPath.replace(way.path(), model);
            String asked = ask.model();
            Doors.Through onward =
                    new Doors.Through(
                            way.door(), provider, way.dialect(), target.prefix() + path, false);
            if (TargetRules.fault(onward.upstreamPath()) != null) {
                // A prefix or a model's name that makes it another path.
                return;
            }
            add(onward, model == null || model.equals(asked) ? null : model, target.key());
        }

        private void add(Doors.Through way, @Nullable String model, @Nullable String keyName) {
            Caller caller = ask.caller();
            String provider = way.provider().name();
            if (caller.grant() == null && keyName == null || keyless.contains(provider)) {
                put(new Attempt(way, model, null));
                return;
            }
            if (!isOwnHost(way.provider())) {
                return;
            }
            List<SharedKey> usable = mine.keys(provider, caller, keyName);
            for (SharedKey key : Shares.order(usable, SharedKey::weight, luck)) {
                put(new Attempt(way, model, key));
            }
        }

        /** A stored key goes to its provider's host and nowhere else. */
        private boolean isOwnHost(Provider provider) {
            Provider known = providers.find(provider.name());
            if (known == null) {
                return false;
            }
            Origin base = known.base();
            Origin origin = provider.base();
            return base.host().equals(origin.host())
                    && base.port() == origin.port()
                    && base.tls() == origin.tls();
        }

        private void put(Attempt attempt) {
            SharedKey key = attempt.key();
            boolean cold =
                    luck.isCooling(attempt.way().provider().name(), key == null ? "" : key.id());
            (cold ? cooling : ready).add(attempt);
        }

        Refusal refusal(@Nullable Route route) {
            if (route == null) {
                String provider = ask.way().provider().name();
                return Refusal.lasting(
                        ErrorCode.KEY_UNAVAILABLE,
                        "there is no key for the provider '"
                                + provider
                                + "' that you may use; ask an administrator for one");
            }
            return Refusal.lasting(
                    ErrorCode.KEY_UNAVAILABLE,
                    "the route '"
                            + route.name()
                            + "' leads to a provider for which there is no key that you may use");
        }
    }
}
