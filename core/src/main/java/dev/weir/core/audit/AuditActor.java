package dev.weir.core.audit;

import org.jspecify.annotations.Nullable;

import java.util.Locale;

/**
 * Who did it.
 *
 * @param kind what kind of actor
 * @param id the identifier; empty for the system
 * @param name what people call it at that time
 */
public record AuditActor(Kind kind, String id, String name) {

    /** Weir itself. */
    public static final AuditActor SYSTEM = new AuditActor(Kind.SYSTEM, "", "weir");

    /** What kind of actor: a closed list. */
    public enum Kind {
        USER,
        TOKEN,
        SYSTEM;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Reads a word; null where it is none. */
        public static @Nullable Kind parse(String word) {
            for (Kind kind : values()) {
                if (kind.word().equals(word)) {
                    return kind;
                }
            }
            return null;
        }
    }

    public AuditActor {
        id = AuditText.of(id);
        name = AuditText.of(name);
    }
}
