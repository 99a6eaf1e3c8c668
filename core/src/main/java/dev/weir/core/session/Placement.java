package dev.weir.core.session;

import dev.weir.core.exchange.ExchangeId;

import org.jspecify.annotations.Nullable;

/**
 * Where an exchange stands among the others.
 *
 * @param exchange its name
 * @param session its session: 32 hexadecimal digits, always the same for the same archive
 * @param source how the session was found
 * @param external the client's own name of the session, null where it sends none
 * @param thread {@link #MAIN}, {@link #BACKGROUND}, or the name of a sub-agent
 * @param parentThread the thread that started this one, null for the former two
 * @param relation how it goes with what came before
 * @param parent the exchange it goes on from, repeats or branches off, null where none is known
 * @param turn the human turn of the thread, from 1 on; in the background the main thread's, 0
 *     before its first
 * @param step the step in the turn, from 1 on; 0 in the background
 * @param epoch 1, and one more after each change of the thread's model
 * @param kind what the call is for
 * @param tool the program that asked
 */
public record Placement(
        ExchangeId exchange,
        String session,
        SessionSource source,
        @Nullable String external,
        String thread,
        @Nullable String parentThread,
        Relation relation,
        @Nullable ExchangeId parent,
        int turn,
        int step,
        int epoch,
        CallKind kind,
        ClientTool tool) {

    /** The thread that a person talks with. */
    public static final String MAIN = "main";

    /** The calls that belong to no conversation. */
    public static final String BACKGROUND = "background";

    /** How an exchange goes with what came before: a closed list. */
    public enum Relation {
        /** The first of its thread on record. */
        STARTS,
        /** The conversation goes on. */
        CONTINUES,
        /** The same conversation again: a new try, or another model. */
        REPEATS,
        /** Goes on from an exchange from which another went on before: an edited prompt. */
        BRANCHES,
        /** Goes on from an exchange, while something before it was rewritten or left out. */
        REWRITES,
        /** The thread goes on from a summary: the boundary of a compaction. */
        COMPACTS,
        /** The thread begins anew, by its client without a summary. */
        RESTARTS,
        /** A call beside the conversation. */
        BESIDE;

        /** The word on record and in the API. */
        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** True where no identifier says which session it is. */
    public boolean inferred() {
        return source.inferred();
    }
}
