package dev.weir.gateway.console;

import dev.weir.core.access.Doors;
import dev.weir.core.access.Providers;
import dev.weir.core.archive.InMemoryArchive;
import dev.weir.core.audit.AuditAnchor;
import dev.weir.core.audit.AuditAnchors;
import dev.weir.core.audit.InMemoryAuditTrail;
import dev.weir.core.capture.CaptureMode;
import dev.weir.core.control.Document;
import dev.weir.core.control.Kind;
import dev.weir.core.json.JsonObject;
import dev.weir.core.json.JsonString;
import dev.weir.core.live.LiveCall;
import dev.weir.core.people.Role;
import dev.weir.core.token.Grant;
import dev.weir.core.token.Scope;
import dev.weir.core.token.TokenHash;
import dev.weir.core.token.TokenKind;
import dev.weir.core.token.TokenText;
import dev.weir.core.vault.InMemorySealedKeys;
import dev.weir.gateway.console.ReadinessProbe.Readiness;
import dev.weir.gateway.control.Accounts;
import dev.weir.gateway.control.Changes;
import dev.weir.gateway.control.DeviceSignIns;
import dev.weir.gateway.control.Publisher;
import dev.weir.gateway.intake.Importer;
import dev.weir.gateway.intake.otlp.SpanIntake;
import dev.weir.gateway.limits.Use;
import dev.weir.gateway.vault.KeyCheck;
import dev.weir.gateway.vault.Lookup;
import dev.weir.gateway.vault.OwnKek;
import dev.weir.gateway.vault.Vault;
import dev.weir.testkit.control.InMemoryControlStore;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** A console that wants callers to sign in, with two organisations and somebody of each role. */
final class ControlFixture implements AutoCloseable {

    private static final Supplier<Instant> CLOCK = () -> Samples.START;

    final FakeArchive archive = new FakeArchive();
    final FakeDerived derived = new FakeDerived();
    final Samples samples = new Samples();
    final InMemoryControlStore store = new InMemoryControlStore();
    final InMemoryAuditTrail audit = new InMemoryAuditTrail();
    final Publisher publisher;
    final Accounts accounts;
    final DeviceSignIns devices;
    final Control control;
    final ConsoleServer server;
    final int port;

    /** Calls that are under way. */
    final List<LiveCall> running = new CopyOnWriteArrayList<>();

    /** Organisations whose derived rows were asked for. */
    final List<String> derivedOf = new CopyOnWriteArrayList<>();

    /** How much of limits is used, by organisation. */
    final Map<String, List<Use>> uses = new ConcurrentHashMap<>();

    private final Map<String, String> tokens = new HashMap<>();
    private final TokenHash.Hasher hasher = new TokenHash.Hasher(new byte[32]);
    private final SecureRandom random = new SecureRandom();

    ControlFixture(Path directory) throws Exception {
        this(directory, HttpLimits.USUAL);
    }

