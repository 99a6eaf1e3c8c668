package dev.weir.core.limit;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * What one call wants to use: an upper estimate ({@link Estimate}), and for whom.
 *
 * @param exchange names the reservation within the organisation, 1 to 64 characters: the exchange's
 *     id; where one exchange reserves twice (another credential after a failure), with a suffix
 * @param user null where the caller is none
 * @param teams the user's or the key's teams, at most 16; each one's limits hold
 * @param key the virtual key, null where the caller has none
 * @param route null for none
 * @param credential the provider key that will be sent, null where it is the caller's own
 * @param tokens input and output together, at most
 * @param nanos nano-dollars at most; null where the price is not known
 * @param model the model's name, for messages; empty where there is none
 */
public record Want(
        String organisation,
        String exchange,
        @Nullable String user,
        List<String> teams,
        @Nullable String key,
        @Nullable String route,
        @Nullable String credential,
        long tokens,
        @Nullable Long nanos,
        String model) {

    private static final int MOST_TEAMS = 16;

    public Want {
        teams = List.copyOf(teams);
        if (exchange.isEmpty() || exchange.length() > Subject.LONGEST) {
            throw new IllegalArgumentException("a reservation's name has 1 to 64 characters");
        }
        if (teams.size() > MOST_TEAMS) {
            throw new IllegalArgumentException(
                    "a call is for at most 16 teams, not " + teams.size());
        }
        Subject.check(Subject.Kind.ORGANISATION, organisation);
        Subject.check(Subject.Kind.USER, user);
        Subject.check(Subject.Kind.KEY, key);
        Subject.check(Subject.Kind.ROUTE, route);
        Subject.check(Subject.Kind.CREDENTIAL, credential);
        for (int i = 0; i < teams.size(); i++) {
            Subject.check(Subject.Kind.TEAM, teams.get(i));
        }
        tokens = Math.min(tokens, Tally.MOST_TOKENS);
        nanos = nanos == null ? null : Long.valueOf(Math.min(nanos, Tally.MOST_NANOS));
        if (tokens < 0 || nanos != null && nanos < 0) {
            throw new IllegalArgumentException("an estimate is negative");
        }
    }

    /** For whom the call is: the organisation first, each at most once. */
    public List<Subject> subjects() {
        List<Subject> all = new ArrayList<>(5 + teams.size());
        all.add(new Subject(Subject.Kind.ORGANISATION, organisation));
        for (int i = 0; i < teams.size(); i++) {
            if (teams.indexOf(teams.get(i)) == i) {
                all.add(new Subject(Subject.Kind.TEAM, teams.get(i)));
            }
        }
        add(all, Subject.Kind.USER, user);
        add(all, Subject.Kind.KEY, key);
        add(all, Subject.Kind.ROUTE, route);
        add(all, Subject.Kind.CREDENTIAL, credential);
        return all;
    }

    private static void add(List<Subject> all, Subject.Kind kind, @Nullable String id) {
        if (id != null) {
            all.add(new Subject(kind, id));
        }
    }

    /** What it counts as while the call is under way. */
    public Tally tally() {
        return nanos == null ? Tally.unpriced(tokens) : Tally.priced(tokens, nanos);
    }
}
