package dev.weir.core.derived;

import dev.weir.core.exchange.Effect;
import dev.weir.core.exchange.Exchange;
import dev.weir.core.exchange.GatewayFacts;
import dev.weir.core.exchange.Headers;
import dev.weir.core.exchange.ResponseHead;
import dev.weir.core.exchange.Tag;
import dev.weir.core.exchange.Timeline;
import dev.weir.core.exchange.UpstreamFacts;
import dev.weir.core.pricing.Pricing;
import dev.weir.core.reading.Choice;
import dev.weir.core.reading.Endpoint;
import dev.weir.core.reading.Endpoints;
import dev.weir.core.reading.ModelResponse;
import dev.weir.core.reading.Reading;
import dev.weir.core.reading.ResponseError;
import dev.weir.core.reading.Source;
import dev.weir.core.reading.Turn;
import dev.weir.core.reading.wire.TurnReader;
import dev.weir.core.session.AnswerClues;
import dev.weir.core.session.AnswerReader;
import dev.weir.core.session.Clues;
import dev.weir.core.session.CluesReader;
import dev.weir.core.session.Placement;
import dev.weir.core.session.RequestClues;
import dev.weir.core.session.SessionSources;
import dev.weir.core.session.Stitcher;
import dev.weir.core.usage.Usage;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Works out what exchanges mean, oldest first: reads the call, finds its session, prices it. The
 * same exchanges in the same order give the same rows. Not thread-safe, since sessions are found by
 * what came before.
 */
public final class Derivation {

    /** Names what the rows depend on besides the exchanges. Prices are named in the row itself. */
    public static final String VERSION = "2/" + TurnReader.VERSION + "/" + Stitcher.VERSION;

    /** More than all policies and limits of a call are in practice; an import can say anything. */
    private static final int MOST_RULINGS = 64;

    private final Pricing pricing;
    private final Stitcher stitcher;

    public Derivation(Pricing pricing, Stitcher stitcher) {
        this.pricing = pricing;
        this.stitcher = stitcher;
    }

    /**
     * What an exchange means.
     *
     * @param row its row
     * @param texts what is said in it
     * @param title the begin of the first prompt of a conversation, null for none
     * @param meaning the row with all that was read
     */
    public record Result(
            DerivedExchange row,
            Texts texts,
            @Nullable String title,
            DerivedListener.Meaning meaning) {}

    /**
     * Derives one exchange.
     *
     * @param request its decoded request body
     * @param response its decoded answer
     */
    public Result of(Exchange exchange, Source.Body request, Source.Body response) {
        Reading reading = TurnReader.read(source(exchange, request, response));
        Placement placement =
                SpanClues.isSpan(reading.endpoint())
                        ? stitcher.place(SpanClues.of(exchange, reading))
                        : place(exchange, request, response);
        Contents contents = Contents.of(reading.turn());
        Turn turn = reading.turn();
        ModelResponse answer = Measures.complete(turn.response(), exchange.gateway());
        Usage usage = answer.usage();
        DerivedExchange row =
                new DerivedExchange(
                        exchange.id(),
                        exchange.startedAt(),
                        call(exchange, reading, answer),
                        caller(exchange, placement),
                        gateway(exchange.gateway()),
                        place(placement),
                        usage.counts(),
                        Costs.of(
                                pricing,
                                exchange,
                                answer.model(),
                                turn.request().model(),
                                usage,
                                SpanClues.isSpan(reading.endpoint())),
                        reading.status().word(),
                        reading.findings().isEmpty()
                                ? null
                                : reading.findings().getFirst().reason().word(),
                        contents.tools(),
                        contents.traits(exchange, usage));
        return new Result(
                row,
                contents.texts(),
                title(placement, contents),
                new DerivedListener.Meaning(row, reading, placement.external()));
    }

    /**
     * What an exchange that has its row means, read anew from its bodies.
     *
     * @param row its row
     * @param request its decoded request body
     * @param response its decoded answer
     */
    public static DerivedListener.Meaning meaning(
            DerivedExchange row, Exchange exchange, Source.Body request, Source.Body response) {
        DerivedExchange.Place place = row.place();
        String external = null;
        if (place != null && !place.inferred()) {
            RequestClues asked =
                    request.isEmpty() ? RequestClues.NONE : CluesReader.read(request.bytes());
            SessionSources.Named named =
                    SessionSources.named(
                            Clues.of(exchange, owner(exchange), asked, AnswerClues.NONE));
            external = named == null ? null : named.id();
        }
        return new DerivedListener.Meaning(
                row, TurnReader.read(source(exchange, request, response)), external);
    }

    /** Places an exchange among the others, for those that come after it. */
    public Placement remember(Exchange exchange, Source.Body request, Source.Body response) {
        Endpoint endpoint =
                Endpoints.of(
                        exchange.dialect(),
                        host(exchange),
                        exchange.request().method(),
                        exchange.path());
        return SpanClues.isSpan(endpoint)
                ? stitcher.place(
                        SpanClues.of(
                                exchange, TurnReader.read(source(exchange, request, response))))
                : place(exchange, request, response);
    }

