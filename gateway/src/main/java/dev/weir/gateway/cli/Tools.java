package dev.weir.gateway.cli;

import dev.weir.core.access.Origin;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What each tool reads to find its provider: one table. Only the child's environment and command
 * line are touched, never a file of the user's, and never a key.
 */
final class Tools {

    /**
     * One row.
     *
     * @param command the program's name, without directory
     * @param title what people call it
     * @param preparing sets what it reads
     */
    record Tool(String command, String title, Consumer<Draft> preparing) {}

    static final List<Tool> TOOLS =
            List.of(
                    new Tool(
                            "claude",
                            "Claude Code",
                            d -> d.baseUrl("ANTHROPIC_BASE_URL", "anthropic", "")),
                    new Tool("codex", "Codex CLI", Tools::codex),
                    new Tool(
                            "gemini",
                            "Gemini CLI (auth type gemini-api-key)",
                            d -> d.baseUrl("GOOGLE_GEMINI_BASE_URL", "gemini", "")),
                    new Tool("opencode", "opencode", Tools::opencode),
                    new Tool(
                            "qwen",
                            "Qwen Code",
                            d -> d.baseUrl("OPENAI_BASE_URL", "openai", "/v1")),
                    new Tool("copilot", "GitHub Copilot CLI (own provider)", Tools::copilot));

    /** For every other command: what SDKs and most programs read. */
    private static final Consumer<Draft> ANY =
            draft -> {
                draft.baseUrl("ANTHROPIC_BASE_URL", "anthropic", "");
                draft.baseUrl("OPENAI_BASE_URL", "openai", "/v1");
                draft.baseUrl("OPENAI_API_BASE", "openai", "/v1");
                draft.baseUrl("GOOGLE_GEMINI_BASE_URL", "gemini", "");
                draft.baseUrl("OLLAMA_HOST", "ollama", "");
            };

    private Tools() {}

    /**
     * Where a tool is started.
     *
     * @param proxy the proxy port's URL
     * @param upstreams the providers by name, in Weir's order
     * @param environment the user's variables
     * @param home the user's directory
     */
    record Surroundings(
            String proxy,
            Map<String, Origin> upstreams,
            Map<String, String> environment,
            Path home) {}

    /**
     * What the child gets.
     *
     * @param variables set over the user's own
     * @param arguments put before the user's arguments
     * @param notes what the user should know
     */
    record Launch(Map<String, String> variables, List<String> arguments, List<String> notes) {}

    /** The providers of an info document; those with a base that cannot be read are left out. */
    static Map<String, Origin> upstreams(JsonNode info) {
        Map<String, Origin> upstreams = new LinkedHashMap<>();
        for (JsonNode provider : info.path("providers")) {
            Origin base = origin(provider.path("base").asString(""));
            if (base != null) {
                upstreams.put(provider.path("name").asString(""), base);
            }
        }
        return upstreams;
    }

    /**
     * What a command gets.
     *
     * @param command its name or path
     */
    static Launch prepare(String command, Surroundings surroundings) {
        String name = command.substring(command.lastIndexOf('/') + 1);
        Consumer<Draft> preparing =
                TOOLS.stream()
                        .filter(tool -> tool.command().equals(name))
                        .map(Tool::preparing)
                        .findFirst()
                        .orElse(ANY);
        Draft draft = new Draft(surroundings);
        draft.bypassProxies();
        preparing.accept(draft);
        return new Launch(draft.variables, draft.arguments, draft.notes);
    }

    /** What is being put together for one child. */
    static final class Draft {
        private final Surroundings around;
        private final Map<String, String> variables = new LinkedHashMap<>();
        private final List<String> arguments = new ArrayList<>();
        private final List<String> notes = new ArrayList<>();

        Draft(Surroundings around) {
            this.around = around;
        }

        private String variable(String name) {
            return around.environment().getOrDefault(name, "");
        }

        private String url(String provider, String path) {
            return around.proxy() + "/" + provider + path;
        }

        /**
         * Points a variable at a provider's door. Where the user has set it already, it keeps its
         * meaning: the door of the provider that it names. An address that is no provider's stays,
         * since the key that goes with it must not go to somebody else.
         */
        void baseUrl(String name, String provider, String path) {
            String own = variable(name);
            if (own.isEmpty()) {
                variables.put(name, url(provider, path));
                return;
            }
            String door = door(own);
            if (door == null) {
                notes.add(
                        name
                                + " names "
                                + own
                                + ", which is no provider of Weir's, and stays as it is; add it with: weir serve --provider NAME="
                                + own);
            } else {
                variables.put(name, door);
            }
        }

