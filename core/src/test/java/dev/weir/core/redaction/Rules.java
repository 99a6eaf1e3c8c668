package dev.weir.core.redaction;

import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Rule sets for tests. */
final class Rules {

    private static final byte[] SALT = {1, 2, 3};

    private Rules() {}

    static Redaction everything() {
        return of(EnumSet.allOf(Kind.class), List.of());
    }

    static Redaction of(Set<Kind> kinds, List<CustomPattern> patterns) {
        return of(kinds, patterns, RedactionRules.Mode.ENFORCE, RedactionRules.Mark.KIND);
    }

    static Redaction of(
            Set<Kind> kinds,
            List<CustomPattern> patterns,
            RedactionRules.Mode mode,
            RedactionRules.Mark mark) {
        return Redaction.of(
                new RedactionRules(kinds, patterns, RedactionRules.Apply.RECORD, mode, mark), SALT);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String redacted(Redaction redaction, String text) {
        return new String(redaction.redact(bytes(text)).bytes(), StandardCharsets.UTF_8);
    }
}
