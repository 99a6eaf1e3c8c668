package dev.weir.core.derived;

import dev.weir.core.exchange.Effect;
import dev.weir.core.exchange.ExchangeId;
import dev.weir.core.exchange.Tag;
import dev.weir.core.usage.Unit;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What one exchange means.
 *
 * @param id the exchange
 * @param startedAt when it began
 * @param call what was called, and how it ended
 * @param caller who called, as far as it is stated
 * @param gateway what it went through, and what rules said of it
 * @param place where it belongs, null where it belongs to no session
 * @param counts what it used, inclusive; units that were not stated are absent
 * @param cost what it cost
 * @param reading how well the bodies could be read: {@code full}, {@code partly} or {@code not}
 * @param finding the first reason why not everything was read, null for none
 * @param tools names of the tools that the answer calls, in order, each once
 * @param has what is in the request and the answer
 */
public record DerivedExchange(
        ExchangeId id,
        Instant startedAt,
        Call call,
        Caller caller,
        Gateway gateway,
        @Nullable Place place,
        Map<Unit, Long> counts,
        Cost cost,
        String reading,
        @Nullable String finding,
        List<String> tools,
        Set<Trait> has) {

    public DerivedExchange {
        counts = Map.copyOf(counts);
        tools = List.copyOf(tools);
        has = Set.copyOf(has);
    }

    /** This row with another cost. */
    public DerivedExchange withCost(Cost newCost) {
        return new DerivedExchange(
                id, startedAt, call, caller, gateway, place, counts, newCost, reading, finding,
                tools, has);
    }

    /** The count of a unit, null where it was not stated. */
    public @Nullable Long count(Unit unit) {
        return counts.get(unit);
    }

    /**
     * What was called.
     *
     * @param provider the provider's configured name
     * @param dialect the dialect's word
     * @param endpoint the endpoint's word
     * @param path the path at the provider
     * @param status the answer's status, 0 for none
     * @param outcome the outcome's word
     * @param reason the end reason's word
     * @param error the provider's or Weir's error type, null for none
     * @param requestedModel as the request names it
     * @param answeredModel as the answer names it
     * @param stream whether it was streamed
     * @param stop why the answer ended, in Weir's word, null where that is not said
     * @param stopWord the same in the provider's word
     * @param micros how long it took
     * @param firstTokenMicros until the first token, null where there was none
     * @param requestBytes length of the request body
     * @param responseBytes length of the answer's body
     */
    public record Call(
            String provider,
            String dialect,
            String endpoint,
            String path,
            int status,
            String outcome,
            String reason,
            @Nullable String error,
            @Nullable String requestedModel,
            @Nullable String answeredModel,
            boolean stream,
            @Nullable String stop,
            @Nullable String stopWord,
            long micros,
            @Nullable Long firstTokenMicros,
            long requestBytes,
            long responseBytes) {}

    /**
     * Who called. All of it is the caller's own word.
     *
     * @param client the tool or SDK by its user agent, null where it is not known
     * @param clientVersion its version
     * @param user a person, from tags
     * @param team from tags
     * @param repo from tags
     * @param branch from tags
     * @param tags all tags
     */
    public record Caller(
            @Nullable String client,
            @Nullable String clientVersion,
            @Nullable String user,
            @Nullable String team,
            @Nullable String repo,
            @Nullable String branch,
            List<Tag> tags) {

        public Caller {
            tags = List.copyOf(tags);
        }
    }

    /**
     * What a gateway knew and decided. The names are those of that time; where none is on record,
     * they are the ids.
     *
     * @param route the name of the route that it took, null for none
     * @param key the name of the provider key that Weir sent, null where it sent none
     * @param token the name of the token that was shown, null where there is no sign-in
     * @param rulings what rules said, each once
     */
    public record Gateway(
            @Nullable String route,
            @Nullable String key,
            @Nullable String token,
            List<Ruling> rulings) {

        /** Nothing of it, as on a Weir of one's own. */
        public static final Gateway NONE = new Gateway(null, null, null, List.of());

        public Gateway {
            rulings = List.copyOf(rulings);
        }
    }

    /**
     * What one rule said.
     *
     * @param effect what came of it
     * @param rule its kind and name, such as {@code policy:no previews} or {@code limit:team-day}
     */
    public record Ruling(Effect effect, String rule) {

        /** As one text, {@code would_refuse policy:no previews}: what sums go by. */
        @Override
        public String toString() {
            return effect.word() + " " + rule;
        }

        /** Reads such a text; null where it is none. */
        public static @Nullable Ruling parse(String text) {
            int space = text.indexOf(' ');
            Effect effect = space < 0 ? null : Effect.parse(text.substring(0, space));
            return effect == null ? null : new Ruling(effect, text.substring(space + 1));
        }
    }

    /**
     * Where an exchange belongs.
     *
     * @param session the session's id
     * @param source how the session was found, a word
     * @param inferred true where the bytes do not name the session
     * @param thread the thread within it
     * @param turn number of the human turn in its thread, from 1; 0 where it belongs to none
     * @param step number of the call within the turn, from 1; 0 where it belongs to none
     * @param kind main or which background call, a word
     */
    public record Place(
            String session,
            String source,
            boolean inferred,
            String thread,
            int turn,
            int step,
            String kind) {}

    /**
     * What it cost.
     *
     * @param nanos billionths of a US dollar, null where it has no price
     * @param savedNanos what reading from the cache saved, less what writing to it cost more; null
     *     where that is not known
     * @param how {@code table}, the name of an override, {@code stated} where only the sender of a
     *     span says it, or {@code unpriced:} and the reason
     * @param prices the version of the price table
     * @param tier the service tier that answered, in the provider's word; null where not stated
     * @param speed the provider's word for a faster mode; null where not stated
     */
    public record Cost(
            @Nullable Long nanos,
            @Nullable Long savedNanos,
            String how,
            String prices,
            @Nullable String tier,
            @Nullable String speed) {}
}
