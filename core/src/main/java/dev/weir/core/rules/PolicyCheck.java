package dev.weir.core.rules;

import dev.weir.core.access.Doors;
import dev.weir.core.dialect.Dialect;
import dev.weir.core.dialect.ErrorCode;
import dev.weir.core.rules.Policy.Subject;

import org.jspecify.annotations.Nullable;

import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

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
        texts.forEach((subject, set) -> names.put(subject, new Names(set)));
    }

    Policy policy() {
        return policy;
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
                model == null ? null : of(Subject.MODELS, ErrorCode.MODEL_NOT_ALLOWED, model);
        if (objection == null) {
            objection = of(Subject.PATHS, ErrorCode.POLICY_REFUSED, ask.way().path());
        }
        for (String tool : ask.body().tools()) {
            if (objection == null) {
                objection = of(Subject.TOOLS, ErrorCode.POLICY_REFUSED, tool);
            }
        }
        if (objection == null && !policy.providerStorage() && isStored(ask)) {
            return new Objection(
                    ErrorCode.POLICY_REFUSED,
                    "the provider would keep the call: expected \"store\": false in the request");
        }
        return objection;
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
        return store == null ? way.path().endsWith("/responses") : store;
    }

    /** What it does not allow of the place where the call goes; null for nothing. */
    @Nullable Objection ofPlace(Plan.Attempt attempt) {
        Objection objection =
                of(Subject.PROVIDERS, ErrorCode.POLICY_REFUSED, attempt.way().provider().name());
        if (objection == null) {
            objection =
                    of(
                            Subject.HOSTS,
                            ErrorCode.UPSTREAM_FORBIDDEN,
                            attempt.way().provider().base().host());
        }
        String model = attempt.model();
        return objection == null && model != null
                ? of(Subject.MODELS, ErrorCode.MODEL_NOT_ALLOWED, model)
                : objection;
    }

    private @Nullable Objection of(Subject subject, ErrorCode code, String name) {
        Names no = denied.get(subject);
        if (no != null && has(no, subject, name)) {
            return new Objection(code, "the " + subject.noun() + " '" + name + "' is not allowed");
        }
        Names yes = allowed.get(subject);
        if (yes != null && !has(yes, subject, name)) {
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

    private static boolean has(Names names, Subject subject, String name) {
        return subject == Subject.PATHS ? names.hasPath(name) : names.has(name);
    }
}
