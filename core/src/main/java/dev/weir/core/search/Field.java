package dev.weir.core.search;

import dev.weir.core.dialect.Dialect;
import dev.weir.core.exchange.EndReason;
import dev.weir.core.exchange.Outcome;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The table of fields: everything about an exchange that a condition can name, besides its texts
 * ({@link Scope}). {@code docs/reading/search.md} has the same table.
 */
public enum Field implements Name {
    ID("id", ValueType.NAME, "the exchange's id", "id:0198f2c4-*"),
    AT(
            "at",
            ValueType.TIME,
            "when it began; a date is the whole day",
            "at:yesterday",
            List.of("day", "time", "started")),
    PROVIDER("provider", ValueType.NAME, "configured name of the provider", "provider:anthropic"),
    MODEL(
            "model",
            ValueType.NAME,
            "the model: requested, routed to, or answered",
            "model:claude-*"),
    REQUESTED_MODEL(
            "requested-model",
            ValueType.NAME,
            "the model named by the request",
            "requested-model:gpt-5"),
    ANSWERED_MODEL(
            "answered-model",
            ValueType.NAME,
            "the model named by the answer",
            "answered-model:gpt-5-2*",
            List.of("response-model")),
    DIALECT(
            "dialect",
            ValueType.CHOICE,
            "API shape",
            "dialect:openai",
            List.of(),
            Arrays.stream(Dialect.values()).map(Dialect::word).toList()),
    ENDPOINT("endpoint", ValueType.NAME, "what the path asks for", "endpoint:chat_completions"),
    PATH("path", ValueType.NAME, "path at the provider", "path:*/count_tokens"),
    STATUS(
            "status",
            ValueType.STATUS,
            "status the client saw; none where it saw none",
            "status:>=400",
            List.of("code")),
    OUTCOME(
            "outcome",
            ValueType.CHOICE,
            "how it came out",
            "outcome:complete",
            List.of(),
            Arrays.stream(Outcome.values()).map(Outcome::word).toList()),
    REASON(
            "reason",
            ValueType.CHOICE,
            "why it ended",
            "reason:client_cancel",
            List.of("end", "end-reason"),
            Arrays.stream(EndReason.values()).map(EndReason::word).toList()),
    ERROR(
            "error",
            ValueType.NAME,
            "type or code of an error, the provider's or Weir's",
            "error:overloaded*",
            List.of("error-code", "error-type")),
    STREAM(
            "stream",
            ValueType.YES_NO,
            "a stream was asked for or answered",
            "stream:yes",
            List.of("streamed")),
    USER("user", ValueType.NAME, "who called", "user:ada"),
    TEAM("team", ValueType.NAME, "the caller's team", "team:search"),
    TOKEN(
            "token",
            ValueType.NAME,
            "name of the token or virtual key that was shown",
            "token:nightly-build",
            List.of("virtual-key")),
    KEY(
            "key",
            ValueType.NAME,
            "name of the provider key that Weir sent",
            "key:main",
            List.of("provider-key", "credential")),
    ROUTE("route", ValueType.NAME, "the route that it took", "route:fast"),
    TOOL("tool", ValueType.NAME, "a tool that the model called", "tool:Bash", List.of("tool-call")),
    CLIENT(
            "client",
            ValueType.NAME,
            "the program that called",
            "client:claude-code",
            List.of("agent")),
    CLIENT_VERSION(
            "client-version", ValueType.NAME, "that program's version", "client-version:2.1.*"),
    SESSION("session", ValueType.NAME, "the session's id", "session:5f0c*"),
    THREAD("thread", ValueType.NAME, "the thread in its session", "thread:main"),
    KIND(
            "kind",
            ValueType.CHOICE,
            "what the call is for; background: none of main and summary",
            "kind:main",
            List.of(),
            List.of(
                    "main",
                    "summary",
                    "title",
                    "permission_check",
                    "token_count",
                    "probe",
                    "model_list",
                    "embedding",
                    "other",
                    Field.BACKGROUND)),
    TAG("tag", ValueType.TAG, "a stated tag", "tag:ticket=WEIR-12", List.of("tags")),
    REPO("repo", ValueType.NAME, "the stated repository", "repo:weir", List.of("repository")),
    BRANCH("branch", ValueType.NAME, "the stated branch", "branch:feature/*"),
    POLICY(
            "policy",
            ValueType.NAME,
            "a policy that refused, warned or redacted, or would have",
            "policy:\"no previews\""),
    LIMIT(
            "limit",
            ValueType.NAME,
            "a limit that refused or warned, or would have",
            "limit:team-day"),
    REFUSED("refused", ValueType.NAME, "the policy or limit that refused it", "refused:no-*"),
    WOULD_REFUSE(
            "would-refuse",
            ValueType.NAME,
            "a policy or limit in a dry run that would have refused it",
            "would-refuse:*"),
    WARNED("warned", ValueType.NAME, "a policy or limit that warned of it", "warned:team-day"),
    REDACTED("redacted", ValueType.NAME, "a policy that replaced something in it", "redacted:*"),
    WOULD_REDACT(
            "would-redact",
            ValueType.NAME,
            "a policy in a dry run that would have replaced something",
            "would-redact:*"),
    COST("cost", ValueType.MONEY, "cost in US dollars", "cost:>0.5", List.of("usd")),
    PRICED("priced", ValueType.YES_NO, "a price was found", "priced:no"),
    INPUT(
            "input",
            ValueType.COUNT,
            "input tokens, those of the cache included",
            "input:>=100k",
            List.of("input-tokens")),
    OUTPUT(
            "output",
            ValueType.COUNT,
            "output tokens, reasoning included",
            "output:>4k",
            List.of("output-tokens")),
    CACHE_READ(
            "cache-read",
            ValueType.COUNT,
            "input tokens read from the cache",
            "cache-read:0",
            List.of("cache-read-tokens", "cached")),
    CACHE_WRITE(
            "cache-write",
            ValueType.COUNT,
            "input tokens written to the cache",
            "cache-write:>50k",
            List.of("cache-write-tokens")),
    REASONING(
            "reasoning",
            ValueType.COUNT,
            "output tokens spent on reasoning",
            "reasoning:>0",
            List.of("reasoning-tokens")),
    TOTAL(
            "total",
            ValueType.COUNT,
            "input and output tokens",
            "total:100k..200k",
            List.of("tokens", "total-tokens")),
    DURATION("duration", ValueType.DURATION, "from head to end", "duration:>30s"),
    TTFT(
            "ttft",
            ValueType.DURATION,
            "from head to the first token",
            "ttft:>=1.5s",
            List.of("first-token")),
    REQUEST_BYTES(
            "request-bytes",
            ValueType.BYTES,
            "length of the request body as it passed",
            "request-bytes:>1MB"),
    RESPONSE_BYTES(
            "response-bytes",
            ValueType.BYTES,
            "length of the response body as it passed",
            "response-bytes:<2KiB"),
    STOP(
            "stop",
            ValueType.NAME,
            "why the model stopped: Weir's word or the provider's",
            "stop:length",
            List.of("stop-reason", "finish-reason"),
            List.of("stop", "length", "tool_call", "content_filter", "compaction", "error")),
    READING(
            "reading",
            ValueType.CHOICE,
            "how much of it was read",
            "reading:partly",
            List.of(),
            List.of("full", "partly", "not")),
    HAS(
            "has",
            ValueType.CHOICE,
            "what is in it",
            "has:thinking",
            List.of("contains"),
            List.of(
                    "thinking",
                    "tool_call",
                    "tool_result",
                    "tool_error",
                    "image",
                    "audio",
                    "video",
                    "document",
                    "citation",
                    "refusal",
                    "compaction",
                    "cache",
                    "error",
                    "loss"));

