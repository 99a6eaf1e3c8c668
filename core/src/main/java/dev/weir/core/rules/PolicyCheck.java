package dev.weir.core.rules;

import dev.weir.core.access.Doors;
import dev.weir.core.dialect.Dialect;
import dev.weir.core.dialect.ErrorCode;
import dev.weir.core.reading.Endpoints;
import dev.weir.core.rules.Policy.Subject;

import org.jspecify.annotations.Nullable;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** One policy, ready to be asked often. */
final class PolicyCheck {

    private final Policy policy;
    private final Map<Subject, Names> allowed = new EnumMap<>(Subject.class);
    private final Map<Subject, Names> denied = new EnumMap<>(Subject.class);

    PolicyCheck(Policy policy) {
        this.policy = policy;
        fill(policy.allowed(), allowed);
        fill(policy.denied(), denied);
    }

    private static void fill(Map<Subject, Set<String>> texts, Map<Subject, Names> names) {
        texts.forEach((subject, set) -> names.put(subject, new Names(plain(subject, set))));
    }

    private static Set<String> plain(Subject subject, Set<String> texts) {
        return subject == Subject.PATHS
                ? texts.stream()
                        .map(text -> PlainPath.of(text).text())
                        .collect(Collectors.toUnmodifiableSet())
                : texts;
    }

    Policy policy() {
        return policy;
    }

    /** False where it says nothing of a subject: what would be judged is then not even read. */
    private boolean judges(Subject subject) {
        return allowed.containsKey(subject) || denied.containsKey(subject);
    }

    /**
     * What it does not allow.
     *
     * @param code how to refuse it
     * @param reason a sentence without a full stop
     */
    record Objection(ErrorCode code, String reason) {}

    /** What it does not allow of the call itself, wherever it goes; null for nothing. */
    @Nullable Objection ofCall(Ask ask) {
        if (policy.requestBytes() > 0 && ask.bodyLength() > policy.requestBytes()) {
            return new Objection(
                    ErrorCode.BODY_TOO_LARGE,
                    "the request body is larger than " + policy.requestBytes() + " bytes");
        }
        String model = ask.model();
        Objection objection =
                model == null
                        ? ofNoModel(ask)
                        : of(Subject.MODELS, ErrorCode.MODEL_NOT_ALLOWED, model);
        if (objection == null && judges(Subject.PATHS)) {
            objection = ofPaths(List.of(ask.way().path()));
        }
        if (objection == null && judges(Subject.TOOLS)) {
            objection = ofTools(ask.body().tools());
        }
        if (objection == null && !policy.providerStorage() && isStored(ask)) {
            return new Objection(
                    ErrorCode.POLICY_REFUSED,
                    "the provider would keep the call: expected \"store\": false in the request");
        }
        return objection;
    }

    private @Nullable Objection ofTools(List<String> tools) {
        for (String tool : tools) {
            Objection objection = of(Subject.TOOLS, ErrorCode.POLICY_REFUSED, tool);
            if (objection != null) {
                return objection;
            }
        }
        return null;
    }

    /** A rule about models cannot let pass what runs one that nobody could read. */
    private @Nullable Objection ofNoModel(Ask ask) {
        return policy.asksForModel() && ask.bodyLength() != 0 && runsModel(ask.way())
                ? new Objection(
                        ErrorCode.MODEL_NOT_ALLOWED,
                        "the request names no model that can be read, and only some are allowed")
                : null;
    }

    private static boolean runsModel(Doors.Through way) {
        String path = PlainPath.bare(way.upstreamPath());
        return switch (Endpoints.of(way.dialect(), null, "POST", path).kind()) {
            case GENERATION, COUNTING, EMBEDDING, BATCH, OTHER_MODEL -> true;
            // Methods of tuned models and of endpoints are behind a colon too.
            case MANAGEMENT, UNKNOWN -> path.indexOf(':', path.lastIndexOf('/') + 1) > 0;
        };
    }

