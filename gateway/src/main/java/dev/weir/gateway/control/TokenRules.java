package dev.weir.gateway.control;

import dev.weir.core.capture.CaptureMode;
import dev.weir.core.token.Caller;
import dev.weir.core.token.Grant;
import dev.weir.core.token.TokenKind;
import dev.weir.gateway.control.AccountException.Reason;
import dev.weir.gateway.control.Accounts.NewToken;

import java.time.Instant;

/**
 * Who may make which token. A token acts as its user, with the user's role, keys and routes, so
 * nobody makes one for somebody else, an owner neither; and none can do more than the one that it
 * was made with, or outlast it.
 */
final class TokenRules {

    private TokenRules() {}

    /** The token as it is made: what its maker's token is bound to, it is bound to as well. */
    static NewToken bounded(Caller caller, NewToken wanted, Instant now) throws AccountException {
        check(caller, wanted, now);
        Grant maker = caller.grant();
        if (maker == null) {
            return wanted;
        }
        if (maker.kind() == TokenKind.VIRTUAL_KEY || maker.kind() == TokenKind.ONCE) {
            throw new AccountException(
                    Reason.FORBIDDEN,
                    "a token is made by a person who has signed in, or with a personal token");
        }
        if (!wanted.scope().within(caller.scope())) {
            throw new AccountException(
                    Reason.FORBIDDEN,
                    "the new token could do more than the one that you are using");
        }
        return new NewToken(
                wanted.kind(),
                wanted.name(),
                wanted.user(),
                maker.team() == null ? wanted.team() : team(wanted, maker.team()),
                wanted.scope(),
                CaptureMode.strictest(wanted.capture(), maker.capture()),
                // The end of a session moves on while it is used: it bounds nothing.
                maker.expiresAt() == null || maker.slides() != null
                        ? wanted.expires()
                        : expires(wanted, maker.expiresAt()));
    }

    private static String team(NewToken wanted, String mine) throws AccountException {
        if (wanted.team() != null && !wanted.team().equals(mine)) {
            throw new AccountException(
                    Reason.FORBIDDEN,
                    "the token that you are using makes tokens for the team '" + mine + "' only");
        }
        return mine;
    }

    private static Instant expires(NewToken wanted, Instant mine) throws AccountException {
        if (wanted.expires() != null && wanted.expires().isAfter(mine)) {
            throw new AccountException(
                    Reason.FORBIDDEN,
                    "the new token would last longer than the one that you are using, which"
                            + " expires at "
                            + mine);
        }
        return wanted.expires() == null ? mine : wanted.expires();
    }

    private static void check(Caller caller, NewToken wanted, Instant now) throws AccountException {
        String name = wanted.name().strip();
        if (name.isEmpty()
                || name.length() > 100
                || name.chars().anyMatch(Character::isISOControl)) {
            throw new AccountException(
                    Reason.INVALID, "the name of a token is 1 to 100 characters in one line");
        }
        if (wanted.kind() != TokenKind.PERSONAL && wanted.kind() != TokenKind.VIRTUAL_KEY) {
            throw new AccountException(
                    Reason.INVALID, "expected a personal token or a virtual key");
        }
        String user = wanted.user();
        if (user == null) {
            nobodys(caller, wanted);
        } else if (!user.equals(caller.user())) {
            throw new AccountException(
                    Reason.FORBIDDEN,
                    "a token acts as its user, so each makes the own ones only; a virtual key for a"
                            + " program may be nobody's");
        }
        String team = wanted.team();
        if (team != null && user != null && !caller.teams().contains(team)) {
            throw new AccountException(Reason.NOT_FOUND, noTeam(team));
        }
        if (wanted.expires() != null && !wanted.expires().isAfter(now)) {
            throw new AccountException(Reason.INVALID, "the token would have expired already");
        }
    }

    private static void nobodys(Caller caller, NewToken wanted) throws AccountException {
        if (wanted.kind() != TokenKind.VIRTUAL_KEY) {
            throw new AccountException(Reason.FORBIDDEN, "a personal token is somebody's");
        }
        if (!caller.role().manages()) {
            throw new AccountException(
                    Reason.FORBIDDEN,
                    "your role (" + caller.role().word() + ") makes tokens for yourself only");
        }
    }

    static String noTeam(String team) {
        return "there is no team '" + team + "' that you are in";
    }
}
