package dev.weir.gateway.main;

import java.util.Collection;
import java.util.Locale;

/** Finds the name that somebody probably meant. */
final class Nearest {

    private Nearest() {}

    /**
     * The known name nearest to the given one by edit distance. The last part of a dotted name
     * alone counts too, so that {@code idle} finds {@code timeouts.idle}.
     */
    static String of(String given, Collection<String> known) {
        String best = "";
        int least = Integer.MAX_VALUE;
        for (String name : known) {
            int whole = distance(fold(given), fold(name));
            int last = 1 + distance(fold(lastPart(given)), fold(lastPart(name)));
            int distance = Math.min(whole, last);
            if (distance < least) {
                least = distance;
                best = name;
            }
        }
        return best;
    }

    private static String fold(String name) {
        return name.toLowerCase(Locale.ROOT).replace('-', '_');
    }

    private static String lastPart(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    /** Insertions, deletions and substitutions from one to the other (Levenshtein). */
    static int distance(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int substituted = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[to.length()];
    }
}
