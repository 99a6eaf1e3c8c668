package dev.weir.gateway.console;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which modules a module cannot start without. A browser that is told fetches them at once; else it
 * finds them one layer after the other, and waits for the network once for each.
 */
final class ModuleGraph {

    /** Imports that a module has at its start; one with parentheses is for later. */
    private static final Pattern IMPORT =
            Pattern.compile("(?:^|[;}\\s])(?:import|from)\\s*[\"']([^\"']+)[\"']");

    private final Map<String, byte[]> files;
    private final Map<String, String> named;

    /**
     * @param files all of them by their path
     * @param named paths of those that are imported by a name
     */
    ModuleGraph(Map<String, byte[]> files, Map<String, String> named) {
        this.files = files;
        this.named = named;
    }

    /** The paths of all modules that one needs, itself first. */
    Set<String> neededBy(String module) {
        Set<String> found = new LinkedHashSet<>();
        Deque<String> open = new ArrayDeque<>();
        open.add(module);
        while (!open.isEmpty()) {
            String path = open.remove();
            byte[] file = files.get(path);
            if (file != null && found.add(path)) {
                Matcher imports = IMPORT.matcher(new String(file, StandardCharsets.UTF_8));
                while (imports.find()) {
                    open.add(resolve(path, imports.group(1)));
                }
            }
        }
        return found;
    }

    private String resolve(String from, String specifier) {
        @Nullable String library = named.get(specifier);
        if (library != null) {
            return library;
        }
        Path folder = Path.of("/" + from).resolveSibling("");
        return folder.resolve(specifier).normalize().toString().replace('\\', '/').substring(1);
    }
}
