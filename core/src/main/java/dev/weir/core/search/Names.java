package dev.weir.core.search;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Finds names by their words, and the nearest word to one that is none. */
public final class Names {

    /** All names, in the order of the table. */
    public static final List<Name> ALL = all();

    private static final Map<String, Name> BY_WORD = byWord();

    private Names() {}

    private static List<Name> all() {
        List<Name> names = new ArrayList<>();
        names.addAll(List.of(Scope.values()));
        names.addAll(List.of(Field.values()));
        names.addAll(List.of(Shorthand.values()));
        return List.copyOf(names);
    }

    private static Map<String, Name> byWord() {
        Map<String, Name> names = new HashMap<>();
        for (Name name : ALL) {
            List<String> words = new ArrayList<>(name.aliases());
            words.add(name.word());
            for (String word : words) {
                if (names.put(word, name) != null) {
                    throw new IllegalStateException(word + " means two things");
                }
            }
        }
        return Map.copyOf(names);
    }

    /**
     * The name for a word or an alias, in any case and with {@code _} for {@code -}; null where
     * there is none.
     */
    public static @Nullable Name find(String word) {
        return BY_WORD.get(word.toLowerCase(Locale.ROOT).replace('_', '-'));
    }

    /** The name of a word that nearly is the given one; null where none is near. */
    static @Nullable String nearest(String word) {
        String near = nearest(word.replace('_', '-'), BY_WORD.keySet());
        Name name = near == null ? null : BY_WORD.get(near);
        return name == null ? null : name.word();
    }

    /** The one of some words that is nearest to the given one; null where none is near. */
    static @Nullable String nearest(String word, Collection<String> words) {
        String wanted = word.toLowerCase(Locale.ROOT);
        if (wanted.length() > LONGEST) {
            return null;
        }
        String nearest = null;
        int least = Math.min(2, wanted.length() / 3) + 1;
        for (String candidate : words.stream().sorted().toList()) {
            int distance = distance(wanted, candidate);
            boolean begins = wanted.length() > 2 && candidate.startsWith(wanted);
            if (distance < least || begins && nearest == null) {
                least = Math.min(least, distance);
                nearest = candidate;
            }
        }
        return nearest;
    }

    private static final int LONGEST = 40;

    /** How many characters to insert, leave out, replace, or swap with the next. */
    private static int distance(String one, String other) {
        int[][] cost = new int[one.length() + 1][other.length() + 1];
        for (int i = 0; i <= one.length(); i++) {
            for (int j = 0; j <= other.length(); j++) {
                if (i == 0 || j == 0) {
                    cost[i][j] = i + j;
                    continue;
                }
                boolean same = one.charAt(i - 1) == other.charAt(j - 1);
                int least = cost[i - 1][j - 1] + (same ? 0 : 1);
                least = Math.min(least, Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
                boolean swapped =
                        i > 1
                                && j > 1
                                && one.charAt(i - 1) == other.charAt(j - 2)
                                && one.charAt(i - 2) == other.charAt(j - 1);
                cost[i][j] = swapped ? Math.min(least, cost[i - 2][j - 2] + 1) : least;
            }
        }
        return cost[one.length()][other.length()];
    }
}
