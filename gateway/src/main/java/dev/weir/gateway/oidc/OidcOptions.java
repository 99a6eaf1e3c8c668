package dev.weir.gateway.oidc;

import dev.weir.core.people.Role;
import dev.weir.core.vault.Secret;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An identity provider, and what its word counts for.
 *
 * @param issuer its name, exactly as it gives it
 * @param name what people call it
 * @param clientId what Weir is called there
 * @param secret what it knows Weir by, null for a public client
 * @param scopes what is asked for, {@code openid} among it
 * @param domains mail domains whose people may sign in, lower case; empty for all
 * @param groupsClaim the claim that lists groups, null where teams are not taken from it
 * @param rolesClaim the claim that roles are read from, null where they are not
 * @param roles what a value of that claim makes somebody; the first that fits counts
 */
public record OidcOptions(
        URI issuer,
        String name,
        String clientId,
        @Nullable Secret secret,
        List<String> scopes,
        Set<String> domains,
        @Nullable String groupsClaim,
        @Nullable String rolesClaim,
        List<Map.Entry<String, Role>> roles) {

    public OidcOptions {
        scopes = List.copyOf(scopes);
        domains = Set.copyOf(domains);
        roles = List.copyOf(roles);
        if (!scopes.contains("openid")) {
            throw new IllegalArgumentException("oidc.scopes: expected openid among them");
        }
        if (!roles.isEmpty() && rolesClaim == null) {
            throw new IllegalArgumentException(
                    "oidc.roles needs oidc.roles_claim or oidc.groups_claim");
        }
    }
}
