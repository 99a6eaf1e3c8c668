package dev.weir.core.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/** Shares load by weight. */
final class Shares {

    private Shares() {}

    /** All of them, in an order in which each is first as often as its weight says. */
    static <T> List<T> order(List<T> all, ToIntFunction<T> weight, Luck luck) {
        if (all.size() < 2) {
            return all;
        }
        List<T> left = new ArrayList<>(all);
        List<T> ordered = new ArrayList<>(all.size());
        while (left.size() > 1) {
            int sum = 0;
            for (T one : left) {
                sum += weight.applyAsInt(one);
            }
            int drawn = luck.draw(sum);
            int index = 0;
            while (drawn >= weight.applyAsInt(left.get(index))) {
                drawn -= weight.applyAsInt(left.get(index++));
            }
            ordered.add(left.remove(index));
        }
        ordered.add(left.getFirst());
        return ordered;
    }
}
