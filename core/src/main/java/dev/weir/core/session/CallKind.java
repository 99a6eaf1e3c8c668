package dev.weir.core.session;

/** What a call is for, as far as it can be told: a closed list. */
public enum CallKind {
    /** A step of a conversation: what a person or an agent works with. */
    MAIN,
    /** A title for the session, or whether its topic is new. */
    TITLE,
    /** Whether a command may run. */
    PERMISSION_CHECK,
    /** How many tokens a request has. */
    TOKEN_COUNT,
    /** Whether the provider is there: a warm-up, a quota check, an answer of one token. */
    PROBE,
    /** A summary of the conversation, to go on from it. */
    SUMMARY,
    /** Which models there are. */
    MODEL_LIST,
    /** Vectors of texts. */
    EMBEDDING,
    /** Another call: files, batches, a router's choice of a model. */
    OTHER;

    /** The word on record and in the API. */
    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    /** True for what belongs to the conversation itself. */
    public boolean conversational() {
        return this == MAIN || this == SUMMARY;
    }
}
