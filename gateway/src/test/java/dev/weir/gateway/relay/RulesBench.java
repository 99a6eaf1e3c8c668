package dev.weir.gateway.relay;

import dev.weir.core.access.Origin;
import dev.weir.core.access.Provider;
import dev.weir.core.access.Providers;
import dev.weir.core.capture.CaptureMode;
import dev.weir.core.dialect.Dialect;
import dev.weir.core.json.JsonReader;
import dev.weir.core.metering.Metering;
import dev.weir.core.people.Organisation;
import dev.weir.core.people.Role;
import dev.weir.core.people.User;
import dev.weir.core.redaction.Redaction;
import dev.weir.core.redaction.RedactionError;
import dev.weir.core.redaction.RedactionRules;
import dev.weir.core.rules.Audience;
import dev.weir.core.rules.Policy;
import dev.weir.core.rules.Policy.Subject;
import dev.weir.core.rules.Route;
import dev.weir.core.rules.Rules;
import dev.weir.core.rules.SharedKey;
import dev.weir.core.rules.Target;
import dev.weir.core.token.Grant;
import dev.weir.core.token.Scope;
import dev.weir.core.token.TokenHash;
import dev.weir.core.token.TokenKind;
import dev.weir.core.token.TokenText;
import dev.weir.core.vault.Credential;
import dev.weir.core.vault.Destination;
import dev.weir.core.vault.Injection;
import dev.weir.core.vault.KeyField;
import dev.weir.core.vault.Secret;
import dev.weir.testkit.wire.Answer;
import dev.weir.testkit.wire.RawClient;
import dev.weir.testkit.wire.ScriptedProvider;
import dev.weir.testkit.wire.Scripts;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;

/** A relay with one user, one provider key, and the rules that a test lays down. */
final class RulesBench implements AutoCloseable {

    static final String PROVIDER_KEY = "sk-ant-canary-0123456789";

    static final String TOKEN = TokenText.make(TokenKind.PERSONAL, new Random(4)).reveal();

    private static final byte[] PEPPER = new byte[32];

    final ScriptedProvider provider = ScriptedProvider.start();

    /** Providers that the rules know and have a key for. */
    final List<String> providers = new ArrayList<>(List.of("anthropic"));

    final List<Route> routes = new ArrayList<>();
    final List<Policy> policies = new ArrayList<>();
    final List<Rules.NamedRedaction> redactions = new ArrayList<>();
    KeyField field = KeyField.X_API_KEY;
    CaptureMode tokenMode = CaptureMode.FULL;
    long heldBytes = 4 << 20;
    Metering metering = Metering.NONE;
    RelayOptions.Timeouts timeouts = RelayOptions.Timeouts.defaults();

    /** How many keys of the provider there are. */
    int keys = 1;

    private @Nullable RelayRig rig;

    RulesBench() throws IOException {
        provider.always(Scripts.json(200, "{\"ok\":1}"));
    }

    /** Redaction rules, and a policy for everyone that names them. */
    void redact(String name, Policy.Mode mode, String rules) throws RedactionError {
        redactions.add(
                new Rules.NamedRedaction(
                        "acme",
                        name,
                        Redaction.of(
                                RedactionRules.parse(
                                        Objects.requireNonNull(JsonReader.read(rules).value())),
                                new byte[] {7})));
        policies.add(policy(name, mode, CaptureMode.FULL, name));
    }

    static Policy policy(
            String name, Policy.Mode mode, CaptureMode capture, @Nullable String redaction) {
        return policy(name, 3, mode, Map.of(), 0, capture, redaction);
    }

    /** A policy that denies what is named, of one subject. */
    static Policy deny(String name, Policy.Mode mode, Subject subject, String... denied) {
        return deny(name, mode, Map.of(subject, Set.of(denied)), 0);
    }

    /**
     * A policy that denies what is named, and larger bodies.
     *
     * @param requestBytes 0 for any
     */
    static Policy deny(
            String name, Policy.Mode mode, Map<Subject, Set<String>> denied, long requestBytes) {
        return policy(name, 1, mode, denied, requestBytes, CaptureMode.FULL, null);
    }

    private static Policy policy(
            String name,
            int version,
            Policy.Mode mode,
            Map<Subject, Set<String>> denied,
            long requestBytes,
            CaptureMode capture,
            @Nullable String redaction) {
        return new Policy(
                "p-" + name,
                "acme",
                name,
                version,
                mode,
                Audience.EVERYONE,
                Map.of(),
                denied,
                requestBytes,
                true,
                capture,
                redaction);
    }

