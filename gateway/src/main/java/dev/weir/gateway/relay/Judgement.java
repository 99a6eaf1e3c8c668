package dev.weir.gateway.relay;

import dev.weir.core.access.Doors;
import dev.weir.core.access.HeaderRules;
import dev.weir.core.capture.CaptureMode;
import dev.weir.core.dialect.BodyScan;
import dev.weir.core.dialect.ErrorCode;
import dev.weir.core.dialect.Refusal;
import dev.weir.core.exchange.Change;
import dev.weir.core.exchange.ExchangeId;
import dev.weir.core.exchange.GatewayFacts;
import dev.weir.core.exchange.GatewayFacts.Edit;
import dev.weir.core.exchange.GatewayFacts.Ruling;
import dev.weir.core.exchange.Headers;
import dev.weir.core.exchange.RequestHead;
import dev.weir.core.json.JsonObject;
import dev.weir.core.json.JsonWriter;
import dev.weir.core.metering.Metering;
import dev.weir.core.rules.Ask;
import dev.weir.core.rules.Ask.Need;
import dev.weir.core.rules.Decision;
import dev.weir.core.rules.Keeping;
import dev.weir.core.rules.ModelInPath;
import dev.weir.core.rules.ModelList;
import dev.weir.core.rules.Plan;
import dev.weir.core.rules.Policy;
import dev.weir.core.rules.Route;
import dev.weir.core.rules.Rules;
import dev.weir.core.rules.Verdict;
import dev.weir.core.token.Caller;
import dev.weir.core.vault.Credential;
import dev.weir.core.vault.Injection;

import io.netty.buffer.ByteBuf;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;

/**
 * What stands between a request's head and its dispatch: it holds the body back as far as the rules
 * must read it, asks them, and says what is to be sent where. One for a call; on its event loop.
 */
final class Judgement {

    private static final Set<String> TOKEN = Set.of("token");
    private static final Set<String> TOKEN_AND_KEY = Set.of("token", "key");

    private final Gate gate;
    private final Rules rules;
    private final Caller caller;
    private final RequestHead head;
    private final Doors.@Nullable Through way;
    private final long length;
    private final Need need;
    private final @Nullable BodyScan scan;
    private final Queue<ByteBuf> held = new ArrayDeque<>(2);
    private long heldBytes;
    private boolean ended;
    private Headers trailers = Headers.EMPTY;
    private List<Decision> decisions = List.of();
    private List<Ruling> limits = List.of();
    private @Nullable Plan plan;
    private @Nullable Keeping keeping;
    private List<Dispatch> dispatches = List.of();

    /**
     * @param way where the call would go, null where that is not known and it will not be decided
     * @param length bytes of body to come, 0 for none, -1 where not known
     */
    Judgement(
            Gate gate,
            Rules rules,
            Caller caller,
            RequestHead head,
            Doors.@Nullable Through way,
            long length) {
        this.gate = gate;
        this.rules = rules;
        this.caller = caller;
        this.head = head;
        this.way = way;
        this.length = length;
        Need wanted = length == 0 || way == null ? Need.NOTHING : rules.need(caller);
        boolean inPath =
                wanted == Need.MODEL && way != null && ModelInPath.find(way.path()) != null;
        this.need = inPath ? Need.NOTHING : wanted;
        this.scan = need == Need.NOTHING ? null : new BodyScan();
    }

    /** Why the body cannot be read although that is needed; null where all is well. */
    @Nullable Refusal fault() {
        return need == Need.NOTHING || way == null ? null : Gate.unreadable(head, way);
    }

    /**
     * The caller's routes where a list of models is asked for; null where the provider is asked.
     */
    byte @Nullable [] models() {
        Doors.Through through = way;
        return through != null && gate.listsRoutes() && ModelList.isAsked(head.method(), through)
                ? ModelList.body(through.dialect(), rules.routes(caller))
                : null;
    }

    /**
     * Takes a piece of the body; it is let go later.
     *
     * @return a refusal where there is no room for it, else null
     */
    @Nullable Refusal hold(ByteBuf piece) {
        int bytes = piece.readableBytes();
        if (!gate.held().take(bytes)) {
            piece.release();
            return new Refusal(ErrorCode.OVERLOADED, "too many request bodies wait for a decision");
        }
        heldBytes += bytes;
        if (scan != null) {
            scan.feed(piece.nioBuffer());
        }
        held.add(piece);
        return null;
    }

