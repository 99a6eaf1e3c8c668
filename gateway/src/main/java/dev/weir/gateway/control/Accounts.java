package dev.weir.gateway.control;

import dev.weir.core.audit.AuditAction;
import dev.weir.core.audit.AuditActor;
import dev.weir.core.audit.AuditDraft;
import dev.weir.core.audit.AuditSubject;
import dev.weir.core.audit.AuditTrail;
import dev.weir.core.capture.CaptureMode;
import dev.weir.core.control.ControlStore;
import dev.weir.core.control.Document;
import dev.weir.core.control.Documents;
import dev.weir.core.control.Kind;
import dev.weir.core.json.JsonObject;
import dev.weir.core.json.JsonString;
import dev.weir.core.people.Role;
import dev.weir.core.people.User;
import dev.weir.core.rules.Identity;
import dev.weir.core.token.Caller;
import dev.weir.core.token.Grant;
import dev.weir.core.token.Scope;
import dev.weir.core.token.TokenHash;
import dev.weir.core.token.TokenKind;
import dev.weir.core.token.TokenText;
import dev.weir.gateway.control.AccountException.Reason;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Signing in, and the tokens that come of it. All ways in pass {@link #admit}. Thread-safe; blocks.
 */
public final class Accounts {

    /** How long a session lasts without use. */
    public static final Duration SESSION = Duration.ofHours(12);

    private static final Duration FIRST_OWNER = Duration.ofDays(7);
    private static final Duration INVITATION = Duration.ofDays(7);
    private static final int MOST_TOKENS = 1_000;
    private static final String NOT_RIGHT = "name or password is not right";

    private final ControlStore store;
    private final AuditTrail audit;
    private final Publisher publisher;
    private final byte[] pepper;
    private final SecureRandom random;
    private final Supplier<Instant> clock;
    private final Passwords passwords = new Passwords();
    private final Throttle throttle = new Throttle();

    /**
     * @param pepper what tokens are hashed with, 32 bytes or more
     */
    public Accounts(
            ControlStore store,
            AuditTrail audit,
            Publisher publisher,
            byte[] pepper,
            SecureRandom random,
            Supplier<Instant> clock) {
        this.store = store;
        this.audit = audit;
        this.publisher = publisher;
        this.pepper = pepper.clone();
        this.random = random;
        this.clock = clock;
    }

    private TokenHash hash(TokenText token) {
        return new TokenHash.Hasher(pepper).of(token);
    }

    // ---- the first owner ----

    /**
     * A token for whoever becomes the first owner, to be printed once; empty where an owner can
     * sign in already. Earlier ones are void from then on. An organisation that is there without an
     * owner gets one.
     */
    public Optional<TokenText> firstOwner() throws IOException {
        List<Document> organisations = store.every(Kind.ORGANISATION);
        if (organisations.size() > 1 || hasOwner()) {
            return Optional.empty();
        }
        for (Grant grant : store.everyToken(clock.get()).values()) {
            if (grant.kind() == TokenKind.ONCE
                    && grant.user() == null
                    && grant.revokedAt() == null) {
                store.revokeToken(grant.organisation(), grant.id(), clock.get());
            }
        }
        TokenText token = TokenText.make(TokenKind.ONCE, random);
        Grant grant =
                grant(
                        organisations.isEmpty()
                                ? Ids.make("org_", random)
                                : organisations.getFirst().organisation(),
                        TokenKind.ONCE,
                        null,
                        null,
                        "first owner",
                        token,
                        Scope.ALL,
                        CaptureMode.FULL,
                        clock.get().plus(FIRST_OWNER),
                        null);
        store.addToken(grant, hash(token));
        return Optional.of(token);
    }

    /**
     * True where an owner can sign in: with a password, or as somebody an identity provider knows.
     */
    private boolean hasOwner() throws IOException {
        for (Document document : store.every(Kind.USER)) {
            User user = Documents.user(document);
            if (user.role() == Role.OWNER
                    && !user.disabled()
                    && (store.password(user.organisation(), user.id()).isPresent()
                            || store.linked(user.organisation()).contains(user.id()))) {
                return true;
            }
        }
        return false;
    }

    /** Makes the organisation and its first owner, who is signed in then. */
    public SignedIn setUp(
            String tokenText, String organisation, String email, String name, String password)
            throws IOException, AccountException, InterruptedException {
        Grant grant = once(tokenText, "Weir prints a new one when it is started without an owner");
        List<Document> there = store.every(Kind.ORGANISATION);
        boolean fits =
                there.isEmpty()
                        || there.size() == 1
                                && there.getFirst().organisation().equals(grant.organisation())
                                && !hasOwner();
        if (grant.user() != null || !fits) {
            throw new AccountException(Reason.REFUSED, "the token is not for setting up");
        }
        String hash = hashed(password);
        if (!store.revokeToken(grant.organisation(), grant.id(), clock.get())) {
            throw new AccountException(Reason.REFUSED, "the token was used already");
        }
        String org = grant.organisation();
        String address = email.strip().toLowerCase(Locale.ROOT);
        Document before = store.named(org, Kind.USER, address).orElse(null);
        String id = before == null ? Ids.make("usr_", random) : before.id();
        note(
                org,
                AuditActor.SYSTEM,
                there.isEmpty() ? AuditAction.ORGANISATION_CREATE : AuditAction.ORGANISATION_UPDATE,
                "organisation",
                org,
                organisation);
        note(
                org,
                AuditActor.SYSTEM,
                before == null ? AuditAction.USER_CREATE : AuditAction.USER_UPDATE,
                "user",
                id,
                address);
        try {
            store.put(
                    document(
                            org,
                            Kind.ORGANISATION,
                            org,
                            organisation,
                            there.isEmpty() ? 0 : there.getFirst().version(),
                            there.isEmpty() ? JsonObject.EMPTY : there.getFirst().body()));
            store.put(
                    document(
                            org,
                            Kind.USER,
                            id,
                            address,
                            before == null ? 0 : before.version(),
                            JsonObject.builder()
                                    .add("name", JsonString.of(name))
                                    .add("role", JsonString.of(Role.OWNER.word()))
                                    .build()));
        } catch (ControlStore.Conflict e) {
            throw new AccountException(Reason.CONFLICT, String.valueOf(e.getMessage()));
        }
        store.setPassword(org, id, hash);
        publisher.refresh();
        return session(org, id, address, "session");
    }

    private Document document(
            String organisation, Kind kind, String id, String name, int version, JsonObject body) {
        return new Document(organisation, kind, id, "", name, version, body, clock.get(), "system");
    }

    // ---- signing in ----

    /**
     * Signs in with a password.
     *
     * @param source where from, to slow guessing down
     */
    public SignedIn signIn(String email, String password, String source)
            throws IOException, AccountException, InterruptedException {
        String name = email.strip().toLowerCase(Locale.ROOT);
        Instant now = clock.get();
        if (throttle.isClosed("a:" + source, now) || throttle.isClosed("n:" + name, now)) {
            throw new AccountException(Reason.TOO_MANY, "too many failed tries; wait five minutes");
        }
        Optional<Document> found = user(name);
        String hash =
                found.isEmpty() || password.length() > Passwords.LONGEST
                        ? null
                        : store.password(found.get().organisation(), found.get().id()).orElse(null);
        boolean right = passwords.matches(password, hash);
        if (!right || found.isEmpty() || Documents.user(found.get()).disabled()) {
            throttle.failed("a:" + source, now);
            throttle.failed("n:" + name, now);
            if (found.isPresent()) {
                note(
                        found.get().organisation(),
                        AuditActor.SYSTEM,
                        AuditAction.SESSION_REFUSED,
                        "user",
                        found.get().id(),
                        name);
            }
            throw new AccountException(Reason.REFUSED, NOT_RIGHT);
        }
        throttle.succeeded("n:" + name);
        return admit(found.get());
    }

    private Optional<Document> user(String email) throws IOException {
        return store.every(Kind.USER).stream().filter(one -> one.name().equals(email)).findFirst();
    }

    /** The one gate of all ways in. */
    private SignedIn admit(Document document) throws IOException, AccountException {
        return admit(document, "session");
    }

    private SignedIn admit(Document document, String name) throws IOException, AccountException {
        User user = Documents.user(document);
        if (user.disabled()) {
            throw new AccountException(Reason.REFUSED, NOT_RIGHT);
        }
        return session(user.organisation(), user.id(), user.email(), name);
    }

    /**
     * Signs in a user who has proven to be one elsewhere: in a browser for a device, or at an
     * identity provider.
     *
     * @param name what the session is called in lists of tokens
     */
    public SignedIn admit(String organisation, String user, String name)
            throws IOException, AccountException {
        Document found =
                store.find(organisation, Kind.USER, user)
                        .orElseThrow(
                                () -> new AccountException(Reason.REFUSED, "the user is gone"));
        return admit(found, name);
    }

    private SignedIn session(String organisation, String user, String email, String name)
            throws IOException {
        Instant now = clock.get();
        TokenText token = TokenText.make(TokenKind.SESSION, random);
        Grant grant =
                grant(
                        organisation,
                        TokenKind.SESSION,
                        user,
                        null,
                        name,
                        token,
                        Scope.ALL,
                        CaptureMode.FULL,
                        now.plus(SESSION),
                        SESSION);
        note(
                organisation,
                new AuditActor(AuditActor.Kind.USER, user, email),
                AuditAction.SESSION_SIGN_IN,
                "session",
                grant.id(),
                email);
        store.addToken(grant, hash(token));
        publisher.refresh();
        return new SignedIn(grant, token);
    }

    /** Who a token belongs to, for the console. */
    public Identity identify(String text) {
        TokenText token = TokenText.parse(text);
        if (token == null) {
            return Identity.INVALID;
        }
        Identity identity = publisher.get().identify(hash(token), clock.get());
        if (identity instanceof Identity.Known known && known.caller().grant() != null) {
            publisher.used(known.caller().organisation(), known.caller().grant().id(), clock.get());
        }
        return identity;
    }

    /** Ends the session of the caller. */
    public void signOut(Caller caller) throws IOException {
        Grant grant = caller.grant();
        if (grant != null && grant.kind() == TokenKind.SESSION) {
            note(caller, AuditAction.SESSION_SIGN_OUT, "session", grant.id(), "");
            store.revokeToken(caller.organisation(), grant.id(), clock.get());
            publisher.refresh();
        }
    }

    // ---- invitations and passwords ----

    /** A token with which a user sets a password: for a new one, or one who forgot it. */
    public SignedIn invite(Caller caller, String user) throws IOException, AccountException {
        Document found =
                store.find(caller.organisation(), Kind.USER, user)
                        .orElseThrow(
                                () ->
                                        new AccountException(
                                                Reason.NOT_FOUND,
                                                "there is no user '" + user + "'"));
        if (!caller.role().manages() || !caller.role().mayGrant(Documents.user(found).role())) {
            throw Changes.forbidden(caller, Kind.USER);
        }
        Grant shown = caller.grant();
        if (user.equals(caller.user()) && shown != null && shown.kind() != TokenKind.SESSION) {
            throw new AccountException(
                    Reason.FORBIDDEN, "who has signed in invites itself; a token does not");
        }
        TokenText token = TokenText.make(TokenKind.ONCE, random);
        Grant grant =
                grant(
                        caller.organisation(),
                        TokenKind.ONCE,
                        user,
                        null,
                        "invitation",
                        token,
                        Scope.ALL,
                        CaptureMode.FULL,
                        clock.get().plus(INVITATION),
                        null);
        note(caller, AuditAction.TOKEN_CREATE, "invitation", grant.id(), found.name());
        end(caller.organisation(), user, Set.of(TokenKind.ONCE), null);
        store.addToken(grant, hash(token));
        return new SignedIn(grant, token);
    }

    /** Revokes the tokens of a user that are of these kinds, but for the one to be kept. */
    private void end(String organisation, String user, Set<TokenKind> kinds, @Nullable Grant kept)
            throws IOException {
        for (Grant grant : store.tokens(organisation)) {
            boolean other = kept == null || !kept.id().equals(grant.id());
            if (user.equals(grant.user())
                    && kinds.contains(grant.kind())
                    && other
                    && grant.revokedAt() == null) {
                store.revokeToken(organisation, grant.id(), clock.get());
            }
        }
    }

    /**
     * Sets a password by an invitation, and signs in. Whoever was signed in before is so no more,
     * and no other invitation is good: the user may have lost the account to somebody.
     */
    public SignedIn accept(String tokenText, String password)
            throws IOException, AccountException, InterruptedException {
        Grant grant = once(tokenText, "ask for a new invitation");
        String user = grant.user();
        if (user == null) {
            throw new AccountException(Reason.REFUSED, "the token is not an invitation");
        }
        Document found =
                store.find(grant.organisation(), Kind.USER, user)
                        .orElseThrow(
                                () -> new AccountException(Reason.REFUSED, "the user is gone"));
        String hash = hashed(password);
        if (Documents.user(found).disabled()) {
            throw new AccountException(Reason.REFUSED, NOT_RIGHT);
        }
        // Used up before the password is set: of two who accept at once only one sets it.
        if (!store.revokeToken(grant.organisation(), grant.id(), clock.get())) {
            throw new AccountException(Reason.REFUSED, "the token was used already");
        }
        setPassword(grant.organisation(), found, hash);
        end(grant.organisation(), user, Set.of(TokenKind.ONCE, TokenKind.SESSION), null);
        return admit(found);
    }

    /** Changes the caller's own password; other sessions and invitations end. */
    public void changePassword(Caller caller, String old, String password)
            throws IOException, AccountException, InterruptedException {
        String user = caller.user();
        if (user == null) {
            throw new AccountException(Reason.FORBIDDEN, "only a user has a password");
        }
        String hash = store.password(caller.organisation(), user).orElse(null);
        if (!passwords.matches(old, hash)) {
            throw new AccountException(Reason.REFUSED, "the old password is not right");
        }
        Document found =
                store.find(caller.organisation(), Kind.USER, user)
                        .orElseThrow(
                                () -> new AccountException(Reason.REFUSED, "the user is gone"));
        setPassword(caller.organisation(), found, hashed(password));
        end(caller.organisation(), user, Set.of(TokenKind.ONCE, TokenKind.SESSION), caller.grant());
        publisher.refresh();
    }

    private String hashed(String password) throws AccountException, InterruptedException {
        String fault = Passwords.fault(password);
        if (!fault.isEmpty()) {
            throw new AccountException(Reason.INVALID, fault);
        }
        return passwords.hash(password);
    }

    private void setPassword(String organisation, Document user, String hash) throws IOException {
        note(
                organisation,
                new AuditActor(AuditActor.Kind.USER, user.id(), user.name()),
                AuditAction.USER_PASSWORD,
                "user",
                user.id(),
                user.name());
        store.setPassword(organisation, user.id(), hash);
    }

    /**
     * @param then what to do where it is of no use
     */
    private Grant once(String text, String then) throws IOException, AccountException {
        TokenText token = TokenText.parse(text.strip());
        Grant grant =
                token == null || token.kind() != TokenKind.ONCE
                        ? null
                        : store.everyToken(hash(token)).orElse(null);
        if (grant == null || grant.revokedAt() != null || grant.isExpired(clock.get())) {
            throw new AccountException(
                    Reason.REFUSED,
                    "the token is unknown, was used already, or has expired; " + then);
        }
        return grant;
    }

    // ---- tokens ----

    /**
     * What a new token shall be.
     *
     * @param kind personal, or a virtual key
     * @param name for people
     * @param user whose it is: the caller; null for a virtual key that is nobody's
     * @param team the team that its use is put down to, null for none
     * @param scope what it may be used for
     * @param capture how much of its exchanges is kept at most
     * @param expires from when it is refused, null for never
     */
    public record NewToken(
            TokenKind kind,
            String name,
            @Nullable String user,
            @Nullable String team,
            Scope scope,
            CaptureMode capture,
            @Nullable Instant expires) {}

    /**
     * Makes a token; its text is nowhere but in the answer. It can do no more than the one that the
     * caller shows, and ends no later.
     */
    public SignedIn makeToken(Caller caller, NewToken wanted) throws IOException, AccountException {
        NewToken bounded = TokenRules.bounded(caller, wanted, clock.get());
        check(caller, bounded);
        return make(caller, bounded);
    }

    private SignedIn make(Caller caller, NewToken wanted) throws IOException {
        TokenText token = TokenText.make(wanted.kind(), random);
        Grant grant =
                grant(
                        caller.organisation(),
                        wanted.kind(),
                        wanted.user(),
                        wanted.team(),
                        wanted.name().strip(),
                        token,
                        wanted.scope(),
                        wanted.capture(),
                        wanted.expires(),
                        null);
        note(caller, AuditAction.TOKEN_CREATE, wanted.kind().word(), grant.id(), grant.name());
        store.addToken(grant, hash(token));
        publisher.refresh();
        return new SignedIn(grant, token);
    }

    private void check(Caller caller, NewToken wanted) throws IOException, AccountException {
        String team = wanted.team();
        if (team != null && store.find(caller.organisation(), Kind.TEAM, team).isEmpty()) {
            throw new AccountException(Reason.NOT_FOUND, TokenRules.noTeam(team));
        }
        long live =
                store.tokens(caller.organisation()).stream()
                        .filter(one -> one.revokedAt() == null && !one.isExpired(clock.get()))
                        .filter(one -> wanted.user() == null || wanted.user().equals(one.user()))
                        .count();
        if (live >= MOST_TOKENS * (wanted.user() == null ? 100L : 1L)) {
            throw new AccountException(
                    Reason.INVALID, "there are too many tokens already; revoke some");
        }
    }

    /** The tokens that the caller sees, the newest first. */
    public List<Grant> tokens(Caller caller) throws IOException {
        return store.tokens(caller.organisation()).stream()
                .filter(
                        one ->
                                caller.role().seesAll()
                                        || one.user() != null && one.user().equals(caller.user()))
                .toList();
    }

    /** When a token was last used, null for never. */
    public @Nullable Instant lastUsed(Caller caller, String id) throws IOException {
        return store.tokenUsed(caller.organisation(), id);
    }

    /** Refuses a token from now on. */
    public void revoke(Caller caller, String id) throws IOException, AccountException {
        Grant grant =
                tokens(caller).stream()
                        .filter(one -> one.id().equals(id))
                        .findFirst()
                        .orElseThrow(
                                () ->
                                        new AccountException(
                                                Reason.NOT_FOUND,
                                                "there is no token '" + id + "'"));
        boolean own = grant.user() != null && grant.user().equals(caller.user());
        if (!own && !caller.role().manages()) {
            throw new AccountException(
                    Reason.FORBIDDEN, "your role revokes tokens of your own only");
        }
        note(caller, AuditAction.TOKEN_REVOKE, grant.kind().word(), grant.id(), grant.name());
        store.revokeToken(caller.organisation(), id, clock.get());
        publisher.refresh();
    }

    private Grant grant(
            String organisation,
            TokenKind kind,
            @Nullable String user,
            @Nullable String team,
            String name,
            TokenText token,
            Scope scope,
            CaptureMode capture,
            @Nullable Instant expires,
            @Nullable Duration slides) {
        return new Grant(
                Ids.make("tok_", random),
                organisation,
                kind,
                user,
                team,
                name,
                token.lastFour(),
                scope,
                capture,
                Instant.ofEpochMilli(clock.get().toEpochMilli()),
                expires == null ? null : Instant.ofEpochMilli(expires.toEpochMilli()),
                slides,
                null);
    }

    private void note(Caller caller, AuditAction action, String kind, String id, String name)
            throws IOException {
        AuditActor actor = Actors.of(caller, publisher.get().userName(caller.user()));
        note(caller.organisation(), actor, action, kind, id, name);
    }

    private void note(
            String organisation,
            AuditActor actor,
            AuditAction action,
            String kind,
            String id,
            String name)
            throws IOException {
        audit.append(
                AuditDraft.of(
                        organisation,
                        clock.get(),
                        actor,
                        action,
                        new AuditSubject(kind, id, name)));
    }
}
