package dev.weir.gateway.vault;

import dev.weir.core.access.Provider;
import dev.weir.core.dialect.Dialect;
import dev.weir.core.vault.Destination;
import dev.weir.core.vault.Injection;

import java.io.IOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Asks a provider whether it accepts a key, by listing models or the nearest thing that costs
 * nothing. The key goes to its destination and nowhere else.
 */
public final class KeyCheck {

    private final Lookup lookup;

    public KeyCheck(Lookup lookup) {
        this.lookup = lookup;
    }

    /** What the provider says. */
    public enum Verdict {
        /** It accepts the key. */
        ACCEPTED,
        /** It does not know the key. */
        REJECTED,
        /** It did not say. */
        UNKNOWN
    }

    /**
     * What came of a check.
     *
     * @param verdict what the provider says
     * @param reason why, for people; nothing of the provider's text, which could repeat the key
     */
    public record Result(Verdict verdict, String reason) {}

    /** Asks. Waits for the provider, as long as the look-up does. */
    public Result check(Provider provider, Injection injection) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("accept", "application/json");
        fields.put("user-agent", "weir");
        if (provider.dialect() == Dialect.ANTHROPIC) {
            fields.put("anthropic-version", "2023-06-01");
            if (injection.field().name().equals("authorization")) {
                fields.put("anthropic-beta", "oauth-2025-04-20");
            }
        }
        if (!injection.apply(Destination.of(provider.base()), fields::put)) {
            return new Result(
                    Verdict.UNKNOWN,
                    "the key is for "
                            + injection.destination()
                            + ", and the provider is at "
                            + provider.base().root());
        }
        try {
            return judged(lookup.get(url(provider), fields));
        } catch (IOException | IllegalArgumentException e) {
            return new Result(
                    Verdict.UNKNOWN,
                    "no answer from "
                            + provider.base().root()
                            + " ("
                            + e.getClass().getSimpleName()
                            + ")");
        } finally {
            fields.clear();
        }
    }

    private static URI url(Provider provider) {
        return URI.create(provider.base() + path(provider));
    }

    /** Where a provider answers to a key; one row each where it is not where the shape says. */
    private static String path(Provider provider) {
        String host = provider.base().host();
        if (host.endsWith(".azure.com")) {
            return "/openai/models?api-version=2024-10-21";
        }
        if (!provider.base().path().isEmpty() && provider.base().path().matches(".*/v[0-9].*")) {
            return "/models";
        }
        return switch (host) {
            case "openrouter.ai" -> "/api/v1/key";
            case "api.groq.com" -> "/openai/v1/models";
            case "api.fireworks.ai" -> "/inference/v1/models";
            default ->
                    switch (provider.dialect()) {
                        case ANTHROPIC -> "/v1/models?limit=1";
                        case GEMINI -> "/v1beta/models?pageSize=1";
                        case OPENAI, OLLAMA, OTHER -> "/v1/models";
                    };
        };
    }

    private static Result judged(Lookup.Answer answer) {
        int status = answer.status();
        if (status >= 200 && status < 300) {
            return new Result(Verdict.ACCEPTED, "the provider lists its models for this key");
        }
        if (status == 401 || status == 400 && isAboutTheKey(answer.body())) {
            return new Result(Verdict.REJECTED, "the provider does not know this key: " + status);
        }
        if (status == 403) {
            return new Result(
                    Verdict.UNKNOWN,
                    "the provider answered 403: the key, or this machine, may not list models");
        }
        return new Result(Verdict.UNKNOWN, "the provider answered " + status);
    }

    /** Gemini and xAI answer 400 to a key that they do not know. */
    private static boolean isAboutTheKey(String body) {
        return body.contains("API_KEY_INVALID") || body.contains("ncorrect API key");
    }
}
