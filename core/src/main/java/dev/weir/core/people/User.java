package dev.weir.core.people;

import java.util.Set;

/**
 * Somebody who may sign in.
 *
 * @param id the name for programs, never used again
 * @param organisation the one organisation that the user belongs to
 * @param email what to sign in with, lower case, one of its kind in this Weir
 * @param name for people
 * @param role what the user may do
 * @param teams ids of the teams that the user is in
 * @param disabled true where nothing is let in any more
 */
public record User(
        String id,
        String organisation,
        String email,
        String name,
        Role role,
        Set<String> teams,
        boolean disabled) {

    public User {
        teams = Set.copyOf(teams);
    }
}
