package dev.weir.core.session;

import dev.weir.core.session.Parents.Found;
import dev.weir.core.session.SessionMemory.ThreadState;

import org.jspecify.annotations.Nullable;

import java.util.Objects;

/**
 * Chooses the thread of a session that a conversation belongs to. In this order:
 *
 * <ol>
 *   <li>the client says it: Claude Code's agent ids, Codex's thread ids;
 *   <li>that of the exchange from which it goes on;
 *   <li>the first of a session is the main thread;
 *   <li>one that begins with a summary, or after the main thread has asked for one, goes on in the
 *       thread of the same system prompt, else in the main one;
 *   <li>one with the main thread's system prompt (without any: its tools) is the main thread, begun
 *       anew;
 *   <li>any other is a sub-agent, named after its first exchange.
 * </ol>
 */
final class Threads {

    /** A thread and the one that started it. */
    record Choice(String thread, @Nullable String parent) {}

    private static final Choice MAIN = new Choice(Placement.MAIN, null);
    private static final int LONGEST = 128;

    private Threads() {}

    static Choice choose(
            SessionMemory memory,
            Clues clues,
            String session,
            @Nullable String external,
            @Nullable Found parent) {
        Choice stated = stated(clues, external);
        if (stated != null) {
            return stated;
        }
        if (parent != null) {
            return known(memory, session, parent.spot().thread());
        }
        ThreadState main = memory.thread(session, Placement.MAIN);
        if (main == null || clues.request().partial()) {
            return MAIN;
        }
        if (CallKinds.beginsWithSummary(clues.request())) {
            for (ThreadState thread : memory.threads(session)) {
                if (alike(thread, clues.request())) {
                    return new Choice(thread.thread(), thread.parent());
                }
            }
            return MAIN;
        }
        if (main.summarized() || alike(main, clues.request())) {
            return MAIN;
        }
        String id = clues.id().toString();
        return new Choice("agent-" + id.substring(id.length() - 12), Placement.MAIN);
    }

    private static Choice known(SessionMemory memory, String session, String thread) {
        ThreadState state = memory.thread(session, thread);
        return new Choice(thread, state == null ? null : state.parent());
    }

    private static boolean alike(ThreadState thread, RequestClues request) {
        boolean prompted =
                !thread.system().equals(Hash128.NONE) || !request.system().equals(Hash128.NONE);
        return prompted
                ? thread.system().equals(request.system())
                : thread.toolbox().equals(request.toolbox());
    }

    /** What the client says of its threads, null where it says nothing. */
    private static @Nullable Choice stated(Clues clues, @Nullable String external) {
        String agent = clues.header("x-claude-code-agent-id");
        if (agent != null) {
            String parent = clues.header("x-claude-code-parent-agent-id");
            return new Choice(cut(agent), parent == null ? Placement.MAIN : cut(parent));
        }
        if (!clues.tool().name().equals("codex") || external == null) {
            return null;
        }
        var metadata = clues.request().clientMetadata();
        String thread = first(clues.header("thread-id"), metadata.get("thread_id"));
        if (thread == null) {
            return null;
        }
        if (thread.equals(external)) {
            return MAIN;
        }
        String parent =
                first(
                        clues.header("x-codex-parent-thread-id"),
                        metadata.get("x-codex-parent-thread-id"));
        return new Choice(
                cut(thread),
                parent == null || parent.equals(external) ? Placement.MAIN : cut(parent));
    }

    private static @Nullable String first(@Nullable String one, @Nullable String other) {
        return Objects.requireNonNullElse(one, "").isBlank() ? other : one;
    }

    private static String cut(String name) {
        return name.length() > LONGEST ? name.substring(0, LONGEST) : name;
    }
}
