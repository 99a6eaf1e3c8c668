package dev.weir.core.people;

import org.jspecify.annotations.Nullable;

import java.util.Locale;

/** What a user may do: a closed list. Each role is told what it may see and what it may change. */
public enum Role {
    /** Everything, and who is owner. */
    OWNER,
    /** Everything but making and unmaking owners. */
    ADMIN,
    /** Calls models, sees the own exchanges, keeps the own tokens, keys and routes. */
    MEMBER,
    /** Sees everything, the audit log included, and changes nothing. */
    AUDITOR;

    /** True where exchanges of other users are seen. */
    public boolean seesAll() {
        return this != MEMBER;
    }

    /** True where people, keys and rules of the organisation are changed. */
    public boolean manages() {
        return this == OWNER || this == ADMIN;
    }

    /** True where models are called. */
    public boolean calls() {
        return this != AUDITOR;
    }

    /** True where a user of this role may give, change or take away the other role. */
    public boolean mayGrant(Role other) {
        return this == OWNER || this == ADMIN && other != OWNER;
    }

    /** The word in the API and on record. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Reads a word; null where it is none. */
    public static @Nullable Role parse(String word) {
        for (Role role : values()) {
            if (role.word().equals(word)) {
                return role;
            }
        }
        return null;
    }
}
