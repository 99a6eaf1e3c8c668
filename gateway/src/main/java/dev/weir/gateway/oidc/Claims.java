package dev.weir.gateway.oidc;

import java.util.List;
import java.util.Set;

/**
 * What an identity provider says of somebody, checked.
 *
 * @param issuer who says it
 * @param subject its name for the person, which never changes
 * @param email the person's address, lower case; empty where it is not known or not verified
 * @param name the person's name, empty where it is not known
 * @param groups the groups that the person is in
 * @param roles what the claim for roles holds
 */
record Claims(
        String issuer,
        String subject,
        String email,
        String name,
        Set<String> groups,
        List<String> roles) {

    Claims {
        groups = Set.copyOf(groups);
        roles = List.copyOf(roles);
    }
}
