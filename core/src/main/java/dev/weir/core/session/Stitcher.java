package dev.weir.core.session;

import dev.weir.core.exchange.ExchangeId;
import dev.weir.core.session.Parents.Found;
import dev.weir.core.session.Placement.Relation;
import dev.weir.core.session.SessionMemory.Index;
import dev.weir.core.session.SessionMemory.Spot;
import dev.weir.core.session.SessionMemory.ThreadState;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Puts exchanges into sessions, threads, turns and steps. Fed with the exchanges of an archive in
 * the order of their ids, which is that in which they began, it gives the same placements each time
 * it starts from an empty memory; in another order some without an identifier may be placed
 * otherwise. Nothing is joined on a guess: see {@link Parents} for what counts without an
 * identifier. Not thread-safe.
 */
public final class Stitcher {

    /** Changes whenever the same exchanges would be placed otherwise. */
    public static final int VERSION = 1;

    private static final int MOST_SAYINGS_KEPT = 64;
    private static final int SHORTEST_UNIQUE = 16;
    private static final long MILLIS_A_DAY = 86_400_000;

    private final SessionMemory memory;
    private final Parents parents;

    public Stitcher(SessionMemory memory) {
        this.memory = memory;
        this.parents = new Parents(memory);
    }

    /** A session and what is known of the exchange before. */
    private record Home(
            String session,
            SessionSource source,
            @Nullable String external,
            @Nullable Found parent) {}

    /** Places the next exchange. */
    public Placement place(Clues clues) {
        CallKind kind = CallKinds.of(clues);
        Home home = home(clues, kind);
        Placement placement =
                kind.conversational()
                        ? inConversation(clues, kind, home)
                        : beside(clues, kind, home);
        remember(clues, placement);
        return placement;
    }

    private Home home(Clues clues, CallKind kind) {
        SessionSources.Named named = SessionSources.named(clues);
        Spot previous = previous(clues);
        if (named != null) {
            String session = sessionId(clues, named);
            return new Home(
                    session,
                    named.source(),
                    named.id(),
                    previous != null && previous.session().equals(session)
                            ? new Found(previous, Parents.Look.PREFIX)
                            : parents.find(sessionScope(session), true, kind, clues));
        }
        if (previous != null) {
            return new Home(
                    previous.session(),
                    SessionSource.RESPONSE_CHAIN,
                    null,
                    new Found(previous, Parents.Look.PREFIX));
        }
        Found found = parents.find(clientScope(clues), false, kind, clues);
        if (found != null) {
            return new Home(
                    found.spot().session(),
                    found.look() == Parents.Look.SAYING
                            ? SessionSource.SAYINGS
                            : SessionSource.PREFIX,
                    null,
                    found);
        }
        return kind.conversational()
                ? new Home(hash("first", clues.id().toString()), SessionSource.FIRST, null, null)
                : new Home(bucket(clues), SessionSource.NONE, null, null);
    }

    private @Nullable Spot previous(Clues clues) {
        String previous = clues.request().previous();
        if (previous == null) {
            return null;
        }
        var spots = memory.find(Index.RESPONSE, response(clues, previous));
        return spots.isEmpty() ? null : spots.getFirst();
    }

    private Placement beside(Clues clues, CallKind kind, Home home) {
        ThreadState main = memory.thread(home.session, Placement.MAIN);
        return new Placement(
                clues.id(),
                home.session,
                home.source,
                home.external,
                Placement.BACKGROUND,
                null,
                Relation.BESIDE,
                home.parent == null ? null : home.parent.spot().exchange(),
                main == null ? 0 : main.turn(),
                0,
                main == null ? 1 : main.epoch(),
                kind,
                clues.tool());
    }

    private Placement inConversation(Clues clues, CallKind kind, Home home) {
        Found found = home.parent;
        if (found != null && found.spot().thread().equals(Placement.BACKGROUND)) {
            found = null;
        }
        Threads.Choice choice = Threads.choose(memory, clues, home.session, home.external, found);
        ThreadState state = memory.thread(home.session, choice.thread());
        Relation relation = relation(clues, choice, state, found);
        Spot parent = found == null ? null : found.spot();

        int turn = 1;
        int step = 1;
        boolean asked = kind != CallKind.SUMMARY && asked(clues, state);
        if (relation == Relation.REPEATS && parent != null) {
            turn = parent.turn();
            step = parent.step();
        } else if (relation == Relation.RESTARTS && state != null) {
            turn = state.turn() + 1;
        } else if (relation != Relation.STARTS && (parent != null || state != null)) {
            boolean next = asked && relation != Relation.COMPACTS;
            int lastTurn = parent != null ? parent.turn() : turnOf(state);
            int lastStep = parent != null ? parent.step() : stepOf(state);
            turn = next ? lastTurn + 1 : lastTurn;
            step = next ? 1 : lastStep + 1;
        }
        int epoch = state == null ? 1 : state.epoch();
        String model = clues.model();
        if (state != null && kind == CallKind.MAIN && changed(state.model(), model)) {
            epoch++;
        }
        memory.put(
                new ThreadState(
                        home.session,
                        choice.thread(),
                        choice.parent(),
                        turn,
                        step,
                        state != null && (model.isEmpty() || kind != CallKind.MAIN)
                                ? state.model()
                                : model,
                        epoch,
                        clues.request().system(),
                        clues.request().toolbox(),
                        promptName(clues),
                        kind == CallKind.SUMMARY));
        if (parent != null && kind == CallKind.MAIN && relation != Relation.REPEATS) {
            memory.put(parent.goneOn());
        }
        return new Placement(
                clues.id(),
                home.session,
                home.source,
                home.external,
                choice.thread(),
                choice.parent(),
                relation,
                parent == null ? null : parent.exchange(),
                turn,
                step,
                epoch,
                kind,
                clues.tool());
    }

