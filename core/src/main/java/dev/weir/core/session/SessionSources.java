package dev.weir.core.session;

import dev.weir.core.exchange.Tag;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The identifiers by which clients name their sessions, and which of them count: one table, the
 * first row that gives a value decides. {@code previous_response_id} and the prefix of the
 * conversation come after it; they need memory, and {@link Stitcher} looks them up.
 */
public final class SessionSources {

    /**
     * A session as its client names it.
     *
     * @param source where the name stood
     * @param id the name
     */
    public record Named(SessionSource source, String id) {}

    /**
     * A row of the table.
     *
     * @param source what it is on record
     * @param place where the name stands, for people
     * @param when for which exchanges the place is believed
     * @param id the name, null where it is not there
     */
    public record Row(
            SessionSource source,
            String place,
            Predicate<Clues> when,
            Function<Clues, @Nullable String> id) {}

    private static final Set<String> AFFINE = Set.of("opencode", "crush", "pi", "kilo-code");

    /** The table. */
    public static final List<Row> TABLE =
            List.of(
                    row(SessionSource.STATED, "x-weir-session and its like", SessionSources::tag),
                    row(SessionSource.CLAUDE_CODE, "x-claude-code-session-id"),
                    row(
                            SessionSource.USER_ID,
                            "metadata.user_id",
                            c -> sessionOfUser(c.request().userId())),
                    row(SessionSource.CODEX, "session-id", tool("codex")),
                    row(SessionSource.CODEX, "session_id", tool("codex", "pi")),
                    row(
                            SessionSource.CODEX,
                            "client_metadata.session_id",
                            c -> c.request().clientMetadata().get("session_id")),
                    row(SessionSource.CODEX, "thread-id", tool("codex")),
                    row(SessionSource.CODEX, "conversation_id", tool("codex")),
                    row(SessionSource.CLIENT_HEADER, "x-opencode-session"),
                    row(SessionSource.CLIENT_HEADER, "x-session-id", AFFINE),
                    row(SessionSource.CLIENT_HEADER, "x-session-affinity", AFFINE),
                    row(SessionSource.CLIENT_HEADER, "x-qwen-code-session-id"),
                    row(SessionSource.CLIENT_HEADER, "x-goose-session-id"),
                    row(SessionSource.CLIENT_HEADER, "agent-session-id", tool("goose")),
                    new Row(
                            SessionSource.CACHE_KEY,
                            "prompt_cache_key",
                            c -> AFFINE.contains(c.tool().name()) || unique(c.request().cacheKey()),
                            c -> c.request().cacheKey()),
                    row(
                            SessionSource.CONVERSATION,
                            "conversation",
                            c -> c.request().conversation()));

    private static final int LONGEST = 1024;

    private static final Pattern LEGACY_USER =
            Pattern.compile("user_[0-9a-fA-F]+_account_[0-9a-fA-F-]*_session_([0-9a-fA-F-]{36})");

    private static final Pattern SESSION_MEMBER =
            Pattern.compile("\"session_id\"\\s*:\\s*\"([A-Za-z0-9_.:-]{8,128})\"");

    private static final Pattern UUID =
            Pattern.compile(
                    "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");

    private SessionSources() {}

    /** The session that the client names, null where it names none. */
    public static @Nullable Named named(Clues clues) {
        for (Row row : TABLE) {
            if (row.when.test(clues)) {
                String id = row.id.apply(clues);
                if (id != null && !id.isBlank() && id.length() <= LONGEST) {
                    return new Named(row.source, id);
                }
            }
        }
        return null;
    }

    /**
     * The session in Anthropic's {@code metadata.user_id}, of which Claude Code has had two forms:
     * {@code user_<hash>_account_<uuid>_session_<uuid>}, and a JSON object with a {@code
     * session_id}. Null where it is neither: then it names a user and no session.
     */
    static @Nullable String sessionOfUser(@Nullable String userId) {
        if (userId == null) {
            return null;
        }
        Matcher legacy = LEGACY_USER.matcher(userId);
        if (legacy.matches()) {
            return legacy.group(1);
        }
        Matcher member = SESSION_MEMBER.matcher(userId);
        return userId.startsWith("{") && member.find() ? member.group(1) : null;
    }

    /**
     * True for a key that is made for one session: a UUID, alone or after a word. Programs also use
     * one fixed key for all they send, which names no session.
     */
    private static boolean unique(@Nullable String key) {
        return key != null
                && key.length() >= 36
                && UUID.matcher(key.substring(key.length() - 36)).matches();
    }

    private static @Nullable String tag(Clues clues) {
        for (Tag tag : clues.tags()) {
            if (tag.key().equals("session")) {
                return tag.value();
            }
        }
        return null;
    }

    private static Set<String> tool(String... names) {
        return Set.of(names);
    }

    private static Row row(
            SessionSource source, String place, Function<Clues, @Nullable String> id) {
        return new Row(source, place, _ -> true, id);
    }

    private static Row row(SessionSource source, String header) {
        return new Row(source, header, _ -> true, c -> c.header(header));
    }

    private static Row row(SessionSource source, String header, Set<String> tools) {
        return new Row(source, header, c -> tools.contains(c.tool().name()), c -> c.header(header));
    }
}
