package dev.weir.core.session;

import dev.weir.core.exchange.Headers;
import dev.weir.core.exchange.Tag;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;

/**
 * The program that asked, as its {@code User-Agent} names it.
 *
 * @param name a short lower-case name, e.g. {@code claude-code}; empty where nothing is stated
 * @param version its version as stated, empty where none is
 */
public record ClientTool(String name, String version) {

    /** Nothing is stated. */
    public static final ClientTool UNKNOWN = new ClientTool("", "");

    private static final int LONGEST = 64;

    /**
     * A product of the {@code User-Agent} and the tool it means.
     *
     * @param product the begin of the first product's name, in lower case
     */
    private record Row(String product, String name) {}

    /**
     * First match counts. Agents come first, then SDKs, then HTTP libraries. A name that is in no
     * row is taken as it is.
     */
    private static final List<Row> TABLE =
            List.of(
                    new Row("claude-cli", "claude-code"),
                    new Row("claude-code", "claude-code"),
                    new Row("codex", "codex"),
                    new Row("geminicli", "gemini-cli"),
                    new Row("gemini-cli", "gemini-cli"),
                    new Row("opencode", "opencode"),
                    new Row("qwencode", "qwen-code"),
                    new Row("qwen-code", "qwen-code"),
                    new Row("pi-coding-agent", "pi"),
                    new Row("pi", "pi"),
                    new Row("githubcopilot", "copilot"),
                    new Row("copilot", "copilot"),
                    new Row("cursor", "cursor"),
                    new Row("aider", "aider"),
                    new Row("roocode", "roo-code"),
                    new Row("roo-code", "roo-code"),
                    new Row("kilo-code", "kilo-code"),
                    new Row("cline", "cline"),
                    new Row("charm-crush", "crush"),
                    new Row("crush", "crush"),
                    new Row("goose", "goose"),
                    new Row("zed", "zed"),
                    new Row("continue", "continue"),
                    new Row("openai/python", "openai-python"),
                    new Row("asyncopenai/python", "openai-python"),
                    new Row("azureopenai/python", "openai-python"),
                    new Row("asyncazureopenai/python", "openai-python"),
                    new Row("openai/js", "openai-js"),
                    new Row("azureopenai/js", "openai-js"),
                    new Row("openai/java", "openai-java"),
                    new Row("openai/go", "openai-go"),
                    new Row("anthropic/python", "anthropic-python"),
                    new Row("asyncanthropic/python", "anthropic-python"),
                    new Row("anthropic/js", "anthropic-js"),
                    new Row("anthropic/java", "anthropic-java"),
                    new Row("anthropic/go", "anthropic-go"),
                    new Row("google-genai-sdk", "google-genai"),
                    new Row("ollama-python", "ollama-python"),
                    new Row("ollama-js", "ollama-js"),
                    new Row("ai-sdk", "vercel-ai"),
                    new Row("ai/", "vercel-ai"),
                    new Row("litellm", "litellm"),
                    new Row("curl", "curl"));

    public ClientTool {
        name = name.length() > LONGEST ? name.substring(0, LONGEST) : name;
        version = version.length() > LONGEST ? version.substring(0, LONGEST) : version;
    }

    /** Reads the fields of a request; a tag {@code tool} that the caller stated goes first. */
    public static ClientTool of(Headers headers, List<Tag> tags) {
        ClientTool stated = of(headers.first("user-agent"));
        for (Tag tag : tags) {
            if (tag.key().equals("tool")) {
                String name = tag.value().toLowerCase(Locale.ROOT);
                return name.equals(stated.name) ? stated : new ClientTool(name, "");
            }
        }
        return stated;
    }

    /** Reads a {@code User-Agent}. */
    public static ClientTool of(@Nullable String userAgent) {
        if (userAgent == null || userAgent.isBlank()) {
            return UNKNOWN;
        }
        String text = userAgent.strip();
        String lower = text.toLowerCase(Locale.ROOT);
        for (Row row : TABLE) {
            if (begins(lower, row.product)) {
                return new ClientTool(row.name, versionAfter(text, row.product.length()));
            }
        }
        int end = productEnd(lower);
        return new ClientTool(lower.substring(0, end), versionAfter(text, end));
    }

    /** True where the text begins with the product and no longer word: pi is not pipeline. */
    private static boolean begins(String lower, String product) {
        if (!lower.startsWith(product)) {
            return false;
        }
        if (lower.length() == product.length() || product.endsWith("/")) {
            return true;
        }
        char next = lower.charAt(product.length());
        return next < 'a'
                || next > 'z'
                || product.equals("codex")
                || product.equals("githubcopilot");
    }

    private static int productEnd(String text) {
        int end = 0;
        while (end < text.length() && text.charAt(end) != '/' && text.charAt(end) != ' ') {
            end++;
        }
        return end;
    }

    /** The first word of digits after a slash or a blank that follows the product's name. */
    private static String versionAfter(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) != '/' && text.charAt(at) != ' ') {
            at++;
        }
        if (from > 0 && text.charAt(from - 1) == '/') {
            at = from - 1;
        }
        int start = at + 1;
        int end = start;
        while (end < text.length() && "/ ;,()".indexOf(text.charAt(end)) < 0) {
            end++;
        }
        String version = start < end ? text.substring(start, end) : "";
        if (version.startsWith("v") && version.length() > 1) {
            version = version.substring(1);
        }
        return !version.isEmpty() && Character.isDigit(version.charAt(0)) ? version : "";
    }
}
