package dev.weir.bench.gateway;

import dev.weir.core.access.Doors;
import dev.weir.core.access.Provider;
import dev.weir.core.access.Providers;
import dev.weir.core.capture.CaptureMode;
import dev.weir.core.dialect.Dialect;
import dev.weir.core.people.Organisation;
import dev.weir.core.people.Role;
import dev.weir.core.people.User;
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

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;

/**
 * A made-up organisation of any size: so many users, each with a token, a provider key of his own
 * and a route of his own; a team for 25 of them with a key and a route; and for everybody a key, 20
 * patterns and ten policies.
 */
final class People {

    static final String ORGANISATION = "acme";
    static final String ROUTE = "work";
    static final int POLICIES = 10;
    static final int PATTERNS = 20;
    private static final int TEAM = 25;
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    final Rules rules;
    final List<TokenText> tokens = new ArrayList<>();
    final TokenHash.Hasher hasher = new TokenHash.Hasher(new byte[32]);
    final Doors.Through way;

    People(int size) {
        Random random = new Random(size);
        Provider provider =
                Objects.requireNonNull(
                        new Providers(Providers.wellKnown().values()).find("anthropic"));
        way = new Doors.Through("provider", provider, Dialect.ANTHROPIC, "/v1/messages", false);
        List<User> users = new ArrayList<>();
        List<Route> routes = new ArrayList<>();
        List<SharedKey> keys = new ArrayList<>();
        Map<TokenHash, Grant> grants = new HashMap<>();
        for (int i = 0; i < size; i++) {
            String user = "usr_" + i;
            String team = "team_" + i / TEAM;
            users.add(
                    new User(
                            user,
                            ORGANISATION,
                            i + "@acme.example",
                            "User " + i,
                            Role.MEMBER,
                            Set.of(team),
                            false));
            TokenText token = TokenText.make(TokenKind.PERSONAL, random);
            tokens.add(token);
            grants.put(hasher.of(token), grant("tok_" + i, user));
            keys.add(key("own" + i, Audience.ofUser(user), user));
            routes.add(route("own" + i, ROUTE, Audience.ofUser(user), user));
            if (i % TEAM == 0) {
                keys.add(key("team" + i, Audience.ofTeams(Set.of(team)), null));
                routes.add(route("team" + i, "team", Audience.ofTeams(Set.of(team)), null));
            }
        }
        keys.add(key("all", Audience.EVERYONE, null));
        for (int i = 0; i < PATTERNS; i++) {
            routes.add(route("like" + i, "model-" + i + "-*", Audience.EVERYONE, null));
        }
        List<Policy> policies = new ArrayList<>();
        for (int i = 0; i < POLICIES; i++) {
            policies.add(policy(i));
        }
        rules =
                new Rules(
                        new Rules.Content(
                                new Providers(Providers.wellKnown().values()),
                                Set.of(),
                                List.of(
                                        new Organisation(
                                                ORGANISATION, "Acme", ZoneOffset.UTC, true, true)),
                                users,
                                grants,
                                routes,
                                policies,
                                keys,
                                List.of()));
    }

    private static Grant grant(String id, String user) {
        return new Grant(
                id,
                ORGANISATION,
                TokenKind.PERSONAL,
                user,
                null,
                "laptop",
                "abcd",
                Scope.ALL,
                CaptureMode.FULL,
                NOW,
                null,
                null,
                null);
    }

    private static SharedKey key(String name, Audience audience, @Nullable String owner) {
        return new SharedKey("key_" + name, ORGANISATION, name, "anthropic", audience, owner, 1);
    }

    private static Route route(String id, String name, Audience audience, @Nullable String owner) {
        return new Route(
                "rte_" + id,
                ORGANISATION,
                name,
                audience,
                owner,
                Set.of(),
                false,
                List.of(new Target("anthropic", "claude-haiku-4-5", null, "", 1)),
                List.of(),
                CaptureMode.FULL,
                null,
                null);
    }

    private static Policy policy(int number) {
        return new Policy(
                "pol_" + number,
                ORGANISATION,
                "policy " + number,
                1,
                Policy.Mode.ENFORCE,
                Audience.EVERYONE,
                Map.of(),
                Map.of(
                        Subject.MODELS,
                        Set.of("*preview-" + number + "*"),
                        Subject.PATHS,
                        Set.of("/v1/files/" + number)),
                32_000_000,
                true,
                CaptureMode.FULL,
                null);
    }
}
