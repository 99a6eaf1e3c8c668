package dev.weir.gateway.intake.otlp;

import dev.weir.core.access.Providers;
import dev.weir.core.archive.Incoming;
import dev.weir.core.capture.CaptureMode;
import dev.weir.core.capture.Loss;
import dev.weir.core.dialect.Dialect;
import dev.weir.core.exchange.BodyFacts;
import dev.weir.core.exchange.ClientFacts;
import dev.weir.core.exchange.EndPhase;
import dev.weir.core.exchange.EndReason;
import dev.weir.core.exchange.Exchange;
import dev.weir.core.exchange.ExchangeId;
import dev.weir.core.exchange.Headers;
import dev.weir.core.exchange.RequestHead;
import dev.weir.core.exchange.ResponseHead;
import dev.weir.core.exchange.Tag;
import dev.weir.core.exchange.Timeline;
import dev.weir.core.exchange.UpstreamFacts;
import dev.weir.core.json.JsonObject;
import dev.weir.core.json.JsonString;
import dev.weir.core.otel.names.Attribute;
import dev.weir.core.otel.span.Span;
import dev.weir.gateway.intake.MadeIds;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Makes an exchange of a span that is a call of a model. Its request body is the span, as OTLP's
 * JSON, and all that the span means is read from there later; its answer has no body. It is marked
 * with {@link Loss#NOT_ON_WIRE}, the door {@value #DOOR} and the tag {@code source=otel}.
 *
 * <p>Its id is made of the span's trace, id and start, so that a span that is sent again is on
 * record once.
 */
final class SpanExchange {

    static final String DOOR = "otel";
    static final String PATH = "/v1/traces";

    private static final Headers FIELDS = Headers.of("content-type", "application/json");
    private static final int LONGEST_TAG_VALUE = 1_024;
    private static final int MOST_TAGS = 32;
    private static final Pattern TAG = Pattern.compile("[a-z0-9][a-z0-9_.-]{0,63}");
    private static final int LONGEST_MODEL = 256;
    private static final int LONGEST_HOST = 253;

    /** Names under which a session or a person stand besides those of the table. */
    private static final List<String> SESSIONS =
            List.of(
                    "traceloop.association.properties.session_id",
                    "ai.telemetry.metadata.sessionId");

    private static final List<String> USERS =
            List.of("traceloop.association.properties.user_id", "ai.telemetry.metadata.userId");

    private static final double NANOS_A_SECOND = 1e9;
    private static final double NANOS_A_MILLI = 1e6;

    private final Span span;
    private final Providers providers;

    private SpanExchange(Span span, Providers providers) {
        this.span = span;
        this.providers = providers;
    }

    /** Why a span cannot become an exchange, for people; null where it can. */
    static @Nullable String fault(Span span) {
        if (span.traceId().isEmpty() || span.spanId().isEmpty()) {
            return "traceId, spanId: expected 32 and 16 hexadecimal digits, not all zero";
        }
        if (span.start() == 0) {
            return "startTimeUnixNano: expected Unix time in nanoseconds";
        }
        return null;
    }

    static String provider(Span span, Providers providers) {
        return SpanProvider.of(span, providers);
    }

    /**
     * The exchange.
     *
     * @param document the span's document, as it is to be kept
     * @param mode how much of it was to be kept
     */
    static Incoming of(JsonObject document, Span span, Providers providers, CaptureMode mode) {
        return new SpanExchange(span, providers).incoming(document, mode);
    }

    private Incoming incoming(JsonObject document, CaptureMode mode) {
        byte[] body = MadeIds.bytes(document.write());
        Instant start = start();
        int status = status();
        Exchange exchange =
                new Exchange(
                        id(start),
                        start,
                        new ClientFacts("", null),
                        DOOR,
                        provider(span, providers),
                        Dialect.OTHER,
                        new RequestHead("POST", PATH, "HTTP/1.1", FIELDS),
                        PATH,
                        upstream(),
                        status == 0
                                ? null
                                : new ResponseHead(status, "", "HTTP/1.1", Headers.EMPTY),
                        Headers.EMPTY,
                        Headers.EMPTY,
                        new BodyFacts(body.length, body.length, 0),
                        BodyFacts.EMPTY,
                        timeline(status),
                        status == 0 ? EndReason.UPSTREAM_RESET : EndReason.COMPLETE,
                        status == 0 ? EndPhase.HEADERS : EndPhase.BODY,
                        null,
                        mode,
                        Set.of(Loss.NOT_ON_WIRE),
                        List.of(),
                        tags(),
                        model(),
                        stream());
        return new Incoming(
                exchange, ByteBuffer.wrap(body), ByteBuffer.allocate(0), List.of(), List.of());
    }

    private Instant start() {
        long seconds = span.start() / 1_000_000_000;
        return Instant.ofEpochSecond(seconds, span.start() % 1_000_000_000)
                .truncatedTo(ChronoUnit.MICROS);
    }

    private ExchangeId id(Instant start) {
        return MadeIds.of(
                start,
                MadeIds.bytes("otel"),
                MadeIds.bytes(span.traceId()),
                MadeIds.bytes(span.spanId()));
    }

    /** The status that the span states; 200 where it states none and is no error; else 0. */
    private int status() {
        Long stated = span.attributes().integer(Attribute.HTTP_STATUS);
        String error = span.attributes().text(Attribute.ERROR_TYPE);
        if (stated == null && error != null && error.matches("[45][0-9]{2}")) {
            return Integer.parseInt(error);
        }
        if (stated != null && stated >= 100 && stated <= 999) {
            return stated.intValue();
        }
        return span.failed() || error != null ? 0 : 200;
    }

    private Timeline timeline(int status) {
        long took = span.nanos();
        return new Timeline(
                Timeline.NEVER,
                Timeline.NEVER,
                nanos(span.attributes().decimal(Attribute.WEIR_FIRST_BYTE), NANOS_A_SECOND),
                firstToken(),
                status == 0 ? Timeline.NEVER : took,
                took);
    }

    private long firstToken() {
        long stated =
                nanos(span.attributes().decimal(Attribute.TIME_TO_FIRST_CHUNK), NANOS_A_SECOND);
        Long vercel = span.attributes().integer("ai.response.msToFirstChunk");
        return stated == Timeline.NEVER && vercel != null
                ? nanos(vercel.doubleValue(), NANOS_A_MILLI)
                : stated;
    }

    private static long nanos(@Nullable Double value, double unit) {
        return value == null || !(value >= 0) || value * unit > 1e18
                ? Timeline.NEVER
                : Math.round(value * unit);
    }

    private boolean stream() {
        return Boolean.TRUE.equals(span.attributes().flag(Attribute.REQUEST_STREAM))
                || firstToken() != Timeline.NEVER;
    }

    private @Nullable String model() {
        String model = span.attributes().text(Attribute.REQUEST_MODEL);
        return model != null && model.length() <= LONGEST_MODEL ? model : null;
    }

    /** Where it went, as far as the span says; null where it does not. */
    private @Nullable UpstreamFacts upstream() {
        String host = SpanProvider.host(span);
        if (host == null || host.length() > LONGEST_HOST) {
            return null;
        }
        Long stated = span.attributes().integer(Attribute.SERVER_PORT);
        long port = stated == null || stated < 1 || stated > 65_535 ? 443 : stated;
        String scheme = port == 443 || port == 8443 ? "https" : "http";
        String bracketed = host.indexOf(':') < 0 ? host : "[" + host + "]";
        return new UpstreamFacts(
                scheme + "://" + bracketed + ":" + port, PATH, null, null, null, false, 1);
    }

    private List<Tag> tags() {
        List<Tag> tags = new ArrayList<>(List.of(new Tag("source", "otel")));
        add(
                tags,
                "session",
                first(List.of(Attribute.CONVERSATION_ID, Attribute.SESSION_ID), SESSIONS));
        add(tags, "user", first(List.of(Attribute.USER_ID), USERS));
        add(tags, "service", span.resource().text("service.name"));
        add(tags, "trace", span.traceId());
        span.attributes()
                .all()
                .forEach(
                        (name, value) -> {
                            String key =
                                    name.startsWith(Attribute.TAG_PREFIX)
                                            ? name.substring(Attribute.TAG_PREFIX.length())
                                            : "";
                            boolean there = tags.stream().anyMatch(tag -> tag.key().equals(key));
                            if (TAG.matcher(key).matches()
                                    && !there
                                    && tags.size() < MOST_TAGS
                                    && value instanceof JsonString text) {
                                add(tags, key, text.value());
                            }
                        });
        return tags;
    }

    /** The first that is there, on the span or, for the table's names, on what sent it. */
    private @Nullable String first(List<Attribute> attributes, List<String> more) {
        List<String> names = new ArrayList<>();
        attributes.forEach(attribute -> names.addAll(attribute.names()));
        names.addAll(more);
        for (String name : names) {
            String text = span.textOrResource(name);
            if (text != null) {
                return text;
            }
        }
        return null;
    }

    /** Only what a tag can have, for a span may say anything. */
    private static void add(List<Tag> tags, String key, @Nullable String value) {
        if (value != null
                && !value.isBlank()
                && value.length() <= LONGEST_TAG_VALUE
                && value.chars().noneMatch(Character::isISOControl)) {
            tags.add(new Tag(key, value.strip()));
        }
    }
}
