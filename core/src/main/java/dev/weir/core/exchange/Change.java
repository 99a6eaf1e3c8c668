package dev.weir.core.exchange;

import java.util.Locale;

/**
 * Something that Weir made different between what it received and what it sent on. Hop-by-hop
 * fields and the host are not listed: every proxy replaces those.
 *
 * @param kind what was done, from the closed list
 * @param name the field or rule concerned, lower case
 */
public record Change(Kind kind, String name) {

    /** The closed list of transformations. */
    public enum Kind {
        /** A request field was not forwarded. */
        REQUEST_FIELD_DROPPED,
        /**
         * A response field was not passed to the client: it would act on Weir's own origin, speak
         * in Weir's name, announce a body where there is none, or name a coding that was undone.
         */
        RESPONSE_FIELD_WITHHELD,
        /**
         * The request was sent a second time, since the pooled connection had died before any
         * answer.
         */
        RESENT,
        /**
         * The answer broke off between two events of a stream, and Weir added an event that says
         * why; the name is the error code in it.
         */
        ERROR_EVENT_ADDED,
        /** A field of the request was sent with another value, e.g. a provider key of Weir's. */
        REQUEST_FIELD_REPLACED,
        /**
         * The name of the model was sent as another one; the name is the rule. The place is in the
         * gateway's edits, or in the path.
         */
        MODEL_REPLACED,
        /** A field of Weir's own was added to the answer: a warning, the figures of a limit. */
        RESPONSE_FIELD_ADDED,
        /** A parameter was taken out of the query: a token of Weir's. */
        QUERY_PARAMETER_DROPPED,
        /** Text was replaced before it was kept; the name is the kind of what was found. */
        REDACTED_ON_RECORD,
        /** Text was replaced before it was sent; the name is the kind of what was found. */
        REDACTED_BEFORE_SENDING,
        /**
         * The request was sent to the next place, since the one before could not take it; the name
         * says which and why.
         */
        FELL_BACK,
        /**
         * A body is kept without its content coding, and the head without the field that names it,
         * since it had to be redacted; the name says which body and which coding.
         */
        DECODED_ON_RECORD,
        /**
         * The provider said the key that Weir had sent it: it was replaced before the answer went
         * on or was kept. The name is the field, or {@code body}.
         */
        KEY_MASKED;

        /** The word on record and in the API. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
