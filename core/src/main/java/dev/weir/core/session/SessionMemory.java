package dev.weir.core.session;

import dev.weir.core.exchange.ExchangeId;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * What {@link Stitcher} remembers between exchanges: three small tables. An implementation may
 * forget what is old; then later exchanges begin sessions of their own, and none is joined wrongly.
 * Used by one stitcher at a time; need not be thread-safe.
 */
public interface SessionMemory {

    /** Entries of one key that are given at most. */
    int MOST_OF_A_KEY = 8;

    /** By what an exchange is looked up. */
    enum Index {
        /** The hash of a request's whole conversation. */
        CONVERSATION,
        /** A telling saying of an answer. */
        SAYING,
        /** The id of an answer. */
        RESPONSE
    }

    /**
     * Where an exchange stands.
     *
     * @param exchange its name
     * @param session its session
     * @param thread its thread
     * @param turn its human turn
     * @param step its step in the turn
     * @param setting the hash of what was the same in a second try: system prompt, tools, provider,
     *     program
     * @param answer what the model said, at most 64 sayings
     * @param failed true where no whole good answer came
     * @param continued true where a later exchange went on from it
     */
    record Spot(
            ExchangeId exchange,
            String session,
            String thread,
            int turn,
            int step,
            Hash128 setting,
            Sayings answer,
            boolean failed,
            boolean continued) {

        Spot goneOn() {
            return new Spot(exchange, session, thread, turn, step, setting, answer, failed, true);
        }
    }

    /**
     * Where a thread of a session stands.
     *
     * @param session the session
     * @param thread the thread's name in it
     * @param parent the thread it was started from, null for none
     * @param turn the last human turn
     * @param step the last step of it
     * @param model the model asked for last
     * @param epoch 1, and one more after each change of the model
     * @param system the hash of the system prompt
     * @param toolbox the hash of the tools
     * @param prompt the client's own name of the human turn, null where it sends none
     * @param summarized true where the last call asked for a summary
     */
    record ThreadState(
            String session,
            String thread,
            @Nullable String parent,
            int turn,
            int step,
            String model,
            int epoch,
            Hash128 system,
            Hash128 toolbox,
            @Nullable String prompt,
            boolean summarized) {}

    /** The exchanges noted under a key, the latest note first, at most {@link #MOST_OF_A_KEY}. */
    List<Spot> find(Index index, Hash128 key);

    /** Puts an exchange's place on record, in place of an earlier one of the same exchange. */
    void put(Spot spot);

    /** Makes an exchange whose place is on record found under a key. */
    void note(Index index, Hash128 key, ExchangeId exchange);

    /** A thread, null where none is known. */
    @Nullable ThreadState thread(String session, String thread);

    /** The threads of a session, the one put last first, at most 64. */
    List<ThreadState> threads(String session);

    /** Puts a thread on record, in place of an earlier state of it. */
    void put(ThreadState state);
}
