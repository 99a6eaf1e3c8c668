package dev.weir.core.dialect;

import org.jspecify.annotations.Nullable;

/**
 * Where requests name the tools that they offer: one table for all dialects. Paths are names of
 * members with dots between; arrays on the way have no name, and a reader may leave out one with a
 * single element.
 *
 * <table>
 * <caption>Tools</caption>
 * <tr><th>tools are in</th><th>the name is in</th><th>whose</th></tr>
 * <tr><td>{@code tools}</td><td>{@code name}, {@code type} where there is none</td>
 * <td>Anthropic, OpenAI Responses</td></tr>
 * <tr><td>{@code tools}</td><td>{@code function.name}, {@code custom.name}</td>
 * <td>OpenAI Chat Completions, Ollama</td></tr>
 * <tr><td>{@code functions}</td><td>{@code name}</td><td>OpenAI, older</td></tr>
 * <tr><td>{@code tools}</td><td>{@code functionDeclarations.name}; a tool of the provider's own is
 * called as its member is</td><td>Gemini</td></tr>
 * <tr><td>{@code toolConfig.tools}</td><td>{@code toolSpec.name}, {@code systemTool.name}</td>
 * <td>Bedrock</td></tr>
 * </table>
 */
final class ToolShapes {

    private ToolShapes() {}

    /** True where tools may be below that member of the top. */
    static boolean leadsToTools(String member) {
        return switch (member) {
            case "tools", "functions", "toolConfig" -> true;
            default -> false;
        };
    }

    /** True where the objects at a path are tools. */
    static boolean isList(String path) {
        return switch (path) {
            case "tools", "functions", "toolConfig.tools" -> true;
            default -> false;
        };
    }

    /** True where the object at a path inside a tool has its name. */
    static boolean holdsName(String path) {
        return switch (path) {
            case "function",
                    "custom",
                    "functionDeclarations",
                    "function_declarations",
                    "toolSpec",
                    "systemTool" ->
                    true;
            default -> false;
        };
    }

    /** What a provider's own tool is called that a member stands for; null where it is none. */
    static @Nullable String provided(String member) {
        return switch (member) {
            case "codeExecution", "code_execution" -> "codeExecution";
            case "googleSearch", "google_search" -> "googleSearch";
            case "googleSearchRetrieval", "google_search_retrieval" -> "googleSearchRetrieval";
            case "googleMaps", "google_maps" -> "googleMaps";
            case "enterpriseWebSearch", "enterprise_web_search" -> "enterpriseWebSearch";
            case "urlContext", "url_context" -> "urlContext";
            case "computerUse", "computer_use" -> "computerUse";
            case "fileSearch", "file_search" -> "fileSearch";
            case "mcpServers", "mcp_servers" -> "mcpServers";
            case "retrieval" -> "retrieval";
            default -> null;
        };
    }
}