    /** The word of {@link #KIND} that stands for all of its other words but two. */
    static final String BACKGROUND = "background";

    private final String word;
    private final ValueType type;
    private final String meaning;
    private final String example;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<String> aliases;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of and toList
    private final List<String> choices;

    Field(String word, ValueType type, String meaning, String example) {
        this(word, type, meaning, example, List.of(), List.of());
    }

    Field(String word, ValueType type, String meaning, String example, List<String> aliases) {
        this(word, type, meaning, example, aliases, List.of());
    }

    Field(
            String word,
            ValueType type,
            String meaning,
            String example,
            List<String> aliases,
            List<String> choices) {
        this.word = word;
        this.type = type;
        this.meaning = meaning;
        this.example = example;
        this.aliases = aliases;
        this.choices = type == ValueType.YES_NO ? List.of("yes", "no") : choices;
    }

    @Override
    public String word() {
        return word;
    }

    @Override
    public List<String> aliases() {
        return aliases;
    }

    @Override
    public String meaning() {
        return meaning;
    }

    @Override
    public String example() {
        return example;
    }

    public ValueType type() {
        return type;
    }

    /**
     * The words that a value can be, where the type is {@link ValueType#CHOICE} or {@link
     * ValueType#YES_NO}; some usual ones or none for others.
     */
    public List<String> choices() {
        return choices;
    }

    /** True where a condition on this field can hold such a criterion. */
    public boolean takes(Criterion criterion) {
        return type.fits(criterion)
                && (type != ValueType.CHOICE
                        || !(criterion instanceof Criterion.Is(Value.Name(String text)))
                        || choices.contains(text) && !isBackground(text));
    }

    /** True for the word that the parser replaces by the words it stands for. */
    boolean isBackground(String text) {
        return this == KIND && text.equals(BACKGROUND);
    }

    /** A word of a closed list as it is on record, however it was written. */
    static String choiceForm(String text) {
        return text.toLowerCase(Locale.ROOT).replace('-', '_');
    }

    /** The words that {@code kind:background} stands for. */
    static List<String> backgroundKinds() {
        return KIND.choices.stream()
                .filter(kind -> !List.of("main", "summary", BACKGROUND).contains(kind))
                .toList();
    }
}
