package dev.weir.testkit.session;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * How far two ways to put the same things into groups agree, by pairs of things: precision is the
 * share of the pairs found together that belong together, recall the share of the pairs that belong
 * together that were found together.
 *
 * @param things number of things
 * @param groups number of groups that they belong to
 * @param found number of groups that were found
 * @param precision 0 to 1; 1 where no pair was found
 * @param recall 0 to 1; 1 where no pair belongs together
 */
record Agreement(int things, int groups, int found, double precision, double recall) {

    /** A thing's true group and the one that was found for it. */
    record Thing(String group, String found) {}

    static Agreement of(List<Thing> things) {
        Map<String, Integer> truth = new HashMap<>();
        Map<String, Integer> found = new HashMap<>();
        Map<Thing, Integer> both = new HashMap<>();
        for (Thing thing : things) {
            truth.merge(thing.group, 1, Integer::sum);
            found.merge(thing.found, 1, Integer::sum);
            both.merge(thing, 1, Integer::sum);
        }
        double agreed = pairs(both);
        return new Agreement(
                things.size(),
                truth.size(),
                found.size(),
                pairs(found) == 0 ? 1 : agreed / pairs(found),
                pairs(truth) == 0 ? 1 : agreed / pairs(truth));
    }

    private static double pairs(Map<?, Integer> sizes) {
        return sizes.values().stream().mapToDouble(n -> n * (n - 1.0) / 2).sum();
    }

    /** How many of the found groups hold things of more than one true group. */
    static int mixed(List<Thing> things) {
        Map<String, Set<String>> truths = new HashMap<>();
        for (Thing thing : things) {
            truths.computeIfAbsent(thing.found, _ -> new HashSet<>()).add(thing.group);
        }
        return (int) truths.values().stream().filter(groups -> groups.size() > 1).count();
    }

    /** How many of the found groups hold more than one thing. */
    static int several(List<Thing> things) {
        Map<String, Integer> sizes = new HashMap<>();
        things.forEach(thing -> sizes.merge(thing.found, 1, Integer::sum));
        return (int) sizes.values().stream().filter(size -> size > 1).count();
    }

    /** A row of the table in the documents. */
    String row(String name) {
        return String.format(
                Locale.ROOT,
                "| %s | %,d | %d | %d | %.4f | %.4f |",
                name,
                things,
                groups,
                found,
                precision,
                recall);
    }
}
