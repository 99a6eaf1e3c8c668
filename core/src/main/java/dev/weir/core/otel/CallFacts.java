package dev.weir.core.otel;

import dev.weir.core.derived.DerivedExchange;
import dev.weir.core.derived.DerivedListener.Meaning;
import dev.weir.core.exchange.Exchange;
import dev.weir.core.exchange.Outcome;
import dev.weir.core.exchange.UpstreamFacts;
import dev.weir.core.otel.names.GenAi;
import dev.weir.core.otel.names.GenAi.Operation;
import dev.weir.core.reading.Choice;
import dev.weir.core.reading.Endpoint;
import dev.weir.core.reading.Reading;
import dev.weir.core.reading.Reason;
import dev.weir.core.reading.ResponseError;
import dev.weir.core.reading.StopReason;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * What spans and metrics both say of a call.
 *
 * @param operation what was asked for
 * @param provider who answers, in the conventions' word
 * @param model the model asked for, null where none is named
 * @param address the provider's host, null where the call went nowhere
 * @param port its port, likewise
 * @param error what went wrong, null where nothing did
 * @param early who broke a begun call off: {@code client}, {@code upstream} or {@code gateway};
 *     null where nobody did
 * @param finishReasons why each choice ended, in order; empty where that is not said
 */
record CallFacts(
        String operation,
        String provider,
        @Nullable String model,
        @Nullable String address,
        @Nullable Long port,
        @Nullable String error,
        @Nullable String early,
        List<String> finishReasons) {

    private static final int FIRST_BAD_STATUS = 400;

    /** The facts of a call; null where the exchange is no call of a model. */
    static @Nullable CallFacts of(Exchange exchange, Meaning meaning) {
        Reading reading = meaning.reading();
        String operation = operation(reading);
        if (operation == null) {
            return null;
        }
        UpstreamFacts upstream = exchange.upstream();
        String address = null;
        Long port = null;
        if (upstream != null) {
            String authority = upstream.origin().replaceFirst("^[a-z]+://", "");
            int colon = authority.lastIndexOf(':');
            boolean named = colon > 0 && !authority.endsWith("]");
            address = named ? authority.substring(0, colon) : authority;
            port =
                    named
                            ? Long.valueOf(authority.substring(colon + 1))
                            : upstream.origin().startsWith("https") ? 443L : 80L;
        }
        DerivedExchange.Call call = meaning.row().call();
        String early = early(exchange, reading);
        return new CallFacts(
                operation,
                GenAi.provider(address, call.provider(), exchange.dialect()),
                call.requestedModel(),
                address,
                port,
                error(exchange, reading),
                early,
                finishReasons(reading, early));
    }

    /** True for what the conventions call inference. */
    boolean inference() {
        Operation known = Operation.parse(operation);
        return known == Operation.CHAT
                || known == Operation.GENERATE_CONTENT
                || known == Operation.TEXT_COMPLETION;
    }

    boolean is(Operation wanted) {
        return operation.equals(wanted.word());
    }

    /** What was asked for, null where it is no call of a model, or many at once. */
    private static @Nullable String operation(Reading reading) {
        Endpoint endpoint = reading.endpoint();
        Operation operation =
                switch (endpoint) {
                    case RESPONSES_FETCH -> Operation.FETCH_RESPONSE;
                    case COMPLETIONS, TEXT_COMPLETE, OLLAMA_GENERATE -> Operation.TEXT_COMPLETION;
                    case GENERATE_CONTENT, STREAM_GENERATE_CONTENT, GEMINI_INTERACTIONS ->
                            Operation.GENERATE_CONTENT;
                    default ->
                            switch (endpoint.kind()) {
                                case GENERATION ->
                                        reading.turn().response().embeddings() == null
                                                ? Operation.CHAT
                                                : Operation.EMBEDDINGS;
                                case EMBEDDING -> Operation.EMBEDDINGS;
                                case COUNTING -> Operation.COUNT_TOKENS;
                                case OTHER_MODEL, BATCH, MANAGEMENT, UNKNOWN -> null;
                            };
                };
        return operation != null
                ? operation.word()
                : endpoint.kind() == Endpoint.Kind.OTHER_MODEL ? endpoint.word() : null;
    }

    private static @Nullable String early(Exchange exchange, Reading reading) {
        return switch (exchange.outcome()) {
            case CLIENT_DISCONNECT -> "client";
            case UPSTREAM_FAILED -> "upstream";
            case INTERRUPTED -> "gateway";
            case REFUSED -> null;
            case COMPLETE -> reading.reasons().contains(Reason.CUT_STREAM) ? "upstream" : null;
        };
    }

    private static @Nullable String error(Exchange exchange, Reading reading) {
        if (exchange.errorCode() != null) {
            return GenAi.OWN_ERROR_PREFIX + exchange.errorCode();
        }
        ResponseError told = reading.turn().response().error();
        if (told != null) {
            String word = word(told);
            if (word != null) {
                return word;
            }
        }
        if (exchange.status() >= FIRST_BAD_STATUS) {
            return Integer.toString(exchange.status());
        }
        Outcome outcome = exchange.outcome();
        if (outcome == Outcome.COMPLETE) {
            return told != null
                    ? GenAi.OTHER_ERROR
                    : reading.reasons().contains(Reason.CUT_STREAM)
                            ? GenAi.OWN_ERROR_PREFIX + Reason.CUT_STREAM.word()
                            : null;
        }
        // A caller that goes away has what it wanted: that is no failure of the call.
        return outcome == Outcome.CLIENT_DISCONNECT
                ? null
                : GenAi.OWN_ERROR_PREFIX + exchange.end().word();
    }

    /** The code unless it only repeats the HTTP status and there is a type. */
    private static @Nullable String word(ResponseError error) {
        String code = error.code();
        boolean number = code != null && code.chars().allMatch(Character::isDigit);
        return number && error.type() != null ? error.type() : error.word();
    }

    private static List<String> finishReasons(Reading reading, @Nullable String early) {
        List<Choice> choices = reading.turn().response().choices();
        boolean broken = early != null || reading.turn().response().error() != null;
        if (choices.isEmpty()) {
            return early != null && reading.streamed() ? List.of(GenAi.FINISH_ERROR) : List.of();
        }
        List<String> reasons = new ArrayList<>(choices.size());
        for (Choice choice : choices) {
            StopReason stop = choice.stop();
            String word = choice.stopWord();
            if (stop == null && !broken) {
                return List.of();
            }
            reasons.add(
                    stop == null
                            ? GenAi.FINISH_ERROR
                            : stop == StopReason.OTHER && word != null ? word : stop.word());
        }
        return reasons;
    }
}
