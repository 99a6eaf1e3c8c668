package dev.weir.gateway.console;

import dev.weir.core.archive.Visible;
import dev.weir.core.exchange.Headers;
import dev.weir.core.people.Role;
import dev.weir.core.rules.Identity;
import dev.weir.core.token.Caller;
import dev.weir.core.token.Grant;
import dev.weir.core.token.TokenKind;

import org.jspecify.annotations.Nullable;

import java.util.function.Function;

/**
 * Who calls the console: by a token in {@code authorization} or {@code x-api-key}, or by the cookie
 * of a browser's session. A cookie is sent by browsers whoever asks, so a call that changes
 * something counts only with an Origin, which has been found to be the console's own.
 */
final class Identities {

    /** What the caller of the call under way may see; bound by the dispatcher for each call. */
    static final ScopedValue<Visible> VISIBLE = ScopedValue.newInstance();

    private final boolean signIn;
    private final Function<String, Identity> tokens;
    private final SessionCookie cookie;

    /**
     * @param signIn true where calls need a token
     * @param tokens who a token's text belongs to
     * @param cookie where a browser keeps its session
     */
    Identities(boolean signIn, Function<String, Identity> tokens, SessionCookie cookie) {
        this.signIn = signIn;
        this.tokens = tokens;
        this.cookie = cookie;
    }

    /** True where calls need a token. */
    boolean signIn() {
        return signIn;
    }

    /**
     * The caller.
     *
     * @param right what the route wants
     * @throws Refused where the route wants more than the caller has
     */
    Caller of(Headers headers, String method, Right right) {
        if (!signIn) {
            return Caller.LOCAL;
        }
        String text = token(headers, method);
        if (text == null) {
            if (right == Right.PUBLIC) {
                return NOBODY;
            }
            throw new Refused(
                    ConsoleError.UNAUTHENTICATED,
                    "this Weir wants you to sign in: 'weir login', or a token in the field"
                            + " authorization");
        }
        return switch (tokens.apply(text)) {
            case Identity.Known known -> allowed(known.caller(), right);
            case Identity.Unknown unknown -> {
                if (right == Right.PUBLIC) {
                    yield NOBODY;
                }
                throw new Refused(ConsoleError.UNAUTHENTICATED, unknown.refusal().message());
            }
        };
    }

    /** Who has not signed in: of no organisation, and sees nothing. */
    static final Caller NOBODY = new Caller("", null, Role.MEMBER, java.util.Set.of(), null);

    private static Caller allowed(Caller caller, Right right) {
        if (!isWhole(caller)) {
            return bounded(caller, right);
        }
        if (right.has(caller.role())) {
            return caller;
        }
        throw new Refused(
                ConsoleError.FORBIDDEN,
                "your role ("
                        + caller.role().word()
                        + ") may not do this; it takes "
                        + (right == Right.MANAGES
                                ? "an owner or admin"
                                : "an owner, admin or auditor"));
    }

    /**
     * True for a session, and for a personal token that is narrowed to nothing: they act with all
     * of their user's role. What is narrower, and every virtual key, is for model calls.
     */
    private static boolean isWhole(Caller caller) {
        Grant grant = caller.grant();
        return grant == null
                || grant.kind() == TokenKind.SESSION
                || grant.kind() == TokenKind.PERSONAL && grant.scope().isAll();
    }

    private static Caller bounded(Caller caller, Right right) {
        return switch (right) {
            // Who it is does not matter there, and what the server is to an owner is not shown.
            case PUBLIC ->
                    new Caller(
                            caller.organisation(),
                            caller.user(),
                            Role.MEMBER,
                            caller.teams(),
                            caller.grant());
            case ANY_TOKEN -> caller;
            case SIGNED_IN, SEES_ALL, MANAGES ->
                    throw new Refused(
                            ConsoleError.FORBIDDEN,
                            "the token is for model calls: a virtual key, or a token narrowed to"
                                    + " routes, models or paths, does nothing else here; sign in"
                                    + " with 'weir login'");
        };
    }

    /** What the caller may see of the archive. */
    Visible visible(Caller caller) {
        if (!signIn) {
            return Visible.ALL;
        }
        String user = caller.user();
        if (caller.role().seesAll()) {
            return new Visible(caller.organisation(), null);
        }
        // A key that is nobody's sees nothing.
        return new Visible(caller.organisation(), user == null ? "" : user);
    }

    private @Nullable String token(Headers headers, String method) {
        String authorization = headers.first("authorization");
        if (authorization != null && authorization.regionMatches(true, 0, "bearer ", 0, 7)) {
            return authorization.substring(7).strip();
        }
        String key = headers.first("x-api-key");
        if (key != null) {
            return key.strip();
        }
        boolean changes = !method.equals("GET") && !method.equals("HEAD");
        if (changes && headers.first("origin") == null) {
            return null;
        }
        return cookie.in(headers);
    }
}
