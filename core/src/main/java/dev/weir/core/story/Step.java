package dev.weir.core.story;

import dev.weir.core.derived.DerivedExchange;
import dev.weir.core.exchange.ExchangeId;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One call of a session, and what it adds to the conversation.
 *
 * @param row what is known of the exchange
 * @param asks true where it begins a human turn
 * @param said what is new in the request: a prompt, or what was put in between; results of tools
 *     only where their call is not on record
 * @param answer what the model said, results beside their calls
 * @param marks what sets it off from the step before
 * @param results results in the request of calls made before, by the call
 */
public record Step(
        DerivedExchange row,
        boolean asks,
        List<Piece> said,
        List<Piece> answer,
        Marks marks,
        Map<CallKey, Piece.ToolResult> results) {

    public Step {
        said = List.copyOf(said);
        answer = List.copyOf(answer);
        results = Map.copyOf(results);
    }

    /**
     * A tool call.
     *
     * @param exchange whose answer calls
     * @param place its place among the pieces of the answer, from 0
     */
    public record CallKey(ExchangeId exchange, int place) {}

    /**
     * What sets a step off from the one before it in its thread.
     *
     * @param switchedFrom the model of the step before, null where it is the same or there is none
     * @param compacts true where the conversation goes on from a summary
     * @param repeats true where it tries the step before again
     * @param earlier messages in the request that no exchange before has brought; only for the
     *     first step of a thread on record
     * @param toolMicros from the end of the answer before to this request, while tools ran; null
     *     where none did
     * @param startedBy the call that began this thread of a sub-agent, null where that is not known
     *     or not its first step
     */
    public record Marks(
            @Nullable String switchedFrom,
            boolean compacts,
            boolean repeats,
            int earlier,
            @Nullable Long toolMicros,
            @Nullable CallKey startedBy) {

        public static final Marks NONE = new Marks(null, false, false, 0, null, null);
    }

    public ExchangeId id() {
        return row.id();
    }

    /** The thread it belongs to; empty for none. */
    public String thread() {
        DerivedExchange.Place place = row.place();
        return place == null ? "" : place.thread();
    }

    /** True where a call waits for a result that the answer itself does not give. */
    public boolean waits() {
        for (Piece piece : answer) {
            if (piece instanceof Piece.ToolCall call
                    && call.result() == null
                    && !call.serverSide()) {
                return true;
            }
        }
        return false;
    }

    /** This step with the results that a later one of its thread brought. */
    public Step with(Map<CallKey, Piece.ToolResult> later) {
        if (later.isEmpty()) {
            return this;
        }
        List<Piece> paired = new ArrayList<>(answer);
        for (int i = 0; i < paired.size(); i++) {
            Piece.ToolResult result = later.get(new CallKey(id(), i));
            if (result != null
                    && paired.get(i) instanceof Piece.ToolCall call
                    && call.result() == null) {
                paired.set(i, call.withResult(result));
            }
        }
        return new Step(row, asks, said, paired, marks, results);
    }

    /** Characters that it holds, roughly. */
    public long size() {
        long size = 0;
        for (Piece piece : said) {
            size += piece.size();
        }
        for (Piece piece : answer) {
            size += piece.size();
        }
        return size;
    }
}
