package dev.weir.core.token;

import dev.weir.core.people.Organisation;
import dev.weir.core.people.Role;

import org.jspecify.annotations.Nullable;

import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * Who calls, as far as Weir knows for certain.
 *
 * @param organisation whose everything is that the call leaves behind
 * @param user the user, null for a virtual key that is nobody's
 * @param role what the caller may do
 * @param teams the user's teams as they are now, whatever the token says; of a key that is nobody's
 *     its own. Rules and limits go by them
 * @param grant the token shown, null on a Weir without sign-in
 */
public record Caller(
        String organisation,
        @Nullable String user,
        Role role,
        Set<String> teams,
        @Nullable Grant grant) {

    /** Whoever reaches a Weir without sign-in. */
    public static final Caller LOCAL =
            new Caller(Organisation.LOCAL, null, Role.OWNER, Set.of(), null);

    public Caller {
        teams = Set.copyOf(teams);
    }

    /** The teams in order, the one first that the token's use is put down to. */
    public List<String> teamsInOrder() {
        String first = grant == null ? null : grant.team();
        Comparator<String> order =
                Comparator.comparing((String team) -> !team.equals(first))
                        .thenComparing(Comparator.naturalOrder());
        return teams.stream().sorted(order).toList();
    }

    public Scope scope() {
        return grant == null ? Scope.ALL : grant.scope();
    }
}