    void route(String name, String model) {
        routes.add(routeTo(name, model));
    }

    /** A route that sends another model's name. */
    static Route routeTo(String name, String model) {
        return new Route(
                "r-" + name,
                "acme",
                name,
                Audience.EVERYONE,
                null,
                Set.of(),
                false,
                List.of(new Target("anthropic", model, null, "", 1)),
                List.of(),
                CaptureMode.FULL,
                null,
                null);
    }

    RelayRig rig() throws IOException {
        RelayRig made = rig;
        if (made == null) {
            made = new RelayRig(provider, timeouts, access(), "http://127.0.0.1:9");
            rig = made;
        }
        return made;
    }

    Answer post(String fields, String body) throws IOException {
        return post("/v1/messages", fields, body);
    }

    Answer post(String target, String fields, String body) throws IOException {
        try (RawClient client = rig().client()) {
            client.post(target, auth() + fields, body);
            return client.answer();
        }
    }

    static String auth() {
        return "x-api-key: " + TOKEN + "\r\n";
    }

    private Access access() {
        Rules rules =
                rules(
                        new Providers(providers.stream().map(this::provider).toList()),
                        Map.of(TOKEN, grant(tokenMode, null)),
                        routes,
                        policies,
                        sharedKeys(),
                        redactions);
        return access(
                rules,
                id -> injection(id, provider.url(), field, PROVIDER_KEY),
                metering,
                heldBytes);
    }

    /** Rules of an organisation with one user, who has these tokens. */
    static Rules rules(
            Providers providers,
            Map<String, Grant> tokens,
            List<Route> routes,
            List<Policy> policies,
            List<SharedKey> keys,
            List<Rules.NamedRedaction> redactions) {
        TokenHash.Hasher hasher = new TokenHash.Hasher(PEPPER);
        Map<TokenHash, Grant> grants = new HashMap<>();
        tokens.forEach(
                (text, grant) ->
                        grants.put(
                                hasher.of(Objects.requireNonNull(TokenText.parse(text))), grant));
        return new Rules(
                new Rules.Content(
                        providers,
                        Set.of(),
                        List.of(new Organisation("acme", "Acme", ZoneOffset.UTC, true, true)),
                        List.of(
                                new User(
                                        "ada",
                                        "acme",
                                        "ada@acme.example",
                                        "Ada",
                                        Role.MEMBER,
                                        Set.of(),
                                        false)),
                        grants,
                        routes,
                        policies,
                        keys,
                        redactions));
    }

    /** What a relay goes by that has these rules, and for each key what is sent. */
    static Access access(
            Rules rules, Function<String, Injection> keys, Metering metering, long heldBytes) {
        return new Access(
                true,
                false,
                true,
                () -> rules,
                PEPPER,
                (_, id) -> new Credential.Ready(keys.apply(id)),
                metering,
                (_, _, _) -> {},
                null,
                heldBytes);
    }

    static Injection injection(String id, String url, KeyField field, String secret) {
        return new Injection(
                "acme",
                id,
                Destination.of(Origin.parse(url)),
                field,
                Secret.copyOf(secret.getBytes(StandardCharsets.US_ASCII)));
    }

    private Provider provider(String name) {
        Dialect dialect = Objects.requireNonNull(Dialect.parse(name));
        return new Provider(name, Origin.parse(provider.url()), dialect, CaptureMode.FULL, false);
    }

    /** One for each provider, and as many for the first as are wanted. */
    private List<SharedKey> sharedKeys() {
        List<SharedKey> all = new ArrayList<>();
        for (int i = 1; i <= keys; i++) {
            all.add(key("k" + i, "anthropic"));
        }
        for (String name : providers) {
            if (!name.equals("anthropic")) {
                all.add(key("k-" + name, name));
            }
        }
        return all;
    }

    private SharedKey key(String id, String provider) {
        return new SharedKey(id, "acme", id, provider, Audience.EVERYONE, null, 1, field.name());
    }

    static Grant grant(CaptureMode mode, @Nullable Instant expires) {
        return new Grant(
                "t1",
                "acme",
                TokenKind.PERSONAL,
                "ada",
                null,
                "laptop",
                "abcd",
                Scope.ALL,
                mode,
                Instant.EPOCH,
                expires,
                null,
                null);
    }

    @Override
    public void close() {
        RelayRig made = rig;
        if (made != null) {
            made.close();
        } else {
            provider.close();
        }
    }
}