    private static int turnOf(@Nullable ThreadState state) {
        return state == null ? 1 : state.turn();
    }

    private static int stepOf(@Nullable ThreadState state) {
        return state == null ? 0 : state.step();
    }

    private static boolean changed(String before, String now) {
        return !before.isEmpty() && !now.isEmpty() && !before.equals(now);
    }

    private static Relation relation(
            Clues clues,
            Threads.Choice choice,
            @Nullable ThreadState state,
            @Nullable Found found) {
        if (state == null) {
            return Relation.STARTS;
        }
        if (found != null && found.spot().thread().equals(choice.thread())) {
            return switch (found.look()) {
                case SAME -> Relation.REPEATS;
                case SAYING -> Relation.REWRITES;
                case PREFIX -> found.spot().continued() ? Relation.BRANCHES : Relation.CONTINUES;
            };
        }
        if (state.summarized() || CallKinds.beginsWithSummary(clues.request())) {
            return Relation.COMPACTS;
        }
        // The provider has the rest of the conversation.
        return clues.request().partial() ? Relation.CONTINUES : Relation.RESTARTS;
    }

    /** True where the request ends with a person's prompt and not with results of tools. */
    private static boolean asked(Clues clues, @Nullable ThreadState state) {
        String name = promptName(clues);
        if (name != null && state != null && state.prompt() != null) {
            return !name.equals(state.prompt());
        }
        Chain chain = clues.request().chain();
        int last = chain.length() - 1;
        while (last >= 0 && chain.role(last) == Chain.Role.OTHER) {
            last--;
        }
        return last >= 0 && chain.role(last) == Chain.Role.USER;
    }

    /** The client's own name of the human turn. */
    private static @Nullable String promptName(Clues clues) {
        String prompt = clues.header("x-claude-code-prompt-id");
        return prompt != null ? prompt : clues.request().clientMetadata().get("turn_id");
    }

    private void remember(Clues clues, Placement placement) {
        Sayings answer = clues.answer().sayings();
        if (answer.size() > MOST_SAYINGS_KEPT) {
            answer = answer.first(MOST_SAYINGS_KEPT);
        }
        boolean main = placement.kind() == CallKind.MAIN;
        String response = clues.answer().id();
        if (!main && response == null) {
            return;
        }
        ExchangeId id = clues.id();
        memory.put(
                new Spot(
                        id,
                        placement.session(),
                        placement.thread(),
                        placement.turn(),
                        placement.step(),
                        clues.setting(),
                        answer,
                        clues.failed(),
                        false));
        if (response != null) {
            memory.note(Index.RESPONSE, response(clues, response), id);
        }
        Chain chain = clues.request().chain();
        if (main && !chain.isEmpty()) {
            note(sessionScope(placement.session()), clues, answer);
            note(clientScope(clues), clues, answer);
        }
    }

    private void note(Hash128 scope, Clues clues, Sayings answer) {
        // Where the provider keeps the conversation, the request has but its newest messages.
        if (!clues.request().partial()) {
            memory.note(
                    Index.CONVERSATION, scope.then(clues.request().chain().whole()), clues.id());
        }
        for (int i = 0; i < answer.size(); i++) {
            if (Sayings.telling(answer.hash(i))) {
                memory.note(Index.SAYING, Parents.saying(scope, answer.hash(i)), clues.id());
            }
        }
    }

    private static Hash128 sessionScope(String session) {
        return Hash128.of("session\n" + session);
    }

    private static Hash128 clientScope(Clues clues) {
        return Hash128.of("client\n" + clues.owner() + "\n" + clues.client());
    }

    private static Hash128 response(Clues clues, String id) {
        return Hash128.of("response\n" + clues.owner() + "\n" + id);
    }

    /**
     * The session that a client names. Long names are unique, wherever they stand: the same UUID in
     * a header and in the body is one session. A short one, e.g. {@code test}, is only that of its
     * place.
     */
    private static String sessionId(Clues clues, SessionSources.Named named) {
        boolean unique = named.id().length() >= SHORTEST_UNIQUE;
        return hash("named", clues.owner(), unique ? "" : named.source().word(), named.id());
    }

    /** Where the exchanges go that hold no conversation and no identifier. */
    private static String bucket(Clues clues) {
        return hash(
                "none",
                clues.owner(),
                clues.client(),
                clues.provider(),
                Long.toString(clues.id().millis() / MILLIS_A_DAY));
    }

    private static String hash(String... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String part : parts) {
                digest.update(part.getBytes(StandardCharsets.UTF_8));
                digest.update((byte) 0);
            }
            return HexFormat.of().formatHex(digest.digest(), 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
