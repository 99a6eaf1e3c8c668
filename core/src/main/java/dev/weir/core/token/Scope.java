package dev.weir.core.token;

import java.util.Set;

/**
 * What a token may be used for. An empty set is no restriction.
 *
 * @param routes names of routes, or patterns with {@code *}
 * @param models names of models as the request gives them, or patterns
 * @param paths paths at the provider, each for itself and everything under it
 */
public record Scope(Set<String> routes, Set<String> models, Set<String> paths) {

    public static final Scope ALL = new Scope(Set.of(), Set.of(), Set.of());

    public Scope {
        routes = Set.copyOf(routes);
        models = Set.copyOf(models);
        paths = Set.copyOf(paths);
    }

    public boolean isAll() {
        return routes.isEmpty() && models.isEmpty() && paths.isEmpty();
    }

    public boolean allowsRoute(String route) {
        return routes.isEmpty() || matchesOne(routes, route);
    }

    public boolean allowsModel(String model) {
        return models.isEmpty() || matchesOne(models, model);
    }

    public boolean allowsPath(String path) {
        if (paths.isEmpty()) {
            return true;
        }
        for (String allowed : paths) {
            if (path.equals(allowed)
                    || path.startsWith(allowed)
                            && (allowed.endsWith("/") || path.charAt(allowed.length()) == '/')) {
                return true;
            }
        }
        return false;
    }

    /**
     * True where everything that this allows is allowed by the other too. Patterns are compared as
     * texts: a narrower pattern that is not spelt out in the other counts as wider, unless the
     * other's pattern matches it.
     */
    public boolean within(Scope other) {
        return within(routes, other.routes)
                && within(models, other.models)
                && (other.paths.isEmpty()
                        || !paths.isEmpty() && paths.stream().allMatch(other::allowsPath));
    }

    private static boolean within(Set<String> mine, Set<String> others) {
        return others.isEmpty()
                || !mine.isEmpty() && mine.stream().allMatch(one -> matchesOne(others, one));
    }

    private static boolean matchesOne(Set<String> patterns, String name) {
        if (patterns.contains(name)) {
            return true;
        }
        for (String pattern : patterns) {
            if (NamePattern.matches(pattern, name)) {
                return true;
            }
        }
        return false;
    }
}
