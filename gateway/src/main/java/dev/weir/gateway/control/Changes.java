package dev.weir.gateway.control;

import dev.weir.core.audit.AuditAction;
import dev.weir.core.audit.AuditActor;
import dev.weir.core.audit.AuditDraft;
import dev.weir.core.audit.AuditSubject;
import dev.weir.core.audit.AuditTrail;
import dev.weir.core.control.ControlStore;
import dev.weir.core.control.Document;
import dev.weir.core.control.Documents;
import dev.weir.core.control.Kind;
import dev.weir.core.json.JsonObject;
import dev.weir.core.people.Organisation;
import dev.weir.core.people.Role;
import dev.weir.core.people.User;
import dev.weir.core.token.Caller;
import dev.weir.gateway.control.AccountException.Reason;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Changes what people lay down: checks that the caller may, that it makes sense, notes it in the
 * audit log, and only then does it. Thread-safe; blocks.
 */
public final class Changes {

    private final ControlStore store;
    private final AuditTrail audit;
    private final Publisher publisher;
    private final RandomGenerator random;
    private final Supplier<Instant> clock;

    public Changes(
            ControlStore store,
            AuditTrail audit,
            Publisher publisher,
            RandomGenerator random,
            Supplier<Instant> clock) {
        this.store = store;
        this.audit = audit;
        this.publisher = publisher;
        this.random = random;
        this.clock = clock;
    }

    /** Documents of a kind that the caller sees. */
    public List<Document> list(Caller caller, Kind kind) throws IOException {
        return store.list(caller.organisation(), kind).stream()
                .filter(one -> sees(caller, one))
                .toList();
    }

    /** A document by its id or name. */
    public Document find(Caller caller, Kind kind, String idOrName)
            throws IOException, AccountException {
        Optional<Document> found = store.find(caller.organisation(), kind, idOrName);
        if (found.isEmpty()) {
            found =
                    store.list(caller.organisation(), kind).stream()
                            .filter(one -> one.name().equals(idOrName))
                            .filter(one -> sees(caller, one))
                            .min(
                                    Comparator.comparingInt(
                                            one -> one.owner().equals(caller.user()) ? 0 : 1));
        }
        return found.filter(one -> sees(caller, one)).orElseThrow(() -> notFound(kind, idOrName));
    }

    /** Ids of those users of the caller's organisation who sign in with an identity provider. */
    public Set<String> linked(Caller caller) throws IOException {
        return store.linked(caller.organisation());
    }

    /** Every version of a document, the newest first. */
    public List<Document> versions(Caller caller, Kind kind, String idOrName)
            throws IOException, AccountException {
        Document document = find(caller, kind, idOrName);
        return store.versions(caller.organisation(), kind, document.id());
    }

    private static AccountException notFound(Kind kind, String what) {
        return new AccountException(
                Reason.NOT_FOUND, "there is no " + kind.word() + " '" + what + "'");
    }

    private static boolean sees(Caller caller, Document document) {
        return switch (document.kind()) {
            case ROUTE ->
                    caller.role().seesAll()
                            || document.owner().equals(caller.user())
                            || document.owner().isEmpty()
                                    && reads(() -> Documents.route(document).audience())
                                            .includes(caller);
            case USER -> caller.role().seesAll() || document.id().equals(caller.user());
            case TEAM -> caller.role().seesAll() || caller.teams().contains(document.id());
            case ORGANISATION, LIMIT, POLICY, REDACTION -> true;
        };
    }

    private static dev.weir.core.rules.Audience reads(
            Supplier<dev.weir.core.rules.Audience> audience) {
        try {
            return audience.get();
        } catch (IllegalArgumentException e) {
            // A damaged document is for nobody.
            return new dev.weir.core.rules.Audience(false, Set.of(), Set.of());
        }
    }

    /**
     * Adds a document.
     *
     * @param own true for a document of the caller's own
     */
    public Document add(Caller caller, Kind kind, String name, JsonObject body, boolean own)
            throws IOException, AccountException {
        Document fresh =
                new Document(
                        caller.organisation(),
                        kind,
                        Ids.make(prefix(kind), random),
                        own ? self(caller) : "",
                        name(kind, name),
                        0,
                        body,
                        clock.get(),
                        by(caller));
        mayChange(caller, null, fresh);
        check(fresh);
        return put(caller, null, fresh);
    }

