package dev.weir.core.audit;

import org.jspecify.annotations.Nullable;

import java.util.Locale;

/**
 * What can be done that is on the audit log: a closed list. A word is the kind of thing, a dot, and
 * what was done to it. The list grows at its end; words stay, they are hashed.
 */
public enum AuditAction {
    ORGANISATION_CREATE,
    ORGANISATION_UPDATE,
    ORGANISATION_DELETE,
    TEAM_CREATE,
    TEAM_UPDATE,
    TEAM_DELETE,
    TEAM_JOIN,
    TEAM_LEAVE,
    USER_CREATE,
    USER_UPDATE,
    USER_ROLE,
    USER_PASSWORD,
    USER_DISABLE,
    USER_ENABLE,
    USER_DELETE,
    SESSION_SIGN_IN,
    SESSION_SIGN_OUT,
    SESSION_REFUSED,
    SESSION_REVOKE,
    TOKEN_CREATE,
    TOKEN_UPDATE,
    TOKEN_REVOKE,
    KEY_CREATE,
    KEY_UPDATE,
    KEY_REPLACE,
    KEY_CHECK,
    KEY_DISABLE,
    KEY_ENABLE,
    KEY_DELETE,
    KEY_ROTATE_BEGIN,
    KEY_ROTATE_END,
    ROUTE_CREATE,
    ROUTE_UPDATE,
    ROUTE_DELETE,
    POLICY_CREATE,
    POLICY_UPDATE,
    POLICY_DELETE,
    LIMIT_CREATE,
    LIMIT_UPDATE,
    LIMIT_DELETE,
    LIMIT_RESET,
    REDACTION_CREATE,
    REDACTION_UPDATE,
    REDACTION_DELETE,
    RETENTION_UPDATE,
    SETTING_UPDATE,
    CONFIGURATION_APPLY,
    ARCHIVE_READ,
    ARCHIVE_EXPORT,
    ARCHIVE_IMPORT,
    ARCHIVE_DELETE,
    AUDIT_VERIFY;

    private final String word;

    AuditAction() {
        String lower = name().toLowerCase(Locale.ROOT);
        int cut = lower.indexOf('_');
        this.word = lower.substring(0, cut) + "." + lower.substring(cut + 1);
    }

    /** The word on record and in the API, e.g. {@code key.create}. */
    public String word() {
        return word;
    }

    /** Reads a word; null where it is none. */
    public static @Nullable AuditAction parse(String word) {
        for (AuditAction action : values()) {
            if (action.word.equals(word)) {
                return action;
            }
        }
        return null;
    }
}
