package dev.weir.gateway.main;

import dev.weir.core.access.Provider;
import dev.weir.core.audit.AuditTrail;
import dev.weir.core.control.Document;
import dev.weir.core.control.Kind;
import dev.weir.core.derived.Derived;
import dev.weir.core.dialect.Dialect;
import dev.weir.core.json.JsonObject;
import dev.weir.core.limit.LimitRule;
import dev.weir.core.limit.LimitRules;
import dev.weir.core.limit.Subject;
import dev.weir.core.limit.SubjectNames;
import dev.weir.core.limit.Warning;
import dev.weir.core.people.Organisation;
import dev.weir.core.pricing.PriceTable;
import dev.weir.core.pricing.Pricing;
import dev.weir.core.token.TokenText;
import dev.weir.gateway.alerts.Webhook;
import dev.weir.gateway.audit.FileAnchors;
import dev.weir.gateway.audit.SqlAuditTrail;
import dev.weir.gateway.console.Control;
import dev.weir.gateway.control.Accounts;
import dev.weir.gateway.control.Changes;
import dev.weir.gateway.control.DeviceSignIns;
import dev.weir.gateway.control.Publisher;
import dev.weir.gateway.control.SqlControlStore;
import dev.weir.gateway.limits.LocalLimiter;
import dev.weir.gateway.limits.SqliteLedger;
import dev.weir.gateway.metering.Meters;
import dev.weir.gateway.oidc.OidcOptions;
import dev.weir.gateway.oidc.OidcSignIns;
import dev.weir.gateway.relay.Access;
import dev.weir.gateway.store.Database;
import dev.weir.gateway.vault.HttpLookup;
import dev.weir.gateway.vault.KekFile;
import dev.weir.gateway.vault.KekSource;
import dev.weir.gateway.vault.KeyCheck;
import dev.weir.gateway.vault.Keyring;
import dev.weir.gateway.vault.LocalKek;
import dev.weir.gateway.vault.OwnKek;
import dev.weir.gateway.vault.Rotations;
import dev.weir.gateway.vault.SqlSealedKeys;
import dev.weir.gateway.vault.TinkKek;
import dev.weir.gateway.vault.Vault;

import io.micrometer.core.instrument.MeterRegistry;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * People, keys and rules of a running Weir: opened, wired, and published to the data plane. Closed
 * after the relay, so that every call has been settled.
 */
final class Governance implements AutoCloseable {

    private static final Logger LOG = System.getLogger("weir.main");

    /** How long reading may take of what was recorded before a kill. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    /** Calls under way at the same time that a limit can count. */
    private static final int SLOTS = 16_384;

    private interface Part {
        void close() throws IOException;
    }

    private final Deque<Part> parts = new ArrayDeque<>();
    private final Configuration configuration;
    private final Accounts accounts;
    private final Publisher publisher;
    private final Vault vault;
    private final Supplier<Instant> clock;
    private final Reconciliation reconciliation;
    private final Access access;
    private final Control control;
    private volatile boolean closed;

