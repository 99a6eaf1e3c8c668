package dev.weir.gateway.control;

import dev.weir.core.access.Providers;
import dev.weir.core.control.ControlStore;
import dev.weir.core.control.Document;
import dev.weir.core.control.Documents;
import dev.weir.core.control.Kind;
import dev.weir.core.limit.LimitRule;
import dev.weir.core.people.Organisation;
import dev.weir.core.people.User;
import dev.weir.core.redaction.Redaction;
import dev.weir.core.rules.Audience;
import dev.weir.core.rules.Policy;
import dev.weir.core.rules.Route;
import dev.weir.core.rules.Rules;
import dev.weir.core.rules.Rules.NamedRedaction;
import dev.weir.core.rules.SharedKey;
import dev.weir.core.vault.ProviderKey;
import dev.weir.core.vault.Sharing;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Makes the snapshot that the data plane decides by, and makes it anew within a second of any
 * change, by this process or another. Where the store cannot be read the last snapshot stays in
 * force. A document that makes no sense is left out, and logged once.
 */
public final class Publisher implements AutoCloseable, Supplier<Rules> {

    private static final Logger LOG = System.getLogger("weir.control");
    private static final Duration LOOK = Duration.ofMillis(250);

    /** Ends of sliding tokens move without a change of the revision. */
    private static final Duration LONGEST_UNCHANGED = Duration.ofSeconds(60);

    private static final int MOST_USES = 100_000;

    /** Where the keys of providers come from. */
    @FunctionalInterface
    public interface Keys {

        /** All keys of an organisation. */
        List<ProviderKey> list(String organisation) throws IOException;
    }

    private record Use(String organisation, String id) {}

