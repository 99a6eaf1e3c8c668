package dev.weir.core.pricing;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The models of one provider, in the table's order, by the names they fit. */
final class ModelIndex {

    private record Clause(int model, Glob pattern) {}

    private final List<ModelPrices> models = new ArrayList<>();
    private final Map<String, Integer> plain = new HashMap<>();
    private final List<Clause> patterns = new ArrayList<>();
    private final Map<Integer, List<Glob>> exceptions = new HashMap<>();

    /** Adds a model; clauses that begin with {@code !} are exceptions. Used while reading only. */
    void add(ModelPrices model, List<String> clauses) {
        int index = models.size();
        models.add(model);
        for (String clause : clauses) {
            if (clause.startsWith("!")) {
                exceptions
                        .computeIfAbsent(index, i -> new ArrayList<>())
                        .add(new Glob(clause.substring(1)));
                continue;
            }
            Glob glob = new Glob(clause);
            if (glob.isPlain()) {
                plain.putIfAbsent(glob.text(), index);
            } else {
                patterns.add(new Clause(index, glob));
            }
        }
    }

    List<ModelPrices> all() {
        return models;
    }

    /**
     * The first model that a name fits.
     *
     * @param name as {@link ModelName} has it
     */
    @Nullable ModelPrices find(String name) {
        Integer exact = plain.get(name);
        int best = exact == null || excepted(exact, name) ? Integer.MAX_VALUE : exact;
        for (Clause clause : patterns) {
            if (clause.model() >= best) {
                break;
            }
            if (clause.pattern().matches(name) && !excepted(clause.model(), name)) {
                best = clause.model();
            }
        }
        return best == Integer.MAX_VALUE ? null : models.get(best);
    }

    private boolean excepted(int model, String name) {
        return exceptions.getOrDefault(model, List.of()).stream().anyMatch(e -> e.matches(name));
    }
}
