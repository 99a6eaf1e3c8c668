package dev.weir.core.vault;

import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Whose calls may use a key. All names are identifiers of the key's own organisation. */
public sealed interface Sharing {

    /** Everybody in the organisation. */
    record Everyone() implements Sharing {}

    /** Members of any of these teams. */
    record Teams(Set<String> teams) implements Sharing {
        public Teams {
            teams = Ids.checked(teams);
        }
    }

    /** These users. */
    record Users(Set<String> users) implements Sharing {
        public Users {
            users = Ids.checked(users);
        }
    }

    /** A user's own key: nobody else may use, change or share it. */
    record Own(String user) implements Sharing {
        public Own {
            Ids.checked(Set.of(user));
        }
    }

    /** True where a user of these teams may use the key. */
    default boolean includes(String user, Set<String> teamsOfUser) {
        return switch (this) {
            case Everyone() -> true;
            case Teams(Set<String> teams) -> teams.stream().anyMatch(teamsOfUser::contains);
            case Users(Set<String> users) -> users.contains(user);
            case Own(String owner) -> owner.equals(user);
        };
    }

    /** The user whose own it is; empty for a key of the organisation. */
    default String owner() {
        return this instanceof Own(String user) ? user : "";
    }

    /** The word for the kind: {@code everyone}, {@code teams}, {@code users} or {@code own}. */
    default String word() {
        return switch (this) {
            case Everyone() -> "everyone";
            case Teams _ -> "teams";
            case Users _ -> "users";
            case Own _ -> "own";
        };
    }

    /** The identifiers of the teams or users, sorted; empty for everyone. */
    default Set<String> with() {
        return switch (this) {
            case Everyone() -> Set.of();
            case Teams(Set<String> teams) -> teams;
            case Users(Set<String> users) -> users;
            case Own(String user) -> Set.of(user);
        };
    }

    /** The sharing of a word and identifiers; throws {@link IllegalArgumentException} else. */
    static Sharing of(String word, Collection<String> with) {
        Set<String> ids = new TreeSet<>(with);
        return switch (word) {
            case "everyone" -> {
                if (!ids.isEmpty()) {
                    throw new IllegalArgumentException("everyone is shared with nobody by name");
                }
                yield new Everyone();
            }
            case "teams" -> new Teams(ids);
            case "users" -> new Users(ids);
            case "own" -> {
                if (ids.size() != 1) {
                    throw new IllegalArgumentException("an own key has exactly one user");
                }
                yield new Own(ids.iterator().next());
            }
            default ->
                    throw new IllegalArgumentException(
                            "sharing is one of everyone, teams, users, own");
        };
    }

    /** What identifiers look like. */
    final class Ids {

        /** Teams or users of one key. */
        public static final int MOST = 1_000;

        private static final Pattern ID = Pattern.compile("[!-~]{1,128}");

        private Ids() {}

        static Set<String> checked(Set<String> ids) {
            if (ids.isEmpty() || ids.size() > MOST) {
                throw new IllegalArgumentException("a key is shared with 1 to " + MOST);
            }
            for (String id : ids) {
                check(id);
            }
            return java.util.Collections.unmodifiableSet(new TreeSet<>(ids));
        }

        static void check(String id) {
            if (!ID.matcher(id).matches()) {
                throw new IllegalArgumentException(
                        "an identifier is 1 to 128 visible ASCII characters");
            }
        }
    }
}
