package dev.weir.gateway.console;

import dev.weir.core.people.Role;

/** Who may call a route of the console: a closed list. */
enum Right {
    /** Anybody, signed in or not: health, signing in. */
    PUBLIC,
    /** Whoever shows a token of any kind, one for model calls too: who it is, and own spans. */
    ANY_TOKEN,
    /** Anybody who is signed in; what is seen is the caller's own where the role sees no more. */
    SIGNED_IN,
    /** Who sees everything of the organisation: owners, admins, auditors. */
    SEES_ALL,
    /** Who changes people, keys and rules: owners and admins. */
    MANAGES;

    boolean has(Role role) {
        return switch (this) {
            case PUBLIC, ANY_TOKEN, SIGNED_IN -> true;
            case SEES_ALL -> role.seesAll();
            case MANAGES -> role.manages();
        };
    }
}
