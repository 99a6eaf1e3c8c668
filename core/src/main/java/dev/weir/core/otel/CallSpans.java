package dev.weir.core.otel;

import dev.weir.core.capture.CaptureMode;
import dev.weir.core.derived.DerivedExchange;
import dev.weir.core.derived.DerivedListener.Meaning;
import dev.weir.core.dialect.Dialect;
import dev.weir.core.exchange.Exchange;
import dev.weir.core.exchange.Tag;
import dev.weir.core.exchange.Timeline;
import dev.weir.core.otel.names.Attribute;
import dev.weir.core.otel.names.GenAi;
import dev.weir.core.otel.names.GenAi.Operation;
import dev.weir.core.otel.names.Semconv;
import dev.weir.core.reading.Choice;
import dev.weir.core.reading.Endpoint;
import dev.weir.core.reading.Message;
import dev.weir.core.reading.ModelResponse;
import dev.weir.core.reading.Part;
import dev.weir.core.reading.Turn;
import dev.weir.core.session.SessionSource;
import dev.weir.core.usage.Unit;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Makes the span of an exchange: one for each call, however often it was sent. */
public final class CallSpans {

    private static final double NANOS = 1e9;
    private static final long SECOND = 1_000_000_000L;

    private final Semconv semconv;
    private final boolean content;
    private final String console;

    /**
     * @param semconv the names to write
     * @param content whether what was said goes along, where it was captured whole
     * @param console the console's address without a slash at its end, empty for no link
     */
    public CallSpans(Semconv semconv, boolean content, String console) {
        this.semconv = semconv;
        this.content = content;
        this.console = console;
    }

    /** The span; null where the exchange is no call of a model, or one of a batch. */
    public @Nullable SpanValue of(Exchange exchange, Meaning meaning) {
        CallFacts facts = CallFacts.of(exchange, meaning);
        if (facts == null) {
            return null;
        }
        Turn turn = meaning.reading().turn();
        boolean says = content && exchange.mode().equals(CaptureMode.FULL);
        Attributes to = new Attributes(semconv);
        call(to, facts);
        boolean fetch = facts.is(Operation.FETCH_RESPONSE);
        if (!fetch) {
            RequestAttributes.add(to, turn.request(), facts, exchange.stream());
        }
        conversation(to, exchange, meaning);
        response(to, turn.response(), facts, fetch);
        if (!fetch) {
            UsageAttributes.add(to, meaning.row(), facts);
        }
        if (says) {
            Content.add(to, turn.request(), turn.response(), facts.finishReasons());
        }
        own(to, exchange, meaning, facts, fetch);
        Instant start = exchange.startedAt();
        long begin = start.getEpochSecond() * SECOND + start.getNano();
        String model = facts.model();
        ModelResponse answer = turn.response();
        return new SpanValue(
                exchange.id(),
                TraceContext.of(exchange.id(), exchange.request().headers()),
                fetch || model == null ? facts.operation() : facts.operation() + " " + model,
                begin,
                begin + Math.max(0, exchange.timeline().closed()),
                facts.error() != null,
                says && answer.error() != null ? answer.error().message() : "",
                semconv,
                to.build());
    }

    private static void call(Attributes to, CallFacts facts) {
        to.put(Attribute.OPERATION_NAME, facts.operation())
                .put(Attribute.PROVIDER_NAME, facts.provider())
                .put(Attribute.REQUEST_MODEL, facts.model())
                .put(Attribute.SERVER_ADDRESS, facts.address())
                .put(Attribute.SERVER_PORT, facts.port())
                .put(Attribute.ERROR_TYPE, facts.error());
        if (facts.provider().startsWith("azure.")) {
            to.put(Attribute.AZURE_NAMESPACE, GenAi.AZURE_COGNITIVE);
        }
    }

    private static void conversation(Attributes to, Exchange exchange, Meaning meaning) {
        DerivedExchange.Place place = meaning.row().place();
        String conversation = meaning.reading().turn().request().hints().conversation();
        String external = meaning.external();
        // A key for the provider's cache says what is alike, not which conversation it is.
        boolean stated =
                place != null
                        && !place.inferred()
                        && external != null
                        && !place.source().equals(SessionSource.CACHE_KEY.word());
        to.put(
                Attribute.CONVERSATION_ID,
                conversation != null ? conversation : stated ? external : null);
        for (Message message : meaning.reading().turn().request().messages()) {
            if (message.parts().stream().anyMatch(Part.Compaction.class::isInstance)) {
                to.flag(Attribute.CONVERSATION_COMPACTED, true);
                break;
            }
        }
        if (place != null && !place.source().equals(SessionSource.NONE.word())) {
            to.put(Attribute.SESSION_ID, stated ? external : place.session());
        }
        to.put(Attribute.USER_ID, meaning.row().caller().user());
        for (Tag tag : exchange.tags()) {
            to.named(Attribute.TAG_PREFIX + tag.key(), tag.value());
        }
    }

    private void response(Attributes to, ModelResponse answer, CallFacts facts, boolean fetch) {
        to.put(Attribute.RESPONSE_ID, answer.id()).put(Attribute.RESPONSE_MODEL, answer.model());
        if (fetch) {
            to.put(Attribute.RESPONSE_STATUS, answer.status());
            return;
        }
        to.put(Attribute.RESPONSE_FINISH_REASONS, facts.finishReasons());
        List<String> words = new ArrayList<>();
        for (Choice choice : answer.choices()) {
            words.add(Objects.requireNonNullElse(choice.stopWord(), ""));
        }
        if (!words.equals(facts.finishReasons()) && words.stream().anyMatch(w -> !w.isEmpty())) {
            to.put(Attribute.WEIR_STOP_WORDS, words);
        }
    }

