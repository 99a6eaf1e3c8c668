package dev.weir.gateway.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Configuration of a Weir under test, by its dotted keys. Ports are free ones unless set. */
final class Settings {

    private final Map<String, String> values = new LinkedHashMap<>();

    private Settings(Path data) {
        set("listen", "127.0.0.1:0");
        set("console", "127.0.0.1:0");
        set("data", data.toString());
        // Whoever runs the tests may be signed in somewhere.
        set("upstream.gateway", "none");
    }

    /** The standard settings with everything in one directory. */
    static Settings in(Path data) {
        return new Settings(data);
    }

    Settings set(String key, String value) {
        values.put(key, value);
        return this;
    }

    Settings provider(String name, String url) {
        return set("providers." + name + ".url", url);
    }

    Path data() {
        return Path.of(values.getOrDefault("data", ""));
    }

    Map<String, String> values() {
        return Map.copyOf(values);
    }

    /** Writes them as a YAML file. */
    Path write(Path file) throws IOException {
        StringBuilder yaml = new StringBuilder();
        put(yaml, "", values);
        Files.createDirectories(file.toAbsolutePath().getParent());
        return Files.writeString(file, yaml);
    }

    private static void put(StringBuilder yaml, String indent, Map<String, String> values) {
        Map<String, Map<String, String>> sections = new LinkedHashMap<>();
        values.forEach(
                (key, value) -> {
                    int dot = key.indexOf('.');
                    if (dot < 0) {
                        yaml.append(indent).append(key).append(": ").append(value).append('\n');
                    } else {
                        sections.computeIfAbsent(key.substring(0, dot), _ -> new LinkedHashMap<>())
                                .put(key.substring(dot + 1), value);
                    }
                });
        sections.forEach(
                (name, inner) -> {
                    yaml.append(indent).append(name).append(":\n");
                    put(yaml, indent + "  ", inner);
                });
    }
}
