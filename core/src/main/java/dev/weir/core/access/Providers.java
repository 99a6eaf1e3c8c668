package dev.weir.core.access;

import dev.weir.core.capture.CaptureMode;
import dev.weir.core.dialect.Dialect;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The named upstreams, by name. Immutable. */
public final class Providers {

    private final Map<String, Provider> byName;

    public Providers(Collection<Provider> providers) {
        Map<String, Provider> map = new LinkedHashMap<>();
        for (Provider provider : providers) {
            if (map.put(provider.name(), provider) != null) {
                throw new IllegalArgumentException(
                        "provider '" + provider.name() + "' is named twice");
            }
        }
        this.byName = map;
    }

    public @Nullable Provider find(String name) {
        return byName.get(name);
    }

    public Collection<Provider> all() {
        return java.util.Collections.unmodifiableCollection(byName.values());
    }

    public Set<String> names() {
        return java.util.Collections.unmodifiableSet(byName.keySet());
    }

    /** The providers known without any configuration: one table. */
    public static Map<String, Provider> wellKnown() {
        Map<String, Provider> map = new LinkedHashMap<>();
        known(map, "anthropic", "https://api.anthropic.com", Dialect.ANTHROPIC);
        known(map, "openai", "https://api.openai.com", Dialect.OPENAI);
        known(map, "gemini", "https://generativelanguage.googleapis.com", Dialect.GEMINI);
        known(map, "ollama", "http://127.0.0.1:11434", Dialect.OLLAMA);
        known(map, "openrouter", "https://openrouter.ai", Dialect.OPENAI);
        known(map, "groq", "https://api.groq.com", Dialect.OPENAI);
        known(map, "mistral", "https://api.mistral.ai", Dialect.OPENAI);
        known(map, "deepseek", "https://api.deepseek.com", Dialect.OPENAI);
        known(map, "xai", "https://api.x.ai", Dialect.OPENAI);
        known(map, "together", "https://api.together.xyz", Dialect.OPENAI);
        known(map, "fireworks", "https://api.fireworks.ai", Dialect.OPENAI);
        known(map, "cerebras", "https://api.cerebras.ai", Dialect.OPENAI);
        known(map, "perplexity", "https://api.perplexity.ai", Dialect.OPENAI);
        known(map, "cohere", "https://api.cohere.com", Dialect.OTHER);
        known(map, "chatgpt", "https://chatgpt.com", Dialect.OPENAI);
        return map;
    }

    private static void known(Map<String, Provider> map, String name, String url, Dialect dialect) {
        map.put(name, new Provider(name, Origin.parse(url), dialect, CaptureMode.FULL, false));
    }
}
