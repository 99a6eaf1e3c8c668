package dev.weir.core.rules;

import dev.weir.core.token.Caller;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Things of which each is for somebody, by whom they are for: what a caller may use is found
 * without a look at what is for others, however many there are. Filled once, then only asked.
 */
final class Nearest<T> {

    private record Entry<T>(int place, T value) {}

    private final Map<String, List<Entry<T>>> owned = new HashMap<>();
    private final Map<String, List<Entry<T>>> users = new HashMap<>();
    private final Map<String, List<Entry<T>>> teams = new HashMap<>();
    private final List<Entry<T>> everyone = new ArrayList<>();
    private int size;

    /**
     * Adds one; those added first come first.
     *
     * @param owner whose own it is, null for the organisation's
     */
    void add(T value, @Nullable String owner, Audience audience) {
        Entry<T> entry = new Entry<>(size++, value);
        if (owner != null) {
            put(owned, owner, entry);
            return;
        }
        audience.users().forEach(user -> put(users, user, entry));
        audience.teams().forEach(team -> put(teams, team, entry));
        if (audience.everyone()) {
            everyone.add(entry);
        }
    }

    private static <T> void put(Map<String, List<Entry<T>>> map, String id, Entry<T> entry) {
        map.computeIfAbsent(id, _ -> new ArrayList<>(1)).add(entry);
    }

    /**
     * Those nearest to the caller among which any fits: the caller's own, then what names the
     * caller, then what is for a team of the caller, then what is for everyone.
     *
     * @param own whether the caller's own count
     */
    List<T> of(Caller caller, boolean own, Predicate<T> fits) {
        String user = caller.user();
        List<T> found = List.of();
        if (user != null) {
            found = own ? fitting(owned.getOrDefault(user, List.of()), fits) : found;
            found = found.isEmpty() ? fitting(users.getOrDefault(user, List.of()), fits) : found;
        }
        if (found.isEmpty() && !teams.isEmpty()) {
            found = fitting(ofTeams(caller), fits);
        }
        return found.isEmpty() ? fitting(everyone, fits) : found;
    }

    private Iterable<Entry<T>> ofTeams(Caller caller) {
        if (caller.teams().size() == 1) {
            return teams.getOrDefault(caller.teams().iterator().next(), List.of());
        }
        TreeSet<Entry<T>> all = new TreeSet<>(Comparator.comparingInt(Entry::place));
        caller.teams().forEach(team -> all.addAll(teams.getOrDefault(team, List.of())));
        return all;
    }

    private static <T> List<T> fitting(Iterable<Entry<T>> entries, Predicate<T> fits) {
        List<T> found = List.of();
        for (Entry<T> entry : entries) {
            if (fits.test(entry.value)) {
                found = found.isEmpty() ? new ArrayList<>(2) : found;
                found.add(entry.value);
            }
        }
        return found;
    }
}