        /** The same URL through Weir; null where no provider is there. */
        private @Nullable String door(String own) {
            if (own.equals(around.proxy()) || own.startsWith(around.proxy() + "/")) {
                return own;
            }
            Origin wanted = origin(own.indexOf("://") < 0 ? "http://" + own : own);
            if (wanted == null) {
                return null;
            }
            for (Map.Entry<String, Origin> each : around.upstreams().entrySet()) {
                Origin base = each.getValue();
                if (base.root().equals(wanted.root())
                        && (wanted.path() + "/").startsWith(base.path() + "/")) {
                    return url(each.getKey(), wanted.path().substring(base.path().length()));
                }
            }
            return null;
        }

        /** Keeps calls to Weir off the user's forward proxy. */
        void bypassProxies() {
            String host = URI.create(around.proxy()).getHost();
            for (String name : List.of("NO_PROXY", "no_proxy")) {
                String own = variable(name);
                String local = "127.0.0.1,localhost,::1";
                if (host != null && !local.contains(host)) {
                    local += "," + host;
                }
                variables.put(name, own.isEmpty() ? local : own + "," + local);
            }
        }
    }

    /**
     * Codex reads no variable: its built-in provider is moved by overrides on its command line.
     * Signed in with ChatGPT it speaks to another host than with a key.
     */
    private static void codex(Draft draft) {
        String base =
                usesChatGpt(draft)
                        ? draft.url("chatgpt", "/backend-api/codex")
                        : draft.url("openai", "/v1");
        draft.arguments.addAll(
                List.of(
                        "-c",
                        "openai_base_url=\"" + base + "\"",
                        "-c",
                        "chatgpt_base_url=\"" + draft.url("chatgpt", "/backend-api/") + "\""));
    }

    private static boolean usesChatGpt(Draft draft) {
        if (!draft.variable("CODEX_API_KEY").isEmpty()) {
            return false;
        }
        String home = draft.variable("CODEX_HOME");
        Path login =
                (home.isEmpty() ? draft.around.home().resolve(".codex") : Path.of(home))
                        .resolve("auth.json");
        try {
            JsonNode auth = Api.JSON.readTree(Files.readString(login));
            String mode = auth.path("auth_mode").asString("");
            return mode.isEmpty()
                    ? auth.path("tokens").isObject() && !auth.path("OPENAI_API_KEY").isString()
                    : mode.equals("chatgpt");
        } catch (IOException | JacksonException e) {
            return false;
        }
    }

    /** opencode reads a configuration document from a variable; the user's own is added to. */
    private static void opencode(Draft draft) {
        String own = draft.variable("OPENCODE_CONFIG_CONTENT");
        ObjectNode document;
        try {
            document =
                    own.isEmpty()
                            ? Api.JSON.createObjectNode()
                            : (ObjectNode) Api.JSON.readTree(own);
        } catch (JacksonException | ClassCastException e) {
            draft.notes.add(
                    "OPENCODE_CONFIG_CONTENT is not a JSON object and stays as it is; set provider.*.options.baseURL in it to "
                            + draft.around.proxy()
                            + "/PROVIDER");
            return;
        }
        base(draft, document, "anthropic", draft.url("anthropic", "/v1"));
        base(draft, document, "openai", draft.url("openai", "/v1"));
        base(draft, document, "google", draft.url("gemini", "/v1beta"));
        draft.variables.put("OPENCODE_CONFIG_CONTENT", document.toString());
    }

    private static void base(Draft draft, ObjectNode document, String provider, String url) {
        ObjectNode options =
                document.withObjectProperty("provider")
                        .withObjectProperty(provider)
                        .withObjectProperty("options");
        String own = options.path("baseURL").asString("");
        String door = own.isEmpty() ? url : draft.door(own);
        if (door == null) {
            draft.notes.add(
                    "opencode's provider "
                            + provider
                            + " names "
                            + own
                            + ", which is no provider of Weir's, and stays as it is");
        } else {
            options.put("baseURL", door);
        }
    }

    /**
     * Copilot speaks to GitHub's own service unless it is given a provider; its type says which.
     */
    private static void copilot(Draft draft) {
        if (draft.variable("COPILOT_PROVIDER_TYPE").equals("anthropic")) {
            draft.baseUrl("COPILOT_PROVIDER_BASE_URL", "anthropic", "");
        } else {
            draft.baseUrl("COPILOT_PROVIDER_BASE_URL", "openai", "/v1");
        }
    }

    private static @Nullable Origin origin(String url) {
        try {
            return Origin.parse(url);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