    ControlFixture(Path directory, HttpLimits limits) throws Exception {
        Providers providers = new Providers(Providers.wellKnown().values());
        Vault vault =
                Vault.open(
                        new InMemorySealedKeys(),
                        new OwnKek(directory, random),
                        random,
                        new SimpleMeterRegistry());
        for (String organisation : List.of("acme", "other")) {
            put(organisation, Kind.ORGANISATION, organisation, organisation, JsonObject.EMPTY);
            for (Role role : Role.values()) {
                String id = "usr_" + organisation + "_" + role.word();
                put(
                        organisation,
                        Kind.USER,
                        id,
                        role.word() + "@" + organisation + ".example",
                        JsonObject.of("role", JsonString.of(role.word())));
                for (Shown shown : Shown.values()) {
                    TokenText token = TokenText.make(shown.kind, random);
                    tokens.put(who(organisation, role, shown), token.reveal());
                    store.addToken(grant(organisation, id, shown), hasher.of(token));
                }
            }
        }
        publisher = new Publisher(store, vault::list, providers, Set.of(), CLOCK, _ -> new byte[8]);
        accounts = new Accounts(store, audit, publisher, new byte[32], random, CLOCK);
        devices = new DeviceSignIns(store, accounts, new byte[32], random, CLOCK);
        control =
                new Control(
                        true,
                        accounts,
                        devices,
                        null,
                        "",
                        new Changes(store, audit, publisher, random, CLOCK),
                        publisher,
                        vault,
                        new KeyCheck((_, _) -> new Lookup.Answer(200, "{}")),
                        audit,
                        new NoAnchors(),
                        providers,
                        organisation -> {
                            derivedOf.add(organisation);
                            return derived;
                        },
                        organisation -> uses.getOrDefault(organisation, List.of()),
                        CLOCK);
        server =
                new ConsoleServer(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        new ConsoleServer.Parts(
                                archive,
                                derived,
                                _ -> List.copyOf(running),
                                new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
                                () -> Readiness.READY,
                                new ConsoleInfo(
                                        "0",
                                        ConsoleFixture.PROXY,
                                        "/d",
                                        List.copyOf(providers.all()),
                                        CaptureMode.FULL,
                                        "process",
                                        "pass"),
                                new Doors(providers, Set.of()),
                                new Importer(new InMemoryArchive(), providers),
                                new SpanIntake(
                                        new InMemoryArchive(),
                                        providers,
                                        CaptureMode.FULL,
                                        new SimpleMeterRegistry(),
                                        Duration.ofSeconds(5)),
                                (in, _) -> in,
                                Set.of(),
                                () -> Samples.START.toEpochMilli(),
                                new SplittableRandom(1),
                                control),
                        limits);
        port = server.address().getPort();
    }

    private void put(String organisation, Kind kind, String id, String name, JsonObject body)
            throws Exception {
        store.put(new Document(organisation, kind, id, "", name, 0, body, Samples.START, "system"));
    }

    /** Tokens that everybody has one of. */
    @SuppressWarnings("ImmutableEnumChecker") // a scope is a record of sets that cannot be changed
    enum Shown {
        /** Acts with all of its user's role. */
        PERSONAL(TokenKind.PERSONAL, Scope.ALL, ""),
        /** Likewise. */
        SESSION(TokenKind.SESSION, Scope.ALL, "/session"),
        /** For calls of one model. */
        NARROW(
                TokenKind.PERSONAL,
                new Scope(Set.of(), Set.of("claude-haiku-*"), Set.of()),
                "/narrow"),
        /** For a program's calls. */
        VIRTUAL_KEY(TokenKind.VIRTUAL_KEY, Scope.ALL, "/virtual-key");

        private final TokenKind kind;
        private final Scope scope;
        private final String end;

        Shown(TokenKind kind, Scope scope, String end) {
            this.kind = kind;
            this.scope = scope;
            this.end = end;
        }
    }

    /** Somebody of a role, with one of the tokens; as {@link #ask} takes it. */
    static String who(String organisation, Role role, Shown shown) {
        return organisation + "/" + role.word() + shown.end;
    }

    private static Grant grant(String organisation, String user, Shown shown) {
        return new Grant(
                "tok_" + user + shown.end.replace('/', '_'),
                organisation,
                shown.kind,
                user,
                null,
                "test",
                "abcd",
                shown.scope,
                CaptureMode.FULL,
                Samples.START,
                null,
                null,
                null);
    }

    /** The text of somebody's token. */
    String token(String who) {
        return tokens.getOrDefault(who, "");
    }

    /** Asks as somebody; {@code nobody} carries no token. */
    Wire.Answer ask(String who, String method, String target, String body) throws IOException {
        String token = tokens.get(who);
        String[] lines =
                token == null
                        ? new String[] {"Content-Type: application/json"}
                        : new String[] {
                            "Content-Type: application/json", "Authorization: Bearer " + token
                        };
        return Wire.send(port, method, target, body, lines);
    }

    private static final class NoAnchors implements AuditAnchors {
        private final Map<String, AuditAnchor> kept = new HashMap<>();

        @Override
        public synchronized AuditAnchor kept(String organisation) {
            return kept.getOrDefault(organisation, AuditAnchor.NONE);
        }

        @Override
        public synchronized void keep(String organisation, AuditAnchor anchor) {
            kept.put(organisation, anchor);
        }
    }

    @Override
    public void close() {
        server.close();
        publisher.close();
    }
}
