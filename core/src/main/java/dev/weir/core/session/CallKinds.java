package dev.weir.core.session;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * Tells what a call is for: by its method and path, then by the one table of texts that the known
 * tools send with their background calls. The texts are facts about other people's programs and go
 * out of date: a call that matches none is {@link CallKind#MAIN} where it holds a conversation.
 */
public final class CallKinds {

    /**
     * A row: a call is of that kind where its text contains the phrase.
     *
     * @param phrase lower case
     */
    private record Phrase(CallKind kind, Place place, String phrase) {}

    /** Where a phrase stands. */
    private enum Place {
        /** In the begin of a system text. */
        INSTRUCTIONS,
        /** At the begin of the last user text. */
        LAST_PROMPT
    }

    private static final List<Phrase> PHRASES =
            List.of(
                    instructed(CallKind.TITLE, "title generator"),
                    instructed(CallKind.TITLE, "sentence-case title"),
                    instructed(CallKind.TITLE, "generate a short title"),
                    instructed(CallKind.TITLE, "generate a concise title"),
                    instructed(CallKind.TITLE, "indicates a new conversation topic"),
                    instructed(CallKind.TITLE, "write a 5-10 word title"),
                    prompted(CallKind.TITLE, "please write a 5-10 word title"),
                    prompted(CallKind.TITLE, "generate a title for this conversation"),
                    instructed(
                            CallKind.PERMISSION_CHECK,
                            "process bash commands that an ai coding agent"),
                    instructed(
                            CallKind.PERMISSION_CHECK, "security monitor for autonomous ai coding"),
                    prompted(CallKind.PERMISSION_CHECK, "<policy_spec>"),
                    instructed(CallKind.SUMMARY, "tasked with summarizing conversations"),
                    instructed(CallKind.SUMMARY, "summarizes internal chat history"),
                    instructed(CallKind.SUMMARY, "context summarization assistant"),
                    prompted(
                            CallKind.SUMMARY,
                            "your task is to create a detailed summary of the conversation"),
                    prompted(
                            CallKind.SUMMARY,
                            "critical: respond with text only. do not call any tools"),
                    prompted(
                            CallKind.SUMMARY, "you are performing a context checkpoint compaction"),
                    prompted(
                            CallKind.SUMMARY,
                            "provide a detailed prompt for continuing our conversation"),
                    instructed(CallKind.OTHER, "specialized task routing ai"));

    /** How clients begin a conversation that goes on from a summary. */
    private static final List<String> SUMMARIES =
            List.of(
                    "this session is being continued from a previous conversation",
                    "another language model started to solve this problem",
                    "the conversation history before this point was compacted",
                    "<state_snapshot>",
                    "<conversation-summary>");

    private static final int MOST_LOOKED_AT = 4_096;

    private CallKinds() {}

    /** What a call is for. */
    public static CallKind of(Clues clues) {
        CallKind byPath = byPath(clues.method(), clues.path());
        if (byPath != null) {
            return byPath;
        }
        RequestClues request = clues.request();
        if (request.silent() || request.limit() == 1 || warmsUp(clues)) {
            return CallKind.PROBE;
        }
        CallKind byText = byText(request);
        if (byText != null) {
            return byText;
        }
        return request.chain().isEmpty() && request.previous() == null
                ? CallKind.OTHER
                : CallKind.MAIN;
    }

    /** True where Codex says that the call is only to be ready for the next. */
    private static boolean warmsUp(Clues clues) {
        String header = clues.header("x-codex-turn-metadata");
        String turn =
                header != null
                        ? header
                        : clues.request().clientMetadata().get("x-codex-turn-metadata");
        return turn != null && turn.contains("\"request_kind\":\"prewarm\"");
    }

    private static @Nullable CallKind byPath(String method, String path) {
        if (path.endsWith("/models") || path.endsWith("/api/tags")) {
            return CallKind.MODEL_LIST;
        }
        if (!method.equals("POST")) {
            return method.equals("GET") && path.contains("/models/")
                    ? CallKind.MODEL_LIST
                    : method.equals("HEAD") ? CallKind.PROBE : CallKind.OTHER;
        }
        if (path.endsWith("/count_tokens")
                || path.endsWith("/count-tokens")
                || path.endsWith(":countTokens")
                || path.endsWith("/input_tokens")) {
            return CallKind.TOKEN_COUNT;
        }
        if (path.endsWith("/embeddings")
                || path.endsWith(":embedContent")
                || path.endsWith(":batchEmbedContents")
                || path.endsWith("/api/embed")) {
            return CallKind.EMBEDDING;
        }
        if (path.endsWith("/responses/compact")) {
            return CallKind.SUMMARY;
        }
        boolean aside =
                path.endsWith("/batches")
                        || path.endsWith("/files")
                        || path.endsWith("/moderations")
                        || path.contains("/images/")
                        || path.contains("/audio/");
        return aside ? CallKind.OTHER : null;
    }

    private static @Nullable CallKind byText(RequestClues request) {
        String instructions = request.instructions().toLowerCase(Locale.ROOT);
        String prompt = request.lastPrompt().strip().toLowerCase(Locale.ROOT);
        for (Phrase row : PHRASES) {
            boolean said =
                    row.place == Place.INSTRUCTIONS
                            ? instructions.contains(row.phrase)
                            : prompt.startsWith(row.phrase);
            // An agent that works with tools may well be told about titles; a title call has none.
            if (said && (row.kind != CallKind.TITLE || request.tools() == 0)) {
                return row.kind;
            }
        }
        return null;
    }

    /** True where the conversation begins with a summary of an earlier one. */
    static boolean beginsWithSummary(RequestClues request) {
        return isSummary(request.firstPrompt());
    }

    /** True for a text with which known clients go on from a summary of a conversation. */
    public static boolean isSummary(String text) {
        String start = text.substring(0, Math.min(text.length(), MOST_LOOKED_AT));
        String first = start.strip().toLowerCase(Locale.ROOT);
        Predicate<String> begins = first::startsWith;
        return SUMMARIES.stream().anyMatch(begins);
    }

    private static Phrase instructed(CallKind kind, String phrase) {
        return new Phrase(kind, Place.INSTRUCTIONS, phrase);
    }

    private static Phrase prompted(CallKind kind, String phrase) {
        return new Phrase(kind, Place.LAST_PROMPT, phrase);
    }
}