    /**
     * Opens the stores and publishes what is in them.
     *
     * @param derived what an organisation's exchanges mean, by its id
     * @throws IOException where a store cannot be opened, or the KEK is missing or wrong
     */
    Governance(
            Configuration configuration, MeterRegistry metrics, Function<String, Derived> derived)
            throws IOException {
        this.configuration = configuration;
        boolean opened = false;
        try {
            Path data = configuration.data();
            SecureRandom random = new SecureRandom();
            clock = InstantSource.system()::instant;
            Database database = ControlFile.in(data);
            SqlControlStore store = new SqlControlStore(database);
            if (configuration.access().signIn() == Configuration.SignIn.NONE) {
                localOrganisation(store, clock);
            }
            FileAnchors anchors = FileAnchors.open(data);
            parts.push(anchors::close);
            AuditTrail audit = new SqlAuditTrail(database, anchors);
            vault =
                    Vault.open(
                            new SqlSealedKeys(database),
                            kek(configuration, random),
                            random,
                            metrics);
            byte[] pepper = Pepper.in(data, random);
            publisher =
                    new Publisher(
                            store,
                            vault::list,
                            configuration.providers(),
                            keyless(),
                            clock,
                            organisation -> Pepper.salt(pepper, organisation));
            parts.push(publisher::close);
            accounts = new Accounts(store, audit, publisher, pepper, random, clock);
            LocalLimiter limiter = limiter(data, database, metrics);
            parts.push(limiter::close);
            reconciliation = new Reconciliation(limiter, derived);
            Meters meters =
                    new Meters(
                            limiter,
                            new Pricing(PriceTable.builtIn(), configuration.prices()),
                            clock,
                            warnings(configuration, this::name, clock, metrics),
                            this::name,
                            metrics);
            parts.push(meters::close);
            publisher.onChange(_ -> publish(limiter, meters));
            boolean signIn = configuration.access().signIn() == Configuration.SignIn.REQUIRED;
            access =
                    new Access(
                            signIn,
                            configuration.access().queryTokens(),
                            configuration.access().listRoutes(),
                            publisher,
                            pepper,
                            vault,
                            meters,
                            publisher::used,
                            null,
                            configuration.access().heldBytes());
            control =
                    new Control(
                            signIn,
                            accounts,
                            new DeviceSignIns(store, accounts, pepper, random, clock),
                            oidc(store, audit, pepper, random, clock),
                            configuration.access().publicUrl(),
                            new Changes(store, audit, publisher, random, clock),
                            publisher,
                            vault,
                            new KeyCheck(
                                    new HttpLookup(Duration.ofSeconds(5), Duration.ofSeconds(15))),
                            audit,
                            anchors,
                            configuration.providers(),
                            derived,
                            limiter::uses,
                            clock);
            publisher.start();
            opened = true;
        } finally {
            if (!opened) {
                close();
            }
        }
    }

    private @Nullable OidcSignIns oidc(
            SqlControlStore store,
            AuditTrail audit,
            byte[] pepper,
            SecureRandom random,
            Supplier<Instant> clock) {
        OidcOptions options = configuration.oidc();
        return options == null
                ? null
                : new OidcSignIns(
                        options,
                        configuration.access().publicUrl(),
                        store,
                        audit,
                        accounts,
                        publisher,
                        pepper,
                        random,
                        clock);
    }

    /** Without sign-in everything belongs to one organisation, which is always there. */
    private static void localOrganisation(SqlControlStore store, Supplier<Instant> clock)
            throws IOException {
        String local = Organisation.LOCAL;
        if (store.find(local, Kind.ORGANISATION, local).isPresent()) {
            return;
        }
        try {
            store.put(
                    new Document(
                            local,
                            Kind.ORGANISATION,
                            local,
                            "",
                            local,
                            0,
                            JsonObject.EMPTY,
                            clock.get(),
                            "system"));
        } catch (dev.weir.core.control.ControlStore.Conflict e) {
            throw new IOException("the local organisation cannot be made: " + e.getMessage(), e);
        }
    }

    private static KekSource kek(Configuration configuration, SecureRandom random)
            throws IOException {
        Configuration.Vault vault = configuration.vault();
        Path file = vault.kek();
        String variable = vault.variable();
        String kms = vault.kms();
        Path previous = vault.previous();
        List<dev.weir.gateway.vault.Kek> before =
                previous == null ? List.of() : List.of(KekFile.read(previous, random));
        if (file != null) {
            return KekSource.fixed(new Keyring(KekFile.read(file, random), before));
        }
        if (variable != null) {
            return KekSource.fixed(
                    new Keyring(
                            LocalKek.parse(variable, "the variable of vault.kek_variable", random),
                            before));
        }
        if (kms != null) {
            return KekSource.fixed(new Keyring(TinkKek.of(kms), before));
        }
        return new OwnKek(configuration.data(), random);
    }

