package dev.weir.core.rules;

import dev.weir.core.dialect.ErrorCode;
import dev.weir.core.dialect.Refusal;
import dev.weir.core.token.Caller;

/** Who a token belongs to. */
public sealed interface Identity {

    /** A caller who is let in. */
    record Known(Caller caller) implements Identity {}

    /** Nobody, with what to tell the client. */
    record Unknown(Refusal refusal) implements Identity {}

    Identity MISSING =
            new Unknown(
                    new Refusal(
                            ErrorCode.MISSING_KEY,
                            "this Weir wants a token: sign in with 'weir login', or put a virtual key or"
                                    + " a personal token where your tool keeps its API key"));

    Identity INVALID =
            new Unknown(
                    new Refusal(
                            ErrorCode.INVALID_KEY,
                            "this Weir does not know the token: run 'weir login' again, or ask for"
                                    + " another one"));

    Identity CONFLICT =
            new Unknown(
                    new Refusal(
                            ErrorCode.INVALID_KEY,
                            "the request carries two different tokens of Weir's; expected one"));

    Identity OUT_OF_TEAM =
            new Unknown(
                    new Refusal(
                            ErrorCode.REVOKED_KEY,
                            "the token counts for a team that its user is not in any more: make a"
                                    + " new one"));

    Identity REVOKED =
            new Unknown(
                    new Refusal(
                            ErrorCode.REVOKED_KEY,
                            "the token has been revoked: run 'weir login' again, or make a new"
                                    + " one"));
}