    /**
     * Changes a document: it shall be as given from now on.
     *
     * @param version the version that the caller has seen, 0 to change whatever is there
     */
    public Document change(
            Caller caller, Kind kind, String idOrName, String name, JsonObject body, int version)
            throws IOException, AccountException {
        Document before = find(caller, kind, idOrName);
        Document after =
                new Document(
                        before.organisation(),
                        kind,
                        before.id(),
                        before.owner(),
                        name(kind, name),
                        version == 0 ? before.version() : version,
                        body,
                        clock.get(),
                        by(caller));
        mayChange(caller, before, after);
        check(after);
        return put(caller, before, after);
    }

    /** Removes a document. */
    public void remove(Caller caller, Kind kind, String idOrName)
            throws IOException, AccountException {
        Document before = find(caller, kind, idOrName);
        if (kind == Kind.ORGANISATION) {
            throw new AccountException(
                    Reason.INVALID, "the organisation itself cannot be removed here");
        }
        mayChange(caller, before, null);
        note(caller, action(kind, "DELETE"), before, before.body(), JsonObject.EMPTY);
        store.remove(caller.organisation(), kind, before.id(), clock.get(), by(caller));
        publisher.refresh();
    }

    private Document put(Caller caller, @Nullable Document before, Document after)
            throws IOException, AccountException {
        if (before != null
                && before.name().equals(after.name())
                && before.body().equals(after.body())) {
            return before;
        }
        note(
                caller,
                action(after.kind(), before == null ? "CREATE" : "UPDATE"),
                after,
                before == null ? JsonObject.EMPTY : before.body(),
                after.body());
        try {
            Document put = store.put(after);
            publisher.refresh();
            return put;
        } catch (ControlStore.Conflict e) {
            throw new AccountException(Reason.CONFLICT, String.valueOf(e.getMessage()));
        }
    }

    // ---- who may ----

    private void mayChange(Caller caller, @Nullable Document before, @Nullable Document after)
            throws IOException, AccountException {
        Document one = before != null ? before : after;
        if (one == null) {
            return;
        }
        if (one.kind() == Kind.ROUTE && !one.owner().isEmpty()) {
            mayHaveOwnRoutes(caller, one, after == null);
            return;
        }
        if (!caller.role().manages()) {
            throw forbidden(caller, one.kind());
        }
        if (one.kind() == Kind.USER) {
            mayChangeUser(caller, before, after);
        }
    }

    private void mayHaveOwnRoutes(Caller caller, Document route, boolean removes)
            throws IOException, AccountException {
        boolean allowed =
                route.owner().equals(caller.user())
                        && caller.role().calls()
                        && organisation(caller.organisation()).ownRoutes();
        // Who manages may take a user's own away, and do nothing else to it.
        if (!allowed && !(removes && caller.role().manages())) {
            throw new AccountException(
                    Reason.FORBIDDEN, "the organisation does not let users have their own routes");
        }
    }

    private void mayChangeUser(Caller caller, @Nullable Document before, @Nullable Document after)
            throws IOException, AccountException {
        Role was = before == null ? null : Documents.user(before).role();
        User next = after == null ? null : read(() -> Documents.user(after));
        Role now = next == null ? null : next.role();
        boolean same = was == now;
        if (was != null && !caller.role().mayGrant(was)
                || now != null && !caller.role().mayGrant(now)) {
            throw new AccountException(
                    Reason.FORBIDDEN, "only an owner makes, changes and removes owners");
        }
        if (before != null && before.id().equals(caller.user()) && !same) {
            throw new AccountException(Reason.FORBIDDEN, "nobody changes the own role");
        }
        boolean leaves =
                was == Role.OWNER && (now != Role.OWNER || next != null && next.disabled());
        if (before != null && leaves && !hasOtherOwner(before)) {
            throw new AccountException(
                    Reason.INVALID, "the organisation would be left without an owner");
        }
    }