    /**
     * True where the provider keeps what is said unless told otherwise. The Responses API keeps by
     * default, Chat Completions only when asked to.
     */
    private static boolean isStored(Ask ask) {
        Doors.Through way = ask.way();
        if (way.dialect() != Dialect.OPENAI || !ask.body().read()) {
            return false;
        }
        Boolean store = ask.body().store();
        return store == null ? isResponses(way.upstreamPath()) : store;
    }

    private static boolean isResponses(String path) {
        String bare = PlainPath.bare(path);
        return bare.endsWith("/responses") || bare.endsWith("/responses/");
    }

    /**
     * What it does not allow of the place where the call goes, besides what was judged of the call
     * itself; null for nothing.
     */
    @Nullable Objection ofPlace(Place place) {
        Doors.Through way = place.attempt().way();
        Objection objection =
                of(Subject.PROVIDERS, ErrorCode.POLICY_REFUSED, way.provider().name());
        if (objection == null) {
            objection =
                    of(Subject.HOSTS, ErrorCode.UPSTREAM_FORBIDDEN, way.provider().base().host());
        }
        if (objection == null && judges(Subject.PATHS)) {
            objection = ofPathAt(place.ask(), way);
        }
        return objection == null && judges(Subject.MODELS) ? ofModelsAt(place) : objection;
    }

    private @Nullable Objection ofModelsAt(Place place) {
        String model = place.attempt().model();
        Objection objection =
                model == null ? null : of(Subject.MODELS, ErrorCode.MODEL_NOT_ALLOWED, model);
        String other = objection == null ? place.otherModel() : null;
        return other == null ? objection : of(Subject.MODELS, ErrorCode.MODEL_NOT_ALLOWED, other);
    }

    /**
     * The path at a place: without the provider's own base it must be allowed, or with it; denied
     * it may be neither way.
     */
    private @Nullable Objection ofPathAt(Ask ask, Doors.Through way) {
        String asked = ask.way().path();
        String sent = way.upstreamPath();
        if (!way.path().equals(asked)) {
            return ofPaths(sent.equals(way.path()) ? List.of(sent) : List.of(way.path(), sent));
        }
        return sent.equals(asked) || sent.equals("/") && asked.isEmpty()
                ? null
                : ofPaths(List.of(asked, sent));
    }

    /** One path in its spellings, of which none may be denied and one must be allowed. */
    private @Nullable Objection ofPaths(List<String> spellings) {
        Names no = denied.get(Subject.PATHS);
        Names yes = allowed.get(Subject.PATHS);
        boolean isAllowed = yes == null;
        for (String path : spellings) {
            String plain = PlainPath.of(path).text();
            if (no != null && isUnder(no, plain, PlainPath.bare(path))) {
                return new Objection(
                        ErrorCode.POLICY_REFUSED, "the path '" + path + "' is not allowed");
            }
            isAllowed |= yes != null && yes.hasPath(plain);
        }
        return isAllowed
                ? null
                : new Objection(
                        ErrorCode.POLICY_REFUSED,
                        "the path '"
                                + spellings.getLast()
                                + "' is not among the paths that are allowed");
    }

    private static boolean isUnder(Names names, String plain, String bare) {
        return names.hasPath(plain) || !bare.equals(plain) && names.hasPath(bare);
    }

    private @Nullable Objection of(Subject subject, ErrorCode code, String name) {
        Names no = denied.get(subject);
        if (no != null && no.has(name)) {
            return new Objection(code, "the " + subject.noun() + " '" + name + "' is not allowed");
        }
        Names yes = allowed.get(subject);
        if (yes != null && !yes.has(name)) {
            return new Objection(
                    code,
                    "the "
                            + subject.noun()
                            + " '"
                            + name
                            + "' is not among the "
                            + subject.word()
                            + " that are allowed");
        }
        return null;
    }
}