    /** The request is whole. */
    void end(Headers requestTrailers) {
        ended = true;
        trailers = requestTrailers;
    }

    boolean isEnded() {
        return ended;
    }

    Headers trailers() {
        return trailers;
    }

    /** True once all is known that the rules want to know. */
    boolean isReady() {
        return switch (need) {
            case NOTHING -> true;
            case MODEL -> ended || scan == null || scan.model() != null || scan.done();
            case BODY -> ended;
        };
    }

    /**
     * Looks at a piece that comes after the decision.
     *
     * @return a refusal where it makes the decision void, else null
     */
    @Nullable Refusal watch(ByteBuf piece) {
        if (scan == null || need != Need.MODEL || scan.done()) {
            return null;
        }
        scan.feed(piece.nioBuffer());
        return scan.namesModelTwice() ? twice() : null;
    }

    private static Refusal twice() {
        return new Refusal(
                ErrorCode.BAD_REQUEST, "the request names its model twice; expected once");
    }

    /** Decides; null where the call goes on, else why not. */
    @Nullable Refusal decide() {
        BodyScan read = scan;
        if (read != null && read.namesModelTwice()) {
            return twice();
        }
        Doors.Through through = way;
        if (through == null) {
            throw new IllegalStateException("a decision without a way");
        }
        String inPath = ModelInPath.find(through.path());
        Ask ask =
                new Ask(
                        caller,
                        through,
                        inPath != null ? inPath : read == null ? null : read.model(),
                        Math.max(length, heldBytes),
                        read != null && need == Need.BODY
                                ? new Ask.BodyFacts(
                                        true, read.tools(), read.maxTokens(), read.store())
                                : Ask.BodyFacts.UNREAD);
        Verdict verdict = rules.decide(ask, gate);
        decisions = verdict.decisions();
        return switch (verdict) {
            case Verdict.Refused refused -> {
                keeping = refused.keeping();
                yield refused.refusal();
            }
            case Verdict.Go go -> prepare(go.plan());
        };
    }

    private @Nullable Refusal prepare(Plan made) {
        plan = made;
        keeping = made.keeping();
        List<Dispatch> ready = new ArrayList<>(made.attempts().size());
        for (Plan.Attempt attempt : made.attempts()) {
            Injection injection = null;
            if (attempt.key() != null) {
                Credential credential =
                        gate.credentials().credential(caller.organisation(), attempt.key().id());
                if (!(credential instanceof Credential.Ready usable)) {
                    continue;
                }
                injection = usable.injection();
            }
            boolean own = caller.grant() == null && injection == null;
            ready.add(
                    new Dispatch(
                            attempt.way(),
                            query(own),
                            edits(attempt, made.route()),
                            own,
                            injection,
                            attempt.model()));
        }
        dispatches = ready;
        return ready.isEmpty()
                ? new Refusal(
                        ErrorCode.KEY_UNAVAILABLE,
                        "the provider key for this call cannot be used now; an administrator can"
                                + " see why")
                : null;
    }

    private @Nullable String query(boolean own) {
        boolean hasQuery = head.target().length() > head.path().length();
        if (!hasQuery) {
            return null;
        }
        if (!gate.signIn() && own) {
            return head.query();
        }
        String rest = HeaderRules.withoutParameters(head.query(), own ? TOKEN : TOKEN_AND_KEY);
        return rest.isEmpty() ? null : rest;
    }

    private List<Edit> edits(Plan.Attempt attempt, @Nullable Route route) {
        String model = attempt.model();
        if (model == null || scan == null || scan.modelOffset() < 0) {
            return List.of();
        }
        StringBuilder quoted = new StringBuilder(model.length() + 2);
        JsonWriter.string(model, quoted);
        return List.of(
                new Edit(
                        scan.modelOffset(),
                        scan.modelLength(),
                        quoted.substring(1, quoted.length() - 1),
                        route == null ? "route" : "route:" + route.name()));
    }

