package dev.weir.gateway.intake.otlp;

import dev.weir.core.access.Provider;
import dev.weir.core.access.Providers;
import dev.weir.core.otel.names.Attribute;
import dev.weir.core.otel.names.GenAi;
import dev.weir.core.otel.span.Span;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Weir's name for the provider that a span names. Never guessed from the model. */
final class SpanProvider {

    /** For a span that names none. */
    static final String UNKNOWN = "unknown";

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_.-]{0,63}");
    private static final Pattern HOST = Pattern.compile("[a-z0-9._-]+|[0-9a-f:.]+");

    /** Words of the conventions, and Weir's for the same. */
    private static final Map<String, String> NAMES =
            Map.ofEntries(
                    Map.entry("gcp.gemini", "gemini"),
                    Map.entry("gcp.gen_ai", "gemini"),
                    Map.entry("gcp.vertex_ai", "vertex"),
                    Map.entry("google.generative-ai", "gemini"),
                    Map.entry("google_genai", "gemini"),
                    Map.entry("aws.bedrock", "bedrock"),
                    Map.entry("amazon-bedrock", "bedrock"),
                    Map.entry("azure.ai.openai", "azure"),
                    Map.entry("azure.ai.inference", "azure"),
                    Map.entry("azure-openai", "azure"),
                    Map.entry("mistral_ai", "mistral"),
                    Map.entry("moonshot_ai", "moonshot"),
                    Map.entry("x_ai", "xai"),
                    Map.entry("ibm.watsonx.ai", "watsonx"));

    /** Words that begin so have a dot of their own; after others it begins the kind of API. */
    private static final List<String> DOTTED = List.of("gcp.", "aws.", "azure.", "az.", "ibm.");

    private SpanProvider() {}

    static String of(Span span, Providers providers) {
        String own = span.attributes().text(Attribute.WEIR_PROVIDER);
        if (own != null && NAME.matcher(own).matches()) {
            return own;
        }
        String host = host(span);
        if (host != null) {
            for (Provider provider : providers.all()) {
                if (provider.base().host().equals(host)) {
                    return provider.name();
                }
            }
        }
        String stated = span.attributes().text(Attribute.PROVIDER_NAME);
        String word = stated == null ? span.attributes().text("ai.model.provider") : stated;
        return word == null ? UNKNOWN : named(word);
    }

    /** The host that answered, in small letters; null where it is not said or is none. */
    static @Nullable String host(Span span) {
        String stated = span.attributes().text(Attribute.SERVER_ADDRESS);
        String host = stated == null ? "" : stated.toLowerCase(Locale.ROOT);
        return HOST.matcher(host).matches() ? host : null;
    }

    private static String named(String word) {
        String plain = GenAi.provider(word.strip());
        String known = NAMES.get(plain);
        if (known == null
                && plain.indexOf('.') > 0
                && DOTTED.stream().noneMatch(plain::startsWith)) {
            // The AI SDK appends the kind of API: openai.chat, anthropic.messages.
            String first = plain.substring(0, plain.indexOf('.'));
            String meant = GenAi.provider(first);
            known = NAMES.getOrDefault(meant, meant);
        }
        String name = known == null ? plain : known;
        return NAME.matcher(name).matches() ? name : UNKNOWN;
    }
}