    private Set<String> keyless() {
        Set<String> names = new LinkedHashSet<>();
        for (Provider provider : configuration.providers().all()) {
            if (provider.dialect() == Dialect.OLLAMA) {
                names.add(provider.name());
            }
        }
        return names;
    }

    private static LocalLimiter limiter(Path data, Database database, MeterRegistry metrics)
            throws IOException {
        LocalLimiter.Setup usual =
                LocalLimiter.Setup.of(
                        new SqliteLedger(database::connect), data.resolve("limits.open"));
        return LocalLimiter.start(
                new LocalLimiter.Setup(
                        usual.ledger(),
                        usual.openFile(),
                        SLOTS,
                        usual.clock(),
                        usual.ticks(),
                        usual.lifetime(),
                        usual.flushEvery(),
                        usual.checkEvery()),
                metrics);
    }

    private void publish(LocalLimiter limiter, Meters meters) {
        if (closed) {
            return;
        }
        try {
            Map<String, List<LimitRule>> limits = publisher.limits();
            limits.forEach(
                    (organisation, rules) -> {
                        try {
                            limiter.publish(LimitRules.of(organisation, rules));
                        } catch (IllegalArgumentException e) {
                            LOG.log(
                                    Level.ERROR,
                                    "the limits of "
                                            + organisation
                                            + " stay as they were: "
                                            + e.getMessage());
                        }
                    });
            meters.publish(limits);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "limits cannot be read; those known stay in force", e);
        }
    }

    /** Users go by what they sign in with; all else by its id. */
    private @Nullable String name(Subject subject) {
        return subject.kind() == Subject.Kind.USER ? publisher.get().userName(subject.id()) : null;
    }

    private Consumer<Warning> warnings(
            Configuration configuration,
            SubjectNames names,
            Supplier<Instant> clock,
            MeterRegistry metrics) {
        Consumer<Warning> log =
                warning -> LOG.log(Level.WARNING, warning.message(names.of(warning.whose())));
        Webhook.Target target = configuration.alerts();
        if (target == null) {
            return log;
        }
        Webhook webhook = new Webhook(target, names, clock, Duration.ofSeconds(1), metrics);
        parts.push(webhook::close);
        return log.andThen(webhook);
    }

    /** Does what a process before this one has left undone, on a thread of its own. */
    void resume() {
        Thread.ofVirtual()
                .name("weir-resume")
                .start(
                        () -> {
                            rotate();
                            reconciliation.run(PATIENCE);
                        });
    }

    private void rotate() {
        Rotations rotations = vault.rotations();
        try {
            if (rotations.pending().isPresent()) {
                Rotations.Result result = rotations.run(clock.get(), _ -> !closed);
                LOG.log(
                        Level.INFO,
                        "the rotation of provider keys that was cut short {0}: {1} keys",
                        result.ended() ? "has ended" : "goes on at the next start",
                        result.rotation().done());
            }
        } catch (IOException e) {
            LOG.log(Level.WARNING, "the rotation of provider keys cannot go on: " + e.getMessage());
        }
    }

    /** A token for the first owner, where there is none yet: to be printed once. */
    Optional<TokenText> firstOwner() throws IOException {
        return configuration.access().signIn() == Configuration.SignIn.REQUIRED
                ? accounts.firstOwner()
                : Optional.empty();
    }

    /** Calls a listener with the ids of all organisations, now and after every change. */
    void onOrganisations(Consumer<Set<String>> listener) {
        publisher.onChange(rules -> listener.accept(rules.organisations()));
    }

    Access access() {
        return access;
    }

    Control control() {
        return control;
    }

    @Override
    public void close() throws IOException {
        closed = true;
        IOException first = null;
        for (Part part = parts.poll(); part != null; part = parts.poll()) {
            try {
                part.close();
            } catch (IOException e) {
                first = first == null ? e : first;
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