    private boolean hasOtherOwner(Document user) throws IOException {
        for (Document other : store.list(user.organisation(), Kind.USER)) {
            User read = Documents.user(other);
            if (!other.id().equals(user.id()) && read.role() == Role.OWNER && !read.disabled()) {
                return true;
            }
        }
        return false;
    }

    private Organisation organisation(String id) throws IOException, AccountException {
        return Documents.organisation(
                store.find(id, Kind.ORGANISATION, id)
                        .orElseThrow(() -> notFound(Kind.ORGANISATION, id)));
    }

    static AccountException forbidden(Caller caller, Kind kind) {
        return new AccountException(
                Reason.FORBIDDEN,
                "your role ("
                        + caller.role().word()
                        + ") does not change a "
                        + kind.word()
                        + "; an administrator does");
    }

    private static String self(Caller caller) throws AccountException {
        String user = caller.user();
        if (user == null) {
            throw new AccountException(
                    Reason.FORBIDDEN, "only a user can have something of one's own");
        }
        return user;
    }

    // ---- what makes sense ----

    private void check(Document document) throws IOException, AccountException {
        switch (document.kind()) {
            case ORGANISATION -> read(() -> Documents.organisation(document));
            case USER -> read(() -> Documents.user(document));
            case TEAM -> read(() -> Documents.team(document));
            case ROUTE -> read(() -> Documents.route(document));
            case POLICY -> checkPolicy(document);
            case LIMIT -> read(() -> Documents.limit(document));
            case REDACTION -> read(() -> Documents.redaction(document));
        }
    }

    private void checkPolicy(Document document) throws IOException, AccountException {
        String redaction = read(() -> Documents.policy(document)).redaction();
        if (redaction == null) {
            return;
        }
        List<String> names =
                store.list(document.organisation(), Kind.REDACTION).stream()
                        .map(Document::name)
                        .toList();
        if (!names.contains(redaction)) {
            throw new AccountException(
                    Reason.INVALID,
                    "redaction: there are no redaction rules '"
                            + redaction
                            + "'; expected one of "
                            + names);
        }
    }

    private static <T> T read(Supplier<T> reader) throws AccountException {
        try {
            return reader.get();
        } catch (IllegalArgumentException e) {
            throw new AccountException(Reason.INVALID, String.valueOf(e.getMessage()));
        }
    }

    private static String name(Kind kind, String name) throws AccountException {
        String clean = name.strip();
        if (kind == Kind.USER) {
            clean = clean.toLowerCase(Locale.ROOT);
            if (!clean.matches("[^\\s@]{1,64}@[^\\s@]{1,190}")) {
                throw new AccountException(
                        Reason.INVALID, "'" + name + "' is not an e-mail address");
            }
        }
        if (clean.isEmpty()
                || clean.length() > 256
                || clean.chars().anyMatch(Character::isISOControl)) {
            throw new AccountException(
                    Reason.INVALID,
                    "the name of a " + kind.word() + " is 1 to 256 characters in one line");
        }
        return clean;
    }

    private static String prefix(Kind kind) {
        return switch (kind) {
            case ORGANISATION -> "org_";
            case USER -> "usr_";
            case TEAM -> "team_";
            case ROUTE -> "rt_";
            case POLICY -> "pol_";
            case LIMIT -> "lim_";
            case REDACTION -> "red_";
        };
    }

    // ---- the audit log ----

    private static AuditAction action(Kind kind, String what) {
        return AuditAction.valueOf(kind.name() + "_" + what);
    }

    private void note(
            Caller caller,
            AuditAction action,
            Document subject,
            JsonObject before,
            JsonObject after)
            throws IOException {
        audit.append(
                new AuditDraft(
                        caller.organisation(),
                        clock.get(),
                        actor(caller),
                        action,
                        new AuditSubject(subject.kind().word(), subject.id(), subject.name()),
                        before,
                        after));
    }

    /** Who the audit log says it was. */
    public AuditActor actor(Caller caller) {
        return Actors.of(caller, publisher.get().userName(caller.user()));
    }

    static String by(Caller caller) {
        String user = caller.user();
        if (user != null) {
            return "user:" + user;
        }
        return caller.grant() == null ? "system" : "token:" + caller.grant().id();
    }
}
