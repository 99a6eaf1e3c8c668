package dev.weir.gateway.relay;

import dev.weir.core.access.Doors;
import dev.weir.core.access.HeaderRules;
import dev.weir.core.capture.CaptureMode;
import dev.weir.core.dialect.BodyScan;
import dev.weir.core.dialect.ErrorCode;
import dev.weir.core.dialect.Refusal;
import dev.weir.core.exchange.Change;
import dev.weir.core.exchange.Effect;
import dev.weir.core.exchange.ExchangeId;
import dev.weir.core.exchange.GatewayFacts;
import dev.weir.core.exchange.GatewayFacts.Edit;
import dev.weir.core.exchange.GatewayFacts.Ruling;
import dev.weir.core.exchange.Headers;
import dev.weir.core.exchange.RequestHead;
import dev.weir.core.exchange.Side;
import dev.weir.core.json.JsonObject;
import dev.weir.core.json.JsonWriter;
import dev.weir.core.metering.Metering;
import dev.weir.core.redaction.Redaction;
import dev.weir.core.rules.Ask;
import dev.weir.core.rules.Ask.Need;
import dev.weir.core.rules.Decision;
import dev.weir.core.rules.Keeping;
import dev.weir.core.rules.ModelInPath;
import dev.weir.core.rules.ModelList;
import dev.weir.core.rules.PlainPath;
import dev.weir.core.rules.Plan;
import dev.weir.core.rules.Policy;
import dev.weir.core.rules.Redactions;
import dev.weir.core.rules.Route;
import dev.weir.core.rules.Rules;
import dev.weir.core.rules.Verdict;
import dev.weir.core.token.Caller;
import dev.weir.core.vault.Credential;
import dev.weir.core.vault.Injection;
import dev.weir.gateway.content.ContentDecoding;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What stands between a request's head and its dispatch: it holds the body back as far as the rules
 * must read it, asks them, and says what is to be sent where. One for a call; on its event loop.
 */
final class Judgement {

    private static final Set<String> TOKEN = Set.of("token");
    private static final Set<String> TOKEN_AND_KEY = Set.of("token", "key");

    /** A body that is not sent as it came goes in pieces of this size. */
    private static final int STEP = 64 << 10;

    private final Gate gate;
    private final Rules rules;
    private final Caller caller;
    private final RequestHead head;
    private final Doors.@Nullable Through way;
    private final long length;
    private final Need need;
    private final List<String> codings;

    /** What the policies want to have redacted. */
    private final Redactions redactions;

    /** What is replaced before the body is sent, null for nothing. */
    private final @Nullable Redaction redaction;

    /** The policy that allows the smallest body, null for none. */
    private final @Nullable Policy smallestBody;

    /** True where the rules must see the body whole, without its codings. */
    private final boolean whole;

    /** What was read of such a body; null before, and where none is needed. */
    private @Nullable BodyReading reading;

    /** True where the body is sent as it was read, not as it came. */
    private boolean sendsPlain;

    private @Nullable BodyScan scan;
    private final Queue<ByteBuf> held = new ArrayDeque<>(2);
    private long heldBytes;

    /** Bytes of body that the decision went by, -1 where not known: what is held goes away. */
    private long judgedBytes = -1;