    private final ControlStore store;
    private final Keys keys;
    private final Providers providers;
    private final Set<String> keyless;
    private final Supplier<Instant> clock;
    private final Function<String, byte[]> salts;
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("weir-rules").daemon().factory());
    private final Map<Use, Instant> uses = new ConcurrentHashMap<>();
    private final Set<String> told = ConcurrentHashMap.newKeySet();
    private final List<Consumer<Rules>> listeners = new ArrayList<>();
    private volatile Rules rules;
    private volatile Instant loadedAt = Instant.EPOCH;
    private volatile Instant checkedAt = Instant.EPOCH;
    private long seen = -1;
    private boolean failing;

    /**
     * Loads the first snapshot.
     *
     * @param keyless names of providers that want no key
     * @param salts what the short hashes in replacements depend on, by organisation
     * @throws IOException where the store cannot be read
     */
    public Publisher(
            ControlStore store,
            Keys keys,
            Providers providers,
            Set<String> keyless,
            Supplier<Instant> clock,
            Function<String, byte[]> salts)
            throws IOException {
        this.store = store;
        this.keys = keys;
        this.providers = providers;
        this.keyless = Set.copyOf(keyless);
        this.clock = clock;
        this.salts = salts;
        this.rules = load();
    }

    /** Begins to look for changes. */
    public void start() {
        timer.scheduleWithFixedDelay(
                this::look, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public Rules get() {
        return rules;
    }

    /**
     * Calls a listener with every new snapshot, on the publisher's thread; with this one at once.
     */
    public synchronized void onChange(Consumer<Rules> listener) {
        listeners.add(listener);
        listener.accept(rules);
    }

    /** For how long the store could not be asked whether the snapshot still holds. */
    public Duration age() {
        return Duration.between(checkedAt, clock.get());
    }

    /** The limits of every organisation, by its id; read from the store. */
    public Map<String, List<LimitRule>> limits() throws IOException {
        Map<String, List<LimitRule>> limits = new HashMap<>();
        Map<String, ZoneId> zones = new HashMap<>();
        for (Document document : store.every(Kind.ORGANISATION)) {
            limits.put(document.organisation(), new ArrayList<>());
        }
        for (Organisation organisation : all(Kind.ORGANISATION, Documents::organisation)) {
            zones.put(organisation.id(), organisation.zone());
        }
        for (LimitRule rule :
                all(
                        Kind.LIMIT,
                        document ->
                                Documents.limit(
                                        document,
                                        zones.getOrDefault(
                                                document.organisation(), ZoneOffset.UTC)))) {
            limits.computeIfAbsent(rule.organisation(), _ -> new ArrayList<>()).add(rule);
        }
        return limits;
    }

    /** Notes that a token was used; never waits. */
    public void used(String organisation, String token, Instant at) {
        if (uses.size() < MOST_USES) {
            uses.put(new Use(organisation, token), at);
        }
    }

    private void look() {
        try {
            flushUses();
            refresh();
            if (failing) {
                failing = false;
                LOG.log(Level.INFO, "people and rules can be read again");
            }
        } catch (IOException | RuntimeException e) {
            if (!failing) {
                failing = true;
                LOG.log(
                        Level.WARNING,
                        "people and rules cannot be read; those known stay in force",
                        e);
            }
        }
    }

    /** Loads a new snapshot where anything has changed: for whoever has just changed something. */
    public synchronized void refresh() throws IOException {
        long now = store.revision();
        boolean old = Duration.between(loadedAt, clock.get()).compareTo(LONGEST_UNCHANGED) > 0;
        if (now == seen && !old) {
            checkedAt = clock.get();
            return;
        }
        reload();
        // Only now: where loading failed, the next look tries again.
        seen = now;
    }

    /** Loads a new snapshot whether anything has changed or not: after a change of keys. */
    public synchronized void reload() throws IOException {
        Rules fresh = load();
        rules = fresh;
        listeners.forEach(listener -> listener.accept(fresh));
    }

    private Rules load() throws IOException {
        Instant now = clock.get();
        List<Organisation> organisations = all(Kind.ORGANISATION, Documents::organisation);
        List<User> users = all(Kind.USER, Documents::user);
        List<Route> routes = all(Kind.ROUTE, Documents::route);
        List<Policy> policies = all(Kind.POLICY, Documents::policy);
        List<NamedRedaction> redactions = all(Kind.REDACTION, this::redaction);
        tellOfMissing(policies, redactions);
        List<SharedKey> shared = new ArrayList<>();
        for (Organisation organisation : organisations) {
            for (ProviderKey key : keys.list(organisation.id())) {
                if (!key.disabled() && key.weight() > 0) {
                    shared.add(shared(key));
                }
            }
        }
        Rules fresh =
                new Rules(
                        new Rules.Content(
                                providers,
                                keyless,
                                organisations,
                                users,
                                store.everyToken(now),
                                routes,
                                policies,
                                shared,
                                redactions));
        loadedAt = now;
        checkedAt = now;
        return fresh;
    }

    private <T> List<T> all(Kind kind, Function<Document, T> reader) throws IOException {
        List<T> values = new ArrayList<>();
        for (Document document : store.every(kind)) {
            try {
                values.add(reader.apply(document));
            } catch (IllegalArgumentException e) {
                if (told.size() < 1000 && told.add(document.id() + "/" + document.version())) {
                    LOG.log(Level.ERROR, "left out of the rules: " + e.getMessage());
                }
            }
        }
        return values;
    }

    private NamedRedaction redaction(Document document) {
        String organisation = document.organisation();
        return new NamedRedaction(
                organisation,
                document.name(),
                Redaction.of(Documents.redaction(document), salts.apply(organisation)));
    }

    /** Says once where a policy names rules that are not there: its calls keep no bodies. */
    private void tellOfMissing(List<Policy> policies, List<NamedRedaction> redactions) {
        for (Policy policy : policies) {
            String name = policy.redaction();
            boolean missing =
                    name != null
                            && redactions.stream()
                                    .noneMatch(
                                            one ->
                                                    one.name().equals(name)
                                                            && one.organisation()
                                                                    .equals(policy.organisation()));
            if (missing && told.size() < 1000 && told.add(policy.id() + "/" + name)) {
                LOG.log(
                        Level.ERROR,
                        "the policy '"
                                + policy.name()
                                + "' names redaction rules '"
                                + name
                                + "' that are not there: no body of its calls is kept");
            }
        }
    }

    private static SharedKey shared(ProviderKey key) {
        Audience audience =
                switch (key.sharing()) {
                    case Sharing.Everyone() -> Audience.EVERYONE;
                    case Sharing.Teams(Set<String> teams) -> Audience.ofTeams(teams);
                    case Sharing.Users(Set<String> users) -> new Audience(false, Set.of(), users);
                    case Sharing.Own(String user) -> Audience.ofUser(user);
                };
        String owner = key.sharing().owner();
        return new SharedKey(
                key.id(),
                key.organisation(),
                key.name(),
                key.provider(),
                audience,
                owner.isEmpty() ? null : owner,
                key.weight(),
                key.field().name());
    }

    private void flushUses() throws IOException {
        if (uses.isEmpty()) {
            return;
        }
        Map<String, Map<String, Instant>> byOrganisation = new HashMap<>();
        for (Map.Entry<Use, Instant> use : uses.entrySet()) {
            byOrganisation
                    .computeIfAbsent(use.getKey().organisation(), _ -> new HashMap<>())
                    .put(use.getKey().id(), use.getValue());
        }
        for (Map.Entry<String, Map<String, Instant>> one : byOrganisation.entrySet()) {
            store.tokensUsed(one.getKey(), one.getValue());
            one.getValue().forEach((id, at) -> uses.remove(new Use(one.getKey(), id), at));
        }
    }

    /** Writes the last uses down and stops. */
    @Override
    public void close() {
        timer.shutdown();
        try {
            if (!timer.awaitTermination(5, TimeUnit.SECONDS)) {
                timer.shutdownNow();
            }
            flushUses();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "the last uses of tokens could not be written", e);
        }
    }
}
