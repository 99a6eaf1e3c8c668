package dev.weir.gateway.intake;

import org.jspecify.annotations.Nullable;

import java.util.Locale;

/** What can be imported: a closed list. */
public enum Format {
    /** Weir's JSON lines. */
    JSONL,
    /** HAR 1.2, Weir's own or of somebody else. */
    HAR,
    /** A session file of Claude Code. */
    CLAUDE_CODE;

    /** The word of the command line and the API. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Reads a word; null where it is none. */
    public static @Nullable Format parse(String word) {
        for (Format format : values()) {
            if (format.word().equals(word)) {
                return format;
            }
        }
        return null;
    }
}