    private Placement place(Exchange exchange, Source.Body request, Source.Body response) {
        RequestClues asked =
                request.isEmpty() ? RequestClues.NONE : CluesReader.read(request.bytes());
        AnswerClues answered =
                response.isEmpty()
                        ? AnswerClues.NONE
                        : AnswerReader.read(
                                response.bytes(), response.state() == Source.State.WHOLE);
        return stitcher.place(Clues.of(exchange, owner(exchange), asked, answered));
    }

    /** What an exchange is read from. */
    public static Source source(Exchange exchange, Source.Body request, Source.Body response) {
        ResponseHead head = exchange.response();
        return new Source(
                exchange.dialect(),
                host(exchange),
                exchange.request().method(),
                exchange.path(),
                exchange.request().query(),
                exchange.request().headers(),
                request,
                exchange.status(),
                head == null ? Headers.EMPTY : head.headers(),
                response);
    }

    /** The provider's host without scheme and port, null where the exchange went nowhere. */
    private static @Nullable String host(Exchange exchange) {
        UpstreamFacts upstream = exchange.upstream();
        if (upstream == null) {
            return null;
        }
        String authority = upstream.origin().replaceFirst("^[a-z]+://", "");
        int port = authority.lastIndexOf(':');
        return port < 0 || authority.endsWith("]") ? authority : authority.substring(0, port);
    }

    private static DerivedExchange.Call call(
            Exchange exchange, Reading reading, ModelResponse answer) {
        List<Choice> choices = answer.choices();
        Choice first = choices.isEmpty() ? null : choices.getFirst();
        String asked = reading.turn().request().model();
        ResponseError error = answer.error();
        long token = exchange.timeline().firstToken();
        return new DerivedExchange.Call(
                exchange.provider(),
                exchange.dialect().word(),
                reading.endpoint().word(),
                exchange.path(),
                exchange.status(),
                exchange.outcome().word(),
                exchange.end().word(),
                error != null && error.word() != null ? error.word() : exchange.errorCode(),
                asked != null ? asked : exchange.requestedModel(),
                answer.model(),
                exchange.stream() || reading.streamed(),
                first == null || first.stop() == null ? null : first.stop().word(),
                first == null ? null : first.stopWord(),
                micros(exchange.timeline().closed()),
                token == Timeline.NEVER ? null : Long.valueOf(micros(token)),
                exchange.requestBody().length(),
                exchange.responseBody().length());
    }

    private static long micros(long nanos) {
        return nanos < 0 ? 0 : TimeUnit.NANOSECONDS.toMicros(nanos);
    }

    /** Where people sign in, nothing is joined across users, or tokens that are nobody's. */
    static String owner(Exchange exchange) {
        GatewayFacts gateway = exchange.gateway();
        String user = gateway.user();
        String token = gateway.token();
        return user != null ? user : token == null ? "" : token;
    }

    private static DerivedExchange.Caller caller(Exchange exchange, Placement placement) {
        GatewayFacts gateway = exchange.gateway();
        String team = tag(exchange, "team");
        return new DerivedExchange.Caller(
                orNull(placement.tool().name()),
                orNull(placement.tool().version()),
                gateway.userName() != null ? gateway.userName() : tag(exchange, "user"),
                team != null || gateway.teams().isEmpty() ? team : gateway.teams().getFirst(),
                tag(exchange, "repo"),
                tag(exchange, "branch"),
                exchange.tags());
    }

    private static DerivedExchange.Gateway gateway(GatewayFacts facts) {
        if (facts.equals(GatewayFacts.LOCAL)) {
            return DerivedExchange.Gateway.NONE;
        }
        Set<DerivedExchange.Ruling> rulings = new LinkedHashSet<>();
        for (GatewayFacts.Ruling ruling : facts.rulings()) {
            Effect effect = Effect.parse(ruling.effect());
            if (effect != null && isRule(ruling.rule()) && rulings.size() < MOST_RULINGS) {
                rulings.add(new DerivedExchange.Ruling(effect, ruling.rule()));
            }
        }
        return new DerivedExchange.Gateway(
                facts.route(),
                facts.keyName() != null ? facts.keyName() : facts.key(),
                facts.tokenName() != null ? facts.tokenName() : facts.token(),
                List.copyOf(rulings));
    }

    private static boolean isRule(String rule) {
        return rule.startsWith("policy:") || rule.startsWith("limit:");
    }

    private static @Nullable String tag(Exchange exchange, String key) {
        for (Tag tag : exchange.tags()) {
            if (tag.key().equals(key)) {
                return orNull(tag.value());
            }
        }
        return null;
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }

    private static DerivedExchange.Place place(Placement placement) {
        return new DerivedExchange.Place(
                placement.session(),
                placement.source().word(),
                placement.inferred(),
                placement.thread(),
                placement.turn(),
                placement.step(),
                placement.kind().word());
    }

    private static @Nullable String title(Placement placement, Contents contents) {
        return placement.kind().conversational() && placement.thread().equals(Placement.MAIN)
                ? contents.title()
                : null;
    }
}
