package dev.weir.core.session;

import dev.weir.core.session.SessionMemory.Index;
import dev.weir.core.session.SessionMemory.Spot;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Objects;

/**
 * Finds the exchange that a conversation goes on from. Three looks, the first that succeeds counts:
 *
 * <ol>
 *   <li>the very same conversation was sent before;
 *   <li>the longest conversation sent before that this one begins with, and after which the model
 *       speaks;
 *   <li>the latest telling saying of an answer on record that this one sends back.
 * </ol>
 *
 * <p>Where an identifier has told the session, all three look only inside it, and what is found
 * there counts. Without one they look only among the exchanges of the same client, and chance must
 * be out: two programs may ask the same first question, and one program may send the same examples
 * of talk with every question. So the first look counts for a second try only: the last one failed
 * or the client says it tries again, and it is not long ago and the rest of the request is the
 * same; or the conversation is one that has gone on before. The second counts where the earlier
 * answer comes back in the request; where the answer is not known, or comes back in other words
 * after the model has spoken before, it counts if just one session has that conversation.
 */
final class Parents {

    /** Prefixes that are looked up at most, the longest first. */
    static final int MOST_PREFIXES = 256;

    private static final int MOST_SAYINGS = 12;

    /** Milliseconds after which a request is no second try of one before it. */
    private static final long LONGEST_PAUSE = 15 * 60_000;

    /** How a parent was found. */
    enum Look {
        SAME,
        PREFIX,
        SAYING
    }

    /** A parent and how it was found. */
    record Found(Spot spot, Look look) {}

    private final SessionMemory memory;

    Parents(SessionMemory memory) {
        this.memory = memory;
    }

    /**
     * @param scope what is mixed into every key: the session's or the client's
     * @param known true where the session is known
     * @param kind what the call is for
     * @return null where there is none
     */
    @Nullable Found find(Hash128 scope, boolean known, CallKind kind, Clues clues) {
        Chain chain = clues.request().chain();
        boolean talk = kind.conversational() || kind == CallKind.TOKEN_COUNT;
        if (chain.isEmpty() || !known && !talk || clues.request().partial()) {
            return null;
        }
        Spot same = same(scope, known, kind, clues);
        if (same != null) {
            return new Found(same, Look.SAME);
        }
        Spot before = before(scope, known, chain);
        if (before != null) {
            return new Found(before, Look.PREFIX);
        }
        Spot said = said(scope, chain.sayings());
        return said == null ? null : new Found(said, Look.SAYING);
    }

    private @Nullable Spot same(Hash128 scope, boolean known, CallKind kind, Clues clues) {
        Chain chain = clues.request().chain();
        List<Spot> spots = memory.find(Index.CONVERSATION, scope.then(chain.whole()));
        if (known) {
            return spots.isEmpty() ? null : spots.getFirst();
        }
        if (spots.isEmpty()) {
            return null;
        }
        Spot latest = spots.getFirst();
        Spot only = onlySession(spots);
        if (kind == CallKind.TOKEN_COUNT) {
            return only != null && alike(only, clues) ? only : null;
        }
        boolean again =
                !Objects.requireNonNullElse(clues.header("x-stainless-retry-count"), "0")
                        .equals("0");
        if ((latest.failed() || again)
                && alike(latest, clues)
                && clues.id().millis() - latest.exchange().millis() <= LONGEST_PAUSE) {
            return latest;
        }
        return only != null && (only.turn() > 1 || only.step() > 1) ? only : null;
    }

    private static boolean alike(Spot spot, Clues clues) {
        return spot.setting().equals(clues.setting());
    }

    private @Nullable Spot before(Hash128 scope, boolean known, Chain chain) {
        int looked = 0;
        for (int links = chain.length() - 1; links > 0 && looked < MOST_PREFIXES; links--) {
            if (chain.role(links) != Chain.Role.MODEL
                    || chain.role(links - 1) == Chain.Role.MODEL) {
                continue;
            }
            looked++;
            List<Spot> spots = memory.find(Index.CONVERSATION, scope.then(chain.prefix(links)));
            if (!spots.isEmpty()) {
                Sayings run = chain.sayings().within(links, chain.endOfRun(links));
                Spot spot = choose(spots, run, chain.modelSpokeWithin(links), known);
                if (spot != null) {
                    return spot;
                }
            }
        }
        return null;
    }

    private static @Nullable Spot choose(
            List<Spot> spots, Sayings run, boolean spokeBefore, boolean known) {
        for (Spot spot : spots) {
            if (spot.answer().shares(run)) {
                return spot;
            }
        }
        if (known) {
            return spots.getFirst();
        }
        return onlySession(
                spokeBefore
                        ? spots
                        : spots.stream().filter(spot -> spot.answer().isEmpty()).toList());
    }

    /** The first of the spots where all are of one session and there is not one more session. */
    private static @Nullable Spot onlySession(List<Spot> spots) {
        boolean one =
                !spots.isEmpty()
                        && spots.stream().map(Spot::session).distinct().limit(2).count() == 1;
        return one ? spots.getFirst() : null;
    }

    private @Nullable Spot said(Hash128 scope, Sayings sayings) {
        int looked = 0;
        for (int i = sayings.size() - 1; i >= 0 && looked < MOST_SAYINGS; i--) {
            if (Sayings.telling(sayings.hash(i))) {
                looked++;
                Spot spot = onlySession(memory.find(Index.SAYING, saying(scope, sayings.hash(i))));
                if (spot != null) {
                    return spot;
                }
            }
        }
        return null;
    }

    /** The key of a saying. */
    static Hash128 saying(Hash128 scope, long hash) {
        return scope.then(new Hash128(hash, hash));
    }
}