    private boolean roomGiven;
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
        boolean hasBody = length != 0 && way != null;
        Need wanted = hasBody ? wanted(gate, rules, caller) : Need.NOTHING;
        this.redactions = hasBody ? rules.redactions(caller) : Redactions.NONE;
        this.redaction = redactions.beforeSending();
        this.smallestBody = hasBody ? rules.smallestBody(caller) : null;
        boolean inPath =
                wanted == Need.MODEL && way != null && ModelInPath.find(way.path()) != null;
        this.need = inPath ? Need.NOTHING : wanted;
        this.codings = need == Need.NOTHING ? List.of() : ContentDecoding.encodings(head.headers());
        this.whole = need != Need.NOTHING && (!codings.isEmpty() || redaction != null);
        this.scan = need == Need.NOTHING || whole ? null : new BodyScan();
    }

    /**
     * True for a body that says that it is text all over: in any other a find could break what is
     * around.
     */
    private static boolean isText(RequestHead head) {
        String type = head.headers().first("content-type");
        if (type == null) {
            return true;
        }
        String lower = type.toLowerCase(Locale.ROOT).strip();
        return lower.startsWith("text/")
                || lower.contains("json")
                || lower.contains("xml")
                || lower.startsWith("application/x-www-form-urlencoded");
    }

    private static Need wanted(Gate gate, Rules rules, Caller caller) {
        return gate.metering().readsRequests(caller) ? Need.BODY : rules.need(caller);
    }

    /** Why the body cannot be read although that is needed; null where all is well. */
    @Nullable Refusal fault() {
        return need == Need.NOTHING || way == null ? null : Gate.unreadable(codings, way);
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
        if (whole) {
            return ended;
        }
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
        return doubt(scan);
    }

    /**
     * Why the call cannot be decided by what was read of its body, null where it can. What cannot
     * be followed may say anything behind the fault.
     */
    private @Nullable Refusal doubt(BodyScan read) {
        if (read.namesModelTwice()) {
            return twice();
        }
        if (!read.sound() && (read.looksLikeJson() || saysJson(head))) {
            return new Refusal(
                    ErrorCode.BAD_REQUEST,
                    "the request body cannot be read as a JSON object, and a rule must read it");
        }
        return need == Need.BODY && read.hasTooManyTools()
                ? new Refusal(
                        ErrorCode.BAD_REQUEST,
                        "the request offers more than " + read.tools().size() + " tools")
                : null;
    }

    private static boolean saysJson(RequestHead head) {
        String type = head.headers().first("content-type");
        return type != null && type.toLowerCase(Locale.ROOT).contains("json");
    }

    /**
     * Why a body may not grow to so many bytes, null where it may. Where no length was announced,
     * only this says so.
     */
    @Nullable Refusal tooLarge(long bytes) {
        Policy policy = smallestBody;
        if (policy == null || bytes <= policy.requestBytes()) {
            return null;
        }
        String reason = "the request body is larger than " + policy.requestBytes() + " bytes";
        List<Decision> all = new ArrayList<>(decisions);
        all.add(new Decision(policy.name(), policy.version(), policy.mode(), reason));
        decisions = all;
        return new Refusal(ErrorCode.BODY_TOO_LARGE, reason + " (policy '" + policy.name() + "')");
    }

    private static Refusal twice() {
        return new Refusal(
                ErrorCode.BAD_REQUEST, "the request names its model twice; expected once");
    }

    /** True where the whole body must be {@linkplain #read read} before the decision. */
    boolean mustRead() {
        return whole && reading == null;
    }

    /**
     * Reads the whole body, off the event loop, and runs a step on it afterwards.
     *
     * @param most bytes that it may have without its codings
     */
    void read(Loop loop, long most, Runnable then) {
        byte[] body = new byte[(int) heldBytes];
        int at = 0;
        for (ByteBuf piece : held) {
            int length = piece.readableBytes();
            piece.getBytes(piece.readerIndex(), body, at, length);
            at += length;
        }
        gate.readers()
                .run(
                        () -> {
                            BodyReading made =
                                    BodyReading.of(
                                            body,
                                            codings,
                                            redaction,
                                            isText(head),
                                            most,
                                            gate.held());
                            loop.run(
                                    () -> {
                                        reading = made;
                                        scan = made.scan();
                                        then.run();
                                    });
                        });
    }

    /** Decides; null where the call goes on, else why not. */
    @Nullable Refusal decide() {
        BodyReading wholeBody = reading;
        if (wholeBody != null && wholeBody.refusal() != null) {
            return wholeBody.refusal();
        }
        BodyScan read = scan;
        Refusal doubt = read == null ? null : doubt(read);
        if (doubt != null) {
            return doubt;
        }
        Doors.Through through = way;
        if (through == null) {
            throw new IllegalStateException("a decision without a way");
        }
        long most =
                Math.max(Math.max(length, heldBytes), wholeBody == null ? 0 : wholeBody.decoded());
        judgedBytes = length < 0 && !ended ? -1 : most;
        String inPath = ModelInPath.find(through.path());
        Ask ask =
                new Ask(
                        caller,
                        through,
                        inPath != null ? inPath : read == null ? null : read.model(),
                        most,
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
        Onward onward = gate.onward();
        long plain = plain(made);
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
            if (onward != null) {
                injection = onward.injection(attempt.way().dialect());
                if (injection == null) {
                    return new Refusal(
                            ErrorCode.MISSING_KEY,
                            "nobody is signed in at "
                                    + onward.console()
                                    + ": run 'weir login "
                                    + onward.console()
                                    + "', or start Weir with 'weir serve --direct'");
                }
            }
            boolean own = caller.grant() == null && injection == null;
            ready.add(
                    new Dispatch(
                            attempt.way(),
                            query(own),
                            edits(attempt, made.route()),
                            own,
                            injection,
                            onward == null && attempt.key() != null ? attempt.key().name() : null,
                            attempt.model(),
                            plain));
        }
        dispatches = ready;
        return ready.isEmpty()
                ? new Refusal(
                        ErrorCode.KEY_UNAVAILABLE,
                        "the provider key for this call cannot be used now; an administrator can"
                                + " see why")
                : null;
    }

    /**
     * Bytes of the body where it is not sent as it came: something was replaced in it, or it is
     * coded and a place wants another model's name in it.
     */
    private long plain(Plan made) {
        BodyReading read = reading;
        if (read == null) {
            return -1;
        }
        boolean edited =
                !codings.isEmpty()
                        && made.attempts().stream()
                                .anyMatch(attempt -> !edits(attempt, made.route()).isEmpty());
        sendsPlain = edited || !read.found().isEmpty();
        return sendsPlain ? read.plain().length : -1;
    }

    /** True where what was found in the body was replaced before it is sent. */
    private boolean isRedacted() {
        BodyReading read = reading;
        return read != null && !read.found().isEmpty();
    }

    /** The head that is kept: where the body is kept as it is sent, without the body's codings. */
    RequestHead headForRecord() {
        return sendsPlain && isRedacted() && !codings.isEmpty()
                ? new RequestHead(
                        head.method(),
                        head.target(),
                        head.version(),
                        RedactedHeads.withoutCoding(head.headers()))
                : head;
    }

    /** What was replaced before sending, by the words of the kinds. */
    Map<String, Long> redacted() {
        BodyReading read = reading;
        return sendsPlain && read != null ? read.found() : Map.of();
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
        BodyScan read = scan;
        if (model == null || read == null || read.modelOffset() < 0) {
            return List.of();
        }
        StringBuilder quoted = new StringBuilder(model.length() + 2);
        JsonWriter.string(model, quoted);
        return List.of(
                new Edit(
                        read.modelOffset(),
                        read.modelLength(),
                        quoted.substring(1, quoted.length() - 1),
                        route == null ? "route" : "route:" + route.name()));
    }

    /**
     * A sending of the call as it is to be counted.
     *
     * @param sending 1 for the first
     * @param configured how much the configuration lets be kept
     */
    Metering.Order order(ExchangeId id, Dispatch dispatch, int sending, CaptureMode configured) {
        Doors.Through place = dispatch.way();
        CaptureMode mode =
                CaptureMode.strictest(
                        configured,
                        CaptureMode.strictest(keeping().mode(), place.provider().mode()));
        Route route = plan == null ? null : plan.route();
        BodyScan read = scan;
        String inPath = ModelInPath.find(place.upstreamPath());
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
                PlainPath.bare(place.upstreamPath()),
                dispatch.model() != null ? dispatch.model() : named,
                judgedBytes,
                read == null ? 0 : read.maxTokens(),
                read == null ? 1 : read.answers(),
                mode instanceof CaptureMode.Full,
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

    /** What may be made different inside the body, by whichever sending: each place once. */
    List<Edit> places() {
        List<Edit> places = new ArrayList<>(1);
        for (Dispatch dispatch : dispatches) {
            for (Edit edit : dispatch.edits()) {
                if (places.stream().noneMatch(known -> known.offset() == edit.offset())) {
                    places.add(edit);
                }
            }
        }
        places.sort(Comparator.comparingLong(Edit::offset));
        return places;
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
                && redacted().isEmpty()
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
                                case ENFORCE -> Effect.REFUSED;
                                case WARN -> Effect.WARNED;
                                case DRY_RUN -> Effect.WOULD_REFUSE;
                            },
                            decision.reason()));
        }
        rulings.addAll(redactions.rulings(redacted(), Map.of(), "the request, before it was sent"));
        return new GatewayFacts(
                caller.organisation(),
                caller.user(),
                rules.userName(caller.user()),
                caller.teamsInOrder(),
                caller.grant() == null ? null : caller.grant().id(),
                caller.grant() == null ? null : caller.grant().name(),
                route == null ? null : route.name(),
                first == null ? null : first.key(),
                first == null ? null : first.keyName(),
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
        redacted().keySet().stream()
                .sorted()
                .forEach(
                        kind -> changes.add(new Change(Change.Kind.REDACTED_BEFORE_SENDING, kind)));
        if (sendsPlain && !codings.isEmpty()) {
            changes.add(new Change(Change.Kind.REQUEST_FIELD_DROPPED, "content-encoding"));
            if (isRedacted()) {
                changes.add(RedactingRecording.decoded(Side.REQUEST, codings));
            }
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

    /**
     * Hands out the body as far as it has come.
     *
     * @param record takes each piece as it is kept; it stays the caller's
     * @param send takes each piece as it is sent, to be released
     */
    void drain(Consumer<ByteBuf> record, Consumer<ByteBuf> send) {
        BodyReading read = reading;
        if (read == null || !sendsPlain) {
            for (ByteBuf piece = next(); piece != null; piece = next()) {
                record.accept(piece);
                send.accept(piece);
            }
            giveRoom();
            return;
        }
        boolean keepsPlain = isRedacted();
        for (ByteBuf piece = next(); piece != null; piece = next()) {
            if (!keepsPlain) {
                record.accept(piece);
            }
            piece.release();
        }
        byte[] plain = read.plain();
        for (int from = 0; from < plain.length; from += STEP) {
            ByteBuf piece =
                    Unpooled.wrappedBuffer(plain, from, Math.min(STEP, plain.length - from));
            if (keepsPlain) {
                record.accept(piece);
            }
            send.accept(piece);
        }
        giveRoom();
    }

    private void giveRoom() {
        BodyReading read = reading;
        if (read != null && !roomGiven) {
            roomGiven = true;
            gate.held().give(read.taken());
        }
    }

    /** Hands out what is held as it came, piece by piece; null when there is no more. */
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
        giveRoom();
    }
}
