package dev.weir.core.metering;

import dev.weir.core.dialect.Dialect;
import dev.weir.core.dialect.Refusal;
import dev.weir.core.exchange.ExchangeId;
import dev.weir.core.exchange.GatewayFacts.Ruling;
import dev.weir.core.exchange.Headers;
import dev.weir.core.exchange.ResponseHead;
import dev.weir.core.json.JsonObject;
import dev.weir.core.token.Caller;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;

/**
 * Counts calls. Called on event loops: nothing here waits. A call asks {@link #enter} before it is
 * sent, and whoever was let in {@linkplain Meter#end ends} exactly once.
 */
public interface Metering {

    /** Counts nothing and lets everything pass. */
    Metering NONE = (_, reply) -> reply.granted(Meter.NONE);

    /**
     * A call that is to be sent.
     *
     * @param exchange its name
     * @param caller who calls
     * @param route the id of the route that it takes, null for none
     * @param key the provider key that it will use, null for the caller's own
     * @param provider the provider's name
     * @param authority the provider's host, and port where it is not the usual one
     * @param dialect the shape of its path
     * @param method its method
     * @param path the path at the provider
     * @param model the model as it will be sent, null where it names none
     * @param bodyBytes bytes of its body without its codings where those were undone, -1 where that
     *     is not known
     * @param maxTokens the most tokens of an answer that it asks for, 0 where it does not say
     * @param answers how many answers it asks for, at least 1
     * @param keepsBodies true where the answer will be on record whole
     * @param sending 1 for the first place that the call is sent to, 2 for the one that it falls
     *     back to, and so on; each is counted by a meter of its own
     */
    record Order(
            ExchangeId exchange,
            Caller caller,
            @Nullable String route,
            @Nullable String key,
            String provider,
            String authority,
            Dialect dialect,
            String method,
            String path,
            @Nullable String model,
            long bodyBytes,
            long maxTokens,
            int answers,
            boolean keepsBodies,
            int sending) {}

    /** Takes the answer to {@link #enter}: exactly one of the two is called, once. */
    interface Reply {

        /** The call may be sent. */
        void granted(Meter meter);

        /** The call may not be sent; nothing is counted. */
        void denied(Refusal refusal, Ruling ruling);
    }

    /**
     * Whether a caller's requests must be read whole: an estimate is made of the model and of the
     * tokens that are asked for, which may come last in a body.
     */
    default boolean readsRequests(Caller caller) {
        return false;
    }

    /**
     * Asks whether a call may be sent. The answer may come before this returns, or later on another
     * thread.
     */
    void enter(Order order, Reply reply);

    /** One call's counter. On one thread at a time. */
    interface Meter {

        /** Counts nothing. */
        Meter NONE =
                new Meter() {
                    @Override
                    public Headers fields() {
                        return Headers.EMPTY;
                    }

                    @Override
                    public List<Ruling> rulings() {
                        return List.of();
                    }

                    @Override
                    public boolean readsAnswer() {
                        return false;
                    }

                    @Override
                    public void answer(ResponseHead head) {}

                    @Override
                    public void answer(ByteBuffer piece) {}

                    @Override
                    public void end(boolean sent, boolean whole, Consumer<JsonObject> measured) {
                        measured.accept(JsonObject.EMPTY);
                    }
                };

        /** Fields to add to the answer: the figures of limits, warnings. */
        Headers fields();

        /** What limits had to say although they let the call pass. */
        List<Ruling> rulings();

        /** True where it wants to see the answer. */
        boolean readsAnswer();

        /** The provider's answer begins; again where another provider's takes its place. */
        void answer(ResponseHead head);

        /** A piece of the answer, from position to limit, which it must not keep. */
        void answer(ByteBuffer piece);

        /**
         * The call is over.
         *
         * @param sent true where it was sent to the provider, wholly or in part
         * @param whole true where the answer came to its end
         * @param measured takes what was read of the answer, empty for nothing; called once, at
         *     once or later on another thread
         */
        void end(boolean sent, boolean whole, Consumer<JsonObject> measured);
    }
}
