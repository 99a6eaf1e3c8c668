package dev.weir.core.session;

/** How the session of an exchange was found: a closed list, in order of trust. */
public enum SessionSource {
    /** Stated by the caller in a field made for it: {@code x-weir-session} and its like. */
    STATED("stated", false),
    /** {@code x-claude-code-session-id}. */
    CLAUDE_CODE("claude_code", false),
    /** Anthropic's {@code metadata.user_id}, where it holds a session. */
    USER_ID("user_id", false),
    /** Codex's session or thread. */
    CODEX("codex", false),
    /** A session field of another tool, believed because the tool is known for it. */
    CLIENT_HEADER("client_header", false),
    /** {@code prompt_cache_key}. */
    CACHE_KEY("prompt_cache_key", false),
    /** {@code conversation} of OpenAI's Responses. */
    CONVERSATION("conversation", false),
    /** The session of the answer that {@code previous_response_id} names. */
    RESPONSE_CHAIN("previous_response", false),
    /** The conversation goes on from an earlier exchange's. */
    PREFIX("prefix", true),
    /** The request sends back what an earlier answer said. */
    SAYINGS("sayings", true),
    /** A conversation that goes on from none on record: a session of its own. */
    FIRST("first", true),
    /** No conversation at all: all such exchanges of a client, a provider and a day together. */
    NONE("none", true);

    private final String word;
    private final boolean inferred;

    SessionSource(String word, boolean inferred) {
        this.word = word;
        this.inferred = inferred;
    }

    /** The word on record and in the API. */
    public String word() {
        return word;
    }

    /** True where no identifier says so. */
    public boolean inferred() {
        return inferred;
    }
}
