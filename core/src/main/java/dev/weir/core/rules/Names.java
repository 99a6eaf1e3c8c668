package dev.weir.core.rules;

import dev.weir.core.token.NamePattern;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A list of names and patterns, ready to be asked often. */
final class Names {

    private final Set<String> exact = new HashSet<>();
    private final List<String> patterns;

    Names(Set<String> texts) {
        patterns = texts.stream().filter(NamePattern::isPattern).sorted().toList();
        for (String text : texts) {
            if (!NamePattern.isPattern(text)) {
                exact.add(text);
            }
        }
    }

    boolean has(String name) {
        if (exact.contains(name)) {
            return true;
        }
        for (String pattern : patterns) {
            if (NamePattern.matches(pattern, name)) {
                return true;
            }
        }
        return false;
    }

    /** The same for paths: a path stands for itself and for everything under it. */
    boolean hasPath(String path) {
        if (has(path) || path.endsWith("/") && has(path.substring(0, path.length() - 1))) {
            return true;
        }
        for (int slash = path.lastIndexOf('/');
                slash > 0;
                slash = path.lastIndexOf('/', slash - 1)) {
            if (exact.contains(path.substring(0, slash))) {
                return true;
            }
        }
        return false;
    }
}
