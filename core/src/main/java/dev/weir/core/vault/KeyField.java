package dev.weir.core.vault;

import dev.weir.core.access.HeaderRules;
import dev.weir.core.access.HeaderRules.Treatment;
import dev.weir.core.dialect.Dialect;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The header field that a key goes into. {@code authorization} gets the word {@code Bearer} in
 * front of the key, every other field the key alone.
 *
 * @param name lower case
 */
public record KeyField(String name) {

    private static final Pattern TOKEN = Pattern.compile("[a-z0-9!#$%&'*+.^_`|~-]{1,64}");

    private static final Set<String> DESCRIBES =
            Set.of(
                    "age",
                    "baggage",
                    "cache-control",
                    "date",
                    "dnt",
                    "expect",
                    "from",
                    "idempotency-key",
                    "max-forwards",
                    "origin",
                    "pragma",
                    "prefer",
                    "priority",
                    "range",
                    "referer",
                    "save-data",
                    "session_id",
                    "traceparent",
                    "tracestate",
                    "user-agent",
                    "warning",
                    "x-app",
                    "x-http-method-override");

    private static final List<String> DESCRIBES_FROM =
            List.of(
                    "accept",
                    "access-control-",
                    "anthropic-",
                    "content-",
                    "if-",
                    "openai-",
                    "sec-",
                    "x-goog-api-client",
                    "x-stainless-");

    private static final List<String> DESCRIBES_TO =
            List.of("-beta", "-encoding", "-id", "-type", "-version");

    public static final KeyField AUTHORIZATION = new KeyField("authorization");
    public static final KeyField X_API_KEY = new KeyField("x-api-key");
    public static final KeyField X_GOOG_API_KEY = new KeyField("x-goog-api-key");
    public static final KeyField API_KEY = new KeyField("api-key");

    public KeyField {
        if (!TOKEN.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "the name of a header field is 1 to 64 letters, digits and !#$%&'*+.^_`|~-");
        }
        Treatment treatment = HeaderRules.request(name);
        if (treatment != null && treatment != Treatment.CREDENTIAL) {
            throw new IllegalArgumentException("the field '" + name + "' cannot carry a key");
        }
        if (treatment == null && speaksOfTheCall(name)) {
            throw new IllegalArgumentException(
                    "the field '"
                            + name
                            + "' cannot carry a key, since it describes the request: expected one"
                            + " for credentials, such as authorization, x-api-key or api-key");
        }
    }

    /**
     * True for a field that says something about content, protocol or client. A key there would
     * break the call, and what others say in it would be kept from the record as if it were a key.
     */
    private static boolean speaksOfTheCall(String name) {
        return DESCRIBES.contains(name)
                || DESCRIBES_FROM.stream().anyMatch(name::startsWith)
                || DESCRIBES_TO.stream().anyMatch(name::endsWith);
    }

    /** A field of that name, in any case of letters. */
    public static KeyField named(String name) {
        return new KeyField(name.toLowerCase(Locale.ROOT));
    }

    /**
     * The field that a provider expects a key in.
     *
     * <table>
     * <caption>One row a kind of provider</caption>
     * <tr><th>provider</th><th>key</th><th>field</th></tr>
     * <tr><td>Anthropic</td><td>{@code sk-ant-oat…} (OAuth)</td><td>authorization</td></tr>
     * <tr><td>Anthropic</td><td>any other</td><td>x-api-key</td></tr>
     * <tr><td>Gemini</td><td>{@code ya29.…} (OAuth)</td><td>authorization</td></tr>
     * <tr><td>Gemini</td><td>any other</td><td>x-goog-api-key</td></tr>
     * <tr><td>a host of Azure</td><td>any but a JWT</td><td>api-key</td></tr>
     * <tr><td>all others</td><td>any</td><td>authorization</td></tr>
     * </table>
     */
    public static KeyField usual(Dialect dialect, Destination destination, Secret secret) {
        if (isAzure(destination.host())) {
            return startsWith(secret, "eyJ") ? AUTHORIZATION : API_KEY;
        }
        return switch (dialect) {
            case ANTHROPIC -> startsWith(secret, "sk-ant-oat") ? AUTHORIZATION : X_API_KEY;
            case GEMINI -> startsWith(secret, "ya29.") ? AUTHORIZATION : X_GOOG_API_KEY;
            case OPENAI, OLLAMA, OTHER -> AUTHORIZATION;
        };
    }

    /** What stands in the field in front of the key. */
    public String prefix() {
        return name.equals("authorization") ? "Bearer " : "";
    }

    private static boolean isAzure(String host) {
        return host.endsWith(".openai.azure.com")
                || host.endsWith(".cognitiveservices.azure.com")
                || host.endsWith(".services.ai.azure.com");
    }

    private static boolean startsWith(Secret secret, String text) {
        byte[] start = text.getBytes(StandardCharsets.US_ASCII);
        return secret.use(
                bytes -> {
                    for (int i = 0; i < start.length; i++) {
                        if (i >= bytes.length || bytes[i] != start[i]) {
                            return false;
                        }
                    }
                    return true;
                });
    }

    @Override
    public String toString() {
        return name;
    }
}
