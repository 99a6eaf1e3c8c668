package dev.weir.gateway.console;

import dev.weir.core.access.Provider;
import dev.weir.core.exchange.Headers;
import dev.weir.core.token.Caller;
import dev.weir.gateway.oidc.OidcSignIns;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JsonGenerator;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What Weir is and how to use it: {@code /api/v1/info}, and at {@code /} the same for a person, a
 * page with the line to paste for each tool. Where people must sign in, nobody learns more before
 * than how to, and only who sees all learns where the data is.
 */
final class FirstPage {

    private static final Headers VARY = Headers.of("vary", "accept");

    private final ConsoleInfo info;
    private final String console;
    private final @Nullable Control control;
    private final byte[] page;
    private final byte[] style;

    /** A tool and the line that points it at Weir; {@code %s} is the proxy's base URL. */
    private record Line(String tool, String paste) {}

    private static final List<Line> LINES =
            List.of(
                    new Line("Any tool, nothing to set", "weir run -- claude"),
                    new Line(
                            "Claude Code, Anthropic SDKs",
                            "export ANTHROPIC_BASE_URL=%s/anthropic"),
                    new Line("OpenAI SDKs", "export OPENAI_BASE_URL=%s/openai/v1"),
                    new Line("Codex CLI", "codex -c 'openai_base_url=\"%s/openai/v1\"'"),
                    new Line("Gemini CLI", "export GOOGLE_GEMINI_BASE_URL=%s/gemini"),
                    new Line("Ollama clients", "export OLLAMA_HOST=%s/ollama"));

    /**
     * @param console the console's base URL
     * @param control people and rules, null on a Weir without any
     */
    FirstPage(ConsoleInfo info, String console, @Nullable Control control) {
        this.info = info;
        this.control = control;
        this.console =
                control == null || control.publicUrl().isEmpty() ? console : control.publicUrl();
        this.page = (signsIn() ? signInHtml() : html()).getBytes(StandardCharsets.UTF_8);
        this.style = Health.resource("console.css");
    }

    void info(Call call, Route.Asked asked) throws IOException {
        call.answer(200, Json.TYPE, json(asked.caller()));
    }

    void root(Call call, Route.Asked asked) throws IOException {
        String accept = call.headers().first("accept");
        if (accept != null && accept.contains("text/html")) {
            call.answer(200, "text/html; charset=utf-8", VARY, page);
        } else {
            call.answer(200, Json.TYPE, VARY, json(asked.caller()));
        }
    }

    void style(Call call, Route.Asked asked) throws IOException {
        call.answer(200, "text/css; charset=utf-8", style);
    }

    private boolean signsIn() {
        Control people = control;
        return people != null && people.signIn();
    }

    private byte[] json(Caller caller) {
        return Json.bytes(
                json -> {
                    json.writeStartObject();
                    json.writeStringProperty("version", info.version());
                    if (signsIn()) {
                        ways(json);
                    }
                    if (!caller.equals(Identities.NOBODY)) {
                        whole(json, caller);
                    }
                    json.writeEndObject();
                });
    }

    /** What a page to sign in with must know. */
    private void ways(JsonGenerator json) {
        json.writeBooleanProperty("signInRequired", true);
        json.writeObjectPropertyStart("signIn");
        json.writeBooleanProperty("password", true);
        json.writeBooleanProperty("device", true);
        OidcSignIns oidc = control == null ? null : control.oidc();
        if (oidc != null) {
            json.writeStringProperty("oidc", oidc.name());
        }
        json.writeEndObject();
    }

    private void whole(JsonGenerator json, Caller caller) {
        json.writeStringProperty("proxy", info.proxy());
        json.writeStringProperty("console", console);
        if (caller.role().seesAll()) {
            json.writeStringProperty("data", info.data());
        }
        if (!info.gateway().isEmpty()) {
            json.writeStringProperty("gateway", info.gateway());
        }
        json.writeArrayPropertyStart("providers");
        for (Provider provider : info.providers()) {
            json.writeStartObject();
            json.writeStringProperty("name", provider.name());
            json.writeStringProperty("base", provider.base().toString());
            json.writeStringProperty("dialect", provider.dialect().word());
            json.writeStringProperty("capture", provider.mode().toString());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeObjectPropertyStart("capture");
        json.writeStringProperty("mode", info.mode().toString());
        json.writeStringProperty("durability", info.durability());
        json.writeStringProperty("onFull", info.onFull());
        json.writeEndObject();
    }

    private String signInHtml() {
        return """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width">
        <meta name="color-scheme" content="light dark">
        <title>Weir</title>
        <link rel="stylesheet" href="/console.css">
        </head>
        <body>
        <main>
        <h1>Weir is up</h1>
        <p>Sign in on your machine with <code>weir login %s</code>. It shows a code; you enter it on
        <a href="/device">the page for devices</a>.</p>
        </main>
        </body>
        </html>
        """
                .formatted(escape(console));
    }

    private String html() {
        StringBuilder lines = new StringBuilder();
        for (Line line : LINES) {
            lines.append("<dt>")
                    .append(escape(line.tool))
                    .append("</dt><dd><code>")
                    .append(escape(line.paste.replace("%s", info.proxy())))
                    .append("</code></dd>\n");
        }
        return """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width">
        <meta name="color-scheme" content="light dark">
        <title>Weir</title>
        <link rel="stylesheet" href="/console.css">
        </head>
        <body>
        <main>
        <h1>Weir is up</h1>
        <p>Version %s. Every call that passes through <code>%s</code> is forwarded byte for byte
        and recorded in <code>%s</code>.</p>
        <h2>Point a tool at it</h2>
        <dl>
        %s</dl>
        <h2>See what was recorded</h2>
        <ul>
        <li><code>weir tail</code>, <code>weir exchanges</code>, <code>weir show ID</code></li>
        <li><a href="/api/v1/exchanges">The newest exchanges</a> (JSON)</li>
        <li><a href="/api/v1/info">Configuration</a>, <a href="/readyz">readiness</a>,
        <a href="/metrics">metrics</a>, <a href="/openapi.json">API description</a></li>
        </ul>
        </main>
        </body>
        </html>
        """
                .formatted(
                        escape(info.version()), escape(info.proxy()), escape(info.data()), lines);
    }

    /** Text as it may stand in a page, also between quotation marks. */
    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