    /** What no convention has a name for. */
    private void own(
            Attributes to, Exchange exchange, Meaning meaning, CallFacts facts, boolean fetch) {
        DerivedExchange row = meaning.row();
        Timeline times = exchange.timeline();
        if (exchange.stream() && times.firstToken() != Timeline.NEVER) {
            to.put(Attribute.TIME_TO_FIRST_CHUNK, Double.valueOf(times.firstToken() / NANOS));
        }
        if (exchange.status() != 0) {
            to.put(Attribute.HTTP_STATUS, Long.valueOf(exchange.status()));
        }
        openai(to, exchange, meaning);
        to.put(Attribute.WEIR_EXCHANGE_ID, exchange.id().toString());
        if (!console.isEmpty()) {
            to.put(Attribute.WEIR_EXCHANGE_URL, console + "/api/v1/exchanges/" + exchange.id());
        }
        if (!exchange.provider().isEmpty()) {
            to.put(Attribute.WEIR_PROVIDER, exchange.provider());
        }
        to.put(Attribute.WEIR_DOOR, exchange.door())
                .put(Attribute.WEIR_DIALECT, exchange.dialect().word())
                .put(Attribute.WEIR_ENDPOINT, row.call().endpoint());
        DerivedExchange.Cost cost = row.cost();
        if (!fetch) {
            to.put(Attribute.WEIR_COST, dollars(cost.nanos()))
                    .put(Attribute.WEIR_CACHE_SAVED, dollars(cost.savedNanos()))
                    .put(Attribute.WEIR_COST_HOW, cost.how())
                    .put(Attribute.WEIR_PRICE_TABLE, cost.prices())
                    .put(Attribute.WEIR_CACHE_WRITE_5M, row.count(Unit.CACHE_WRITE_5M_TOKENS))
                    .put(Attribute.WEIR_CACHE_WRITE_1H, row.count(Unit.CACHE_WRITE_1H_TOKENS));
        }
        to.put(Attribute.WEIR_CLIENT_NAME, row.caller().client())
                .put(Attribute.WEIR_CLIENT_VERSION, row.caller().clientVersion());
        place(to, row.place());
        to.put(Attribute.WEIR_OUTCOME, exchange.outcome().word())
                .put(Attribute.WEIR_END_REASON, exchange.end().word())
                .put(Attribute.WEIR_ENDED_EARLY, facts.early());
        if (exchange.upstream() != null) {
            to.put(Attribute.WEIR_ATTEMPTS, Long.valueOf(exchange.upstream().attempts()));
        }
        to.put(Attribute.WEIR_REQUEST_BYTES, Long.valueOf(exchange.requestBody().length()))
                .put(Attribute.WEIR_RESPONSE_BYTES, Long.valueOf(exchange.responseBody().length()));
        if (times.firstByte() != Timeline.NEVER) {
            to.put(Attribute.WEIR_FIRST_BYTE, Double.valueOf(times.firstByte() / NANOS));
        }
        to.put(Attribute.WEIR_READING, row.reading())
                .put(Attribute.WEIR_FINDING, row.finding())
                .put(Attribute.WEIR_CAPTURE_MODE, exchange.mode().toString());
    }

    private static void place(Attributes to, DerivedExchange.@Nullable Place place) {
        if (place != null) {
            to.put(Attribute.WEIR_SESSION_ID, place.session())
                    .put(Attribute.WEIR_SESSION_SOURCE, place.source())
                    .flag(Attribute.WEIR_SESSION_INFERRED, place.inferred())
                    .put(Attribute.WEIR_SESSION_THREAD, place.thread());
            if (place.turn() > 0) {
                to.put(Attribute.WEIR_SESSION_TURN, Long.valueOf(place.turn()));
            }
            if (place.step() > 0) {
                to.put(Attribute.WEIR_SESSION_STEP, Long.valueOf(place.step()));
            }
            to.put(Attribute.WEIR_CALL_KIND, place.kind());
        }
    }

    /** OpenAI's own attributes, for whoever speaks like it; the tier of others is Weir's. */
    private static void openai(Attributes to, Exchange exchange, Meaning meaning) {
        Turn turn = meaning.reading().turn();
        String answered = turn.response().serviceTier();
        if (exchange.dialect() != Dialect.OPENAI) {
            to.put(Attribute.WEIR_SERVICE_TIER, answered);
            return;
        }
        String asked = turn.request().parameters().serviceTier();
        to.put(Attribute.OPENAI_REQUEST_SERVICE_TIER, "auto".equals(asked) ? null : asked)
                .put(Attribute.OPENAI_RESPONSE_SERVICE_TIER, answered)
                .put(
                        Attribute.OPENAI_SYSTEM_FINGERPRINT,
                        turn.response().rest().text("system_fingerprint"));
        Endpoint endpoint = meaning.reading().endpoint();
        to.put(
                Attribute.OPENAI_API_TYPE,
                switch (endpoint) {
                    case CHAT_COMPLETIONS -> GenAi.OPENAI_CHAT;
                    case RESPONSES, RESPONSES_COMPACT, RESPONSES_FETCH -> GenAi.OPENAI_RESPONSES;
                    default -> null;
                });
    }

    private static @Nullable Double dollars(@Nullable Long nanos) {
        return nanos == null ? null : Double.valueOf(nanos / NANOS);
    }
}