    /**
     * A sending of the call as it is to be counted.
     *
     * @param sending 1 for the first
     */
    Metering.Order order(ExchangeId id, Dispatch dispatch, int sending) {
        Doors.Through place = dispatch.way();
        Route route = plan == null ? null : plan.route();
        BodyScan read = scan;
        String inPath = ModelInPath.find(place.path());
        String named = inPath != null ? inPath : read == null ? null : read.model();
        return new Metering.Order(
                id,
                caller,
                route == null ? null : route.id(),
                dispatch.key(),
                place.provider().name(),
                place.provider().base().authority(),
                place.dialect(),
                head.method(),
                place.path(),
                dispatch.model() != null ? dispatch.model() : named,
                length < 0 && ended ? heldBytes : length,
                read == null ? 0 : read.maxTokens(),
                keeping().mode() instanceof CaptureMode.Full,
                sending);
    }

    /** What limits said. */
    void ruled(List<Ruling> more) {
        limits = more;
    }

    /** What is to be sent where: the first, and what follows if that fails. */
    List<Dispatch> dispatches() {
        return dispatches;
    }

    /** The route that the call takes, null for none. */
    @Nullable Route route() {
        Plan made = plan;
        return made == null ? null : made.route();
    }

    /** How much of the call is kept. */
    Keeping keeping() {
        Keeping decided = keeping;
        return decided != null ? decided : rules.undecided(caller);
    }

    /** What is known and decided, for the record. */
    GatewayFacts facts() {
        Plan made = plan;
        if (caller.equals(Caller.LOCAL)
                && decisions.isEmpty()
                && limits.isEmpty()
                && (made == null || made.route() == null)) {
            return GatewayFacts.LOCAL;
        }
        Route route = made == null ? null : made.route();
        Dispatch first = dispatches.isEmpty() ? null : dispatches.getFirst();
        List<Ruling> rulings = new ArrayList<>(decisions.size() + limits.size());
        rulings.addAll(limits);
        for (Decision decision : decisions) {
            rulings.add(
                    new Ruling(
                            "policy:" + decision.policy(),
                            decision.version(),
                            switch (decision.mode()) {
                                case ENFORCE -> "refused";
                                case WARN -> "warned";
                                case DRY_RUN -> "would_refuse";
                            },
                            decision.reason()));
        }
        return new GatewayFacts(
                caller.organisation(),
                caller.user(),
                rules.userName(caller.user()),
                caller.teams().stream().sorted().toList(),
                caller.grant() == null ? null : caller.grant().id(),
                route == null ? null : route.name(),
                first == null ? null : first.key(),
                first == null ? null : first.model(),
                rulings,
                first == null ? List.of() : first.edits(),
                JsonObject.EMPTY);
    }

    /** What the first sending makes different, besides the fields that are dropped anyway. */
    List<Change> changes() {
        if (dispatches.isEmpty()) {
            return List.of();
        }
        Dispatch first = dispatches.getFirst();
        List<Change> changes = new ArrayList<>(2);
        if (first.injection() != null) {
            changes.add(
                    new Change(
                            Change.Kind.REQUEST_FIELD_REPLACED, first.injection().field().name()));
        } else if (!first.ownCredentials()) {
            changes.add(new Change(Change.Kind.REQUEST_FIELD_DROPPED, "authorization"));
        }
        if (first.model() != null) {
            Route route = plan == null ? null : plan.route();
            changes.add(
                    new Change(
                            Change.Kind.MODEL_REPLACED,
                            route == null ? "route" : "route:" + route.name()));
        }
        return changes;
    }

    /** Fields to add to the answer. */
    Headers answerFields() {
        Headers.Builder fields = Headers.builder();
        for (Decision decision : decisions) {
            if (decision.mode() == Policy.Mode.WARN) {
                fields.add("x-weir-warning", decision.policy() + ": " + decision.reason());
            }
        }
        return fields.build();
    }

    /** Hands out what is held, piece by piece; null when there is no more. */
    @Nullable ByteBuf next() {
        ByteBuf piece = held.poll();
        if (piece != null) {
            gate.held().give(piece.readableBytes());
            heldBytes -= piece.readableBytes();
        }
        return piece;
    }

    /** Lets go of what is held. */
    void forget() {
        for (ByteBuf piece = next(); piece != null; piece = next()) {
            piece.release();
        }
    }
}
