package dev.weir.gateway.reading;

import dev.weir.core.derived.StatsQuery.Dimension;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The groupings whose sums are kept: nothing, each dimension alone, and the pairs that people ask
 * for. What is asked by other combinations is summed up from the cube, which has them all. A closed
 * list; the numbers are in the file.
 */
@SuppressWarnings("ImmutableEnumChecker") // The lists are.
enum Grouping {
    ALL(0),
    PROVIDER(1, Dimension.PROVIDER),
    MODEL(2, Dimension.MODEL),
    USER(3, Dimension.USER),
    TEAM(4, Dimension.TEAM),
    TOOL(5, Dimension.TOOL),
    REPO(6, Dimension.REPO),
    BRANCH(7, Dimension.BRANCH),
    KIND(8, Dimension.KIND),
    TAG(9, Dimension.TAG),
    PROVIDER_MODEL(10, Dimension.PROVIDER, Dimension.MODEL),
    USER_MODEL(11, Dimension.USER, Dimension.MODEL),
    USER_TEAM(12, Dimension.USER, Dimension.TEAM),
    USER_TOOL(13, Dimension.USER, Dimension.TOOL),
    USER_REPO(14, Dimension.USER, Dimension.REPO),
    USER_KIND(15, Dimension.USER, Dimension.KIND),
    TEAM_MODEL(16, Dimension.TEAM, Dimension.MODEL),
    TEAM_TOOL(17, Dimension.TEAM, Dimension.TOOL),
    TEAM_REPO(18, Dimension.TEAM, Dimension.REPO),
    TOOL_MODEL(19, Dimension.TOOL, Dimension.MODEL),
    TOOL_KIND(20, Dimension.TOOL, Dimension.KIND),
    REPO_MODEL(21, Dimension.REPO, Dimension.MODEL),
    REPO_BRANCH(22, Dimension.REPO, Dimension.BRANCH),
    MODEL_KIND(23, Dimension.MODEL, Dimension.KIND),
    TOKEN(24, Dimension.TOKEN),
    KEY(25, Dimension.KEY),
    ROUTE(26, Dimension.ROUTE),
    RULING(27, Dimension.RULING),
    USER_TOKEN(28, Dimension.USER, Dimension.TOKEN),
    USER_KEY(29, Dimension.USER, Dimension.KEY),
    USER_ROUTE(30, Dimension.USER, Dimension.ROUTE),
    KEY_MODEL(31, Dimension.KEY, Dimension.MODEL);

    private static final List<Grouping> VALUES = List.of(values());

    private final int number;

    @SuppressWarnings("ImmutableEnumChecker") // List.of's are
    private final List<Dimension> dimensions;

    Grouping(int number, Dimension... dimensions) {
        this.number = number;
        this.dimensions = List.of(dimensions);
    }

    /** Its number in the file. */
    int number() {
        return number;
    }

    /** What its columns {@code a} and {@code b} hold: none, one or two dimensions. */
    List<Dimension> dimensions() {
        return dimensions;
    }

    static List<Grouping> all() {
        return VALUES;
    }

    /** The grouping by just these dimensions, the day left aside; null where none is kept. */
    static @Nullable Grouping of(Collection<Dimension> by) {
        Set<Dimension> wanted = EnumSet.copyOf(by);
        wanted.remove(Dimension.DAY);
        for (Grouping grouping : VALUES) {
            if (grouping.dimensions.size() == wanted.size()
                    && wanted.containsAll(grouping.dimensions)) {
                return grouping;
            }
        }
        return null;
    }
}
