package dev.weir.core.exchange;

import java.util.Locale;

/**
 * Why an exchange ended: a closed list, on the record and in the metrics. Each belongs to one
 * {@link Outcome}.
 */
public enum EndReason {
    /** The answer was whole and the client took all of it. */
    COMPLETE(Outcome.COMPLETE, "the answer was whole and delivered"),
    /** The client closed before it had the whole answer. */
    CLIENT_CANCEL(Outcome.CLIENT_DISCONNECT, "the client went away"),
    /** The client took no byte for the idle time while bytes were waiting. */
    CLIENT_SLOW(Outcome.CLIENT_DISCONNECT, "the client stopped reading"),
    /** The client broke HTTP in the middle of its request body. */
    CLIENT_MALFORMED(Outcome.CLIENT_DISCONNECT, "the client's request body was malformed"),
    /** No connection within the connect limit: refused, unresolvable, unroutable, TLS failed. */
    CONNECT_FAILED(Outcome.UPSTREAM_FAILED, "the provider could not be reached"),
    /** The provider reset the connection. */
    UPSTREAM_RESET(Outcome.UPSTREAM_FAILED, "the provider reset the connection"),
    /** The provider closed before the end of its answer. */
    UPSTREAM_SHORT(Outcome.UPSTREAM_FAILED, "the provider closed before the end of the answer"),
    /** The provider's answer was not HTTP. */
    UPSTREAM_MALFORMED(Outcome.UPSTREAM_FAILED, "the provider's answer was not valid HTTP"),
    /** The provider sent no byte of an answer within the first-byte limit. */
    FIRST_BYTE_TIMEOUT(Outcome.UPSTREAM_FAILED, "the provider sent nothing in time"),
    /** The provider sent no byte for the idle limit in the middle of an answer. */
    UPSTREAM_IDLE_TIMEOUT(Outcome.UPSTREAM_FAILED, "the provider fell silent"),
    /** Refused by Weir before anything was sent: a rule, a bad request, capture not available. */
    REFUSED_POLICY(Outcome.REFUSED, "refused by Weir"),
    /** Refused by Weir: a rate or spend limit, or too much at once. */
    REFUSED_LIMIT(Outcome.REFUSED, "refused by a limit"),
    /** Weir was stopping and the stream outlived the drain time. */
    GATEWAY_DRAIN(Outcome.INTERRUPTED, "Weir was stopped"),
    /** Weir died in the middle; found at the next start. */
    GATEWAY_CRASH(Outcome.INTERRUPTED, "Weir died in the middle");

    private final Outcome outcome;
    private final String sentence;

    EndReason(Outcome outcome, String sentence) {
        this.outcome = outcome;
        this.sentence = sentence;
    }

    public Outcome outcome() {
        return outcome;
    }

    /** The reason for people, without a full stop. */
    public String sentence() {
        return sentence;
    }

    /** The word on record, in the API and in metrics. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
