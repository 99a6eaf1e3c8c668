package dev.weir.core.story;

import dev.weir.core.derived.DerivedExchange;
import dev.weir.core.session.Placement;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a person asked, and all that was done for it, as far as it is among the steps at hand.
 *
 * @param number its number in the main thread, from 1; 0 for what came before the first prompt
 * @param begins true where its prompt is among the steps
 * @param steps of the main thread, in order
 * @param branches the conversations of sub-agents, in the order of their first step
 * @param background calls that belong to no conversation, in order
 * @param totals sums over all of these
 */
public record HumanTurn(
        int number,
        boolean begins,
        List<Step> steps,
        List<Branch> branches,
        List<Step> background,
        Totals totals) {

    public HumanTurn {
        steps = List.copyOf(steps);
        branches = List.copyOf(branches);
        background = List.copyOf(background);
    }

    /**
     * The conversation of a sub-agent.
     *
     * @param thread its name
     * @param startedBy the call that began it, null where that is not known
     */
    public record Branch(
            String thread, Step.@Nullable CallKey startedBy, List<Step> steps, Totals totals) {
        public Branch {
            steps = List.copyOf(steps);
        }
    }

    /** What the person asked; empty where that is not among the steps. */
    public List<Piece> prompt() {
        return begins && !steps.isEmpty() ? steps.getFirst().said() : List.of();
    }

    /** The step with the final answer, null where the last one calls tools or says nothing. */
    public @Nullable Step last() {
        if (steps.isEmpty()) {
            return null;
        }
        Step last = steps.getLast();
        return last.answer().isEmpty() || last.waits() || isCalling(last) ? null : last;
    }

    private static boolean isCalling(Step step) {
        return step.answer().stream()
                .anyMatch(piece -> piece instanceof Piece.ToolCall call && !call.serverSide());
    }

    /**
     * Gathers steps in turns.
     *
     * @param steps of one session in the order in which they began
     * @param current the turn of the main thread before the first step, 0 for none
     */
    public static List<HumanTurn> gather(List<Step> steps, int current) {
        List<HumanTurn> turns = new ArrayList<>();
        List<Step> open = new ArrayList<>();
        int number = current;
        for (Step step : steps) {
            DerivedExchange.Place place = step.row().place();
            if (place != null && place.thread().equals(Placement.MAIN) && place.turn() != number) {
                close(number, open, turns);
                number = place.turn();
            }
            open.add(step);
        }
        close(number, open, turns);
        return turns;
    }

    private static void close(int number, List<Step> open, List<HumanTurn> turns) {
        if (open.isEmpty()) {
            return;
        }
        List<Step> main = new ArrayList<>();
        List<Step> background = new ArrayList<>();
        Map<String, List<Step>> agents = new LinkedHashMap<>();
        for (Step step : open) {
            switch (step.thread()) {
                case Placement.MAIN -> main.add(step);
                case Placement.BACKGROUND, "" -> background.add(step);
                default -> agents.computeIfAbsent(step.thread(), _ -> new ArrayList<>()).add(step);
            }
        }
        List<Branch> branches = new ArrayList<>();
        agents.forEach(
                (thread, steps) ->
                        branches.add(
                                new Branch(
                                        thread,
                                        steps.getFirst().marks().startedBy(),
                                        steps,
                                        Totals.of(steps))));
        turns.add(
                new HumanTurn(
                        number,
                        !main.isEmpty() && main.getFirst().asks(),
                        main,
                        branches,
                        background,
                        Totals.of(open)));
        open.clear();
    }
}
