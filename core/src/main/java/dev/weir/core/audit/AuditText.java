package dev.weir.core.audit;

import dev.weir.core.access.HeaderRules;
import dev.weir.core.json.Json;
import dev.weir.core.json.JsonArray;
import dev.weir.core.json.JsonNull;
import dev.weir.core.json.JsonNumber;
import dev.weir.core.json.JsonObject;
import dev.weir.core.json.JsonString;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Text as it may stand in the audit log. A value is replaced by {@code [redacted]} where the name
 * of its member says that it is a secret, and where the value itself looks like one: a second net
 * under whoever made the entry, who leaves secrets out.
 */
public final class AuditText {

    /** Bytes, roughly, of one {@code before} or {@code after}; more is replaced by its size. */
    public static final int LONGEST_JSON = 32 * 1024;

    /** Characters of a name or identifier. */
    public static final int LONGEST_NAME = 256;

    static final String REDACTED = "[redacted]";

    private static final int DEEPEST = 32;

    private static final Set<String> SECRET_NAMES =
            Set.of(
                    "pass",
                    "passwd",
                    "passphrase",
                    "pepper",
                    "kek",
                    "credential",
                    "credentials",
                    "privatekey",
                    "private-key",
                    "datakey",
                    "data-key",
                    "secretkey",
                    "accesstoken",
                    "refreshtoken",
                    "clientsecret",
                    "key-text",
                    "keytext");

    /** What providers and Weir itself give out as keys and tokens, and PEM. */
    private static final Pattern SECRET =
            Pattern.compile(
                    "(?:\\b(?:sk|rk|pk)-[A-Za-z0-9_-]{16,}"
                            + "|\\bAIza[A-Za-z0-9_-]{30,}"
                            + "|\\bya29\\.[A-Za-z0-9_.-]{20,}"
                            + "|\\b(?:gsk|xai|pplx|hf|fw|r8|tgp)[_-][A-Za-z0-9_-]{20,}"
                            + "|\\bcsk-[A-Za-z0-9_-]{20,}"
                            + "|\\bweir_(?:vk|pat|st)_[A-Za-z0-9]{20,}"
                            + "|\\bgh[a-z]_[A-Za-z0-9]{20,}"
                            + "|\\bgithub_pat_[A-Za-z0-9_]{20,}"
                            + "|\\b(?:AKIA|ASIA)[A-Z0-9]{16}"
                            + "|\\beyJ[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]*"
                            + "|(?i:\\bbearer )[A-Za-z0-9._~+/=-]{12,}"
                            + "|-----BEGIN [A-Z ]*PRIVATE KEY-----[\\s\\S]*)");

    private AuditText() {}

    /** A name: control characters out, not too long, nothing that looks like a secret. */
    public static String of(String name) {
        String plain = name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) : name;
        // Half a surrogate pair has no UTF-8, and would be another character when read again.
        String whole = plain.replaceAll("\\p{Cntrl}|\\p{Cs}", " ");
        return SECRET.matcher(whole).replaceAll(REDACTED);
    }

    /** JSON text without white space and without secrets; empty for an empty object. */
    public static String of(JsonObject object) {
        if (object.isEmpty()) {
            return "";
        }
        String text = clean(object, DEEPEST).write();
        return text.length() <= LONGEST_JSON
                ? text
                : JsonObject.builder()
                        .set("omitted", "too large")
                        .set("characters", JsonNumber.of(text.length()))
                        .build()
                        .write();
    }

    private static Json clean(Json value, int depth) {
        if (depth == 0) {
            return JsonString.of("[too deep]");
        }
        return switch (value) {
            case JsonObject object -> {
                JsonObject.Builder builder = JsonObject.builder();
                object.forEach(
                        (name, member) ->
                                builder.add(
                                        SECRET.matcher(name).replaceAll(REDACTED),
                                        isSecret(name) && !isEmpty(member)
                                                ? JsonString.of(REDACTED)
                                                : clean(member, depth - 1)));
                yield builder.build();
            }
            case JsonArray array -> {
                List<Json> values =
                        array.values().stream().map(each -> clean(each, depth - 1)).toList();
                yield JsonArray.of(values);
            }
            case JsonString text ->
                    JsonString.of(SECRET.matcher(text.value()).replaceAll(REDACTED));
            default -> value;
        };
    }

    private static boolean isEmpty(Json value) {
        return value == JsonNull.NULL || value instanceof JsonString text && text.value().isEmpty();
    }

    private static boolean isSecret(String name) {
        String lower = name.toLowerCase(Locale.ROOT).replace('_', '-');
        return SECRET_NAMES.contains(lower)
                || lower.endsWith("password")
                || lower.endsWith("secret")
                || lower.endsWith("apikey")
                || HeaderRules.isSecret(name);
    }
}
