package dev.weir.core.reading;

import java.util.Locale;

/** Who speaks in a message: a closed list. */
public enum Role {
    SYSTEM,
    DEVELOPER,
    USER,
    ASSISTANT,
    /** What tools gave back, where the dialect has a role for it. */
    TOOL,
    /** A word that is none of these; the message keeps it. */
    OTHER;

    /** The word on record and in the API. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The role that a dialect's word means. */
    public static Role of(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "system" -> SYSTEM;
            case "developer" -> DEVELOPER;
            case "user" -> USER;
            case "assistant", "model", "chatbot", "ai" -> ASSISTANT;
            case "tool", "function" -> TOOL;
            default -> OTHER;
        };
    }
}
