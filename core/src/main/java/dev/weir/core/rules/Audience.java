package dev.weir.core.rules;

import dev.weir.core.token.Caller;

import java.util.Set;

/**
 * Whom something is for.
 *
 * @param everyone true for all of the organisation; then the sets do not matter
 * @param teams ids of teams
 * @param users ids of users
 */
public record Audience(boolean everyone, Set<String> teams, Set<String> users) {

    public static final Audience EVERYONE = new Audience(true, Set.of(), Set.of());

    public Audience {
        teams = Set.copyOf(teams);
        users = Set.copyOf(users);
    }

    public static Audience ofUser(String user) {
        return new Audience(false, Set.of(), Set.of(user));
    }

    public static Audience ofTeams(Set<String> teams) {
        return new Audience(false, teams, Set.of());
    }

    public boolean includes(Caller caller) {
        return nearness(caller) > 0;
    }

    /** How near this is to the caller: 3 named, 2 one of the teams, 1 everyone, 0 not at all. */
    int nearness(Caller caller) {
        String user = caller.user();
        if (user != null && users.contains(user)) {
            return 3;
        }
        for (String team : caller.teams()) {
            if (teams.contains(team)) {
                return 2;
            }
        }
        return everyone ? 1 : 0;
    }
}
