package dev.weir.gateway.main;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.List;

/**
 * One key with its value as written, before it is understood.
 *
 * @param path the dotted key
 * @param values the value; several for a list
 * @param place where it was written, for messages: a file with its line, or a flag
 * @param base the directory that a relative path starts from; null for the current one
 */
record Setting(String path, List<String> values, String place, @Nullable Path base) {

    Setting {
        values = List.copyOf(values);
    }

    /** The value as one text. */
    String text() {
        return String.join(",", values);
    }

    /** A message about this setting. */
    ConfigurationException wrong(String expected) {
        String where = place.equals("--" + path) ? place : place + ": " + path;
        return new ConfigurationException(where + ": '" + text() + "' cannot be used; " + expected);
    }
}
