package dev.weir.gateway.cli;

import java.util.List;

/**
 * The line that points a tool at a gateway which wants a token: one table. The token stands in the
 * variable in which the tool keeps its provider's key, and comes out of {@code $WEIR_TOKEN}.
 */
final class TokenLines {

    /** What stands for the token until somebody asks for it. */
    static final String VARIABLE = "\"$WEIR_TOKEN\"";

    /**
     * One row.
     *
     * @param title what people call the tool
     * @param variable what it takes the token from
     * @param template what to paste; {@code %P} is the proxy's URL, {@code %T} the token
     */
    record Line(String title, String variable, String template) {

        /**
         * What to paste.
         *
         * @param proxy the gateway's proxy port
         * @param token the token as a shell word
         */
        String paste(String proxy, String token) {
            return template.replace("%P", proxy).replace("%T", token);
        }
    }

    static final List<Line> TABLE =
            List.of(
                    new Line(
                            "Claude Code",
                            "ANTHROPIC_AUTH_TOKEN",
                            "ANTHROPIC_BASE_URL=%P/anthropic ANTHROPIC_AUTH_TOKEN=%T claude"),
                    new Line(
                            "Codex CLI",
                            "WEIR_TOKEN",
                            "WEIR_TOKEN=%T codex -c 'model_provider=\"weir\"'"
                                    + " -c 'model_providers.weir.name=\"Weir\"'"
                                    + " -c 'model_providers.weir.base_url=\"%P/openai/v1\"'"
                                    + " -c 'model_providers.weir.wire_api=\"responses\"'"
                                    + " -c 'model_providers.weir.env_key=\"WEIR_TOKEN\"'"),
                    new Line(
                            "Gemini CLI (auth type gemini-api-key)",
                            "GEMINI_API_KEY",
                            "GOOGLE_GEMINI_BASE_URL=%P/gemini GEMINI_API_KEY=%T gemini"),
                    new Line(
                            "Qwen Code",
                            "OPENAI_API_KEY",
                            "OPENAI_BASE_URL=%P/openai/v1 OPENAI_API_KEY=%T qwen"),
                    new Line(
                            "GitHub Copilot CLI (own provider)",
                            "COPILOT_PROVIDER_API_KEY",
                            "COPILOT_PROVIDER_BASE_URL=%P/openai/v1 COPILOT_PROVIDER_API_KEY=%T"
                                    + " copilot"),
                    new Line(
                            "Anthropic SDKs",
                            "ANTHROPIC_API_KEY",
                            "export ANTHROPIC_BASE_URL=%P/anthropic ANTHROPIC_API_KEY=%T"),
                    new Line(
                            "OpenAI SDKs",
                            "OPENAI_API_KEY",
                            "export OPENAI_BASE_URL=%P/openai/v1 OPENAI_API_KEY=%T"));

    private TokenLines() {}
}
