package dev.weir.core.rules;

import dev.weir.core.capture.CaptureMode;

import org.jspecify.annotations.Nullable;

import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What an organisation allows and what not.
 *
 * @param id its name for programs
 * @param organisation whose it is
 * @param name its name for people, named in errors and on record
 * @param version counts its changes, from 1
 * @param mode what happens to what it does not allow
 * @param audience whom it binds
 * @param allowed what alone is allowed, by subject; a subject that is not here is not restricted
 * @param denied what is not allowed, by subject; it counts over what is allowed
 * @param requestBytes the largest request body, 0 for no limit of its own
 * @param providerStorage false where a call must say that the provider shall not keep it
 * @param capture how much is kept at most
 * @param redaction the name of the redaction rules that apply, null for none
 */
public record Policy(
        String id,
        String organisation,
        String name,
        int version,
        Mode mode,
        Audience audience,
        Map<Subject, Set<String>> allowed,
        Map<Subject, Set<String>> denied,
        long requestBytes,
        boolean providerStorage,
        CaptureMode capture,
        @Nullable String redaction) {

    public Policy {
        allowed = Map.copyOf(allowed);
        denied = Map.copyOf(denied);
    }

    /** What happens to what is not allowed: a closed list. */
    public enum Mode {
        /** It is refused. */
        ENFORCE,
        /** It passes, the client is told in a header, and it is on record. */
        WARN,
        /** It passes and is on record. */
        DRY_RUN;

        /** The word in the API and on record. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Reads a word; null where it is none. */
        public static @Nullable Mode parse(String word) {
            for (Mode mode : values()) {
                if (mode.word().equals(word)) {
                    return mode;
                }
            }
            return null;
        }
    }

    /** What a policy can speak about: a closed list. */
    public enum Subject {
        /** The model, as it is asked for and as it is sent. */
        MODELS,
        /** The provider's configured name. */
        PROVIDERS,
        /** The path at the provider. */
        PATHS,
        /** The tools that the request offers. */
        TOOLS,
        /** The provider's host. */
        HOSTS;

        /** The word in the API. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** One of these, for a sentence. */
        String noun() {
            String word = word();
            return word.substring(0, word.length() - 1);
        }

        /** Reads a word; null where it is none. */
        public static @Nullable Subject parse(String word) {
            for (Subject subject : values()) {
                if (subject.word().equals(word)) {
                    return subject;
                }
            }
            return null;
        }
    }

    /** True where it can only be judged with the names of the tools. */
    boolean asksForTools() {
        return allowed.containsKey(Subject.TOOLS) || denied.containsKey(Subject.TOOLS);
    }

    /** True where it can only be judged with the model. */
    boolean asksForModel() {
        return allowed.containsKey(Subject.MODELS) || denied.containsKey(Subject.MODELS);
    }
}
