package dev.weir.gateway.intake;

import dev.weir.core.access.HeaderRules;
import dev.weir.core.access.Origin;
import dev.weir.core.access.Provider;
import dev.weir.core.access.Providers;
import dev.weir.core.archive.Incoming;
import dev.weir.core.capture.CaptureMode;
import dev.weir.core.capture.Loss;
import dev.weir.core.dialect.Dialect;
import dev.weir.core.dialect.ModelPeek;
import dev.weir.core.exchange.BodyFacts;
import dev.weir.core.exchange.ClientFacts;
import dev.weir.core.exchange.EndPhase;
import dev.weir.core.exchange.EndReason;
import dev.weir.core.exchange.Exchange;
import dev.weir.core.exchange.Headers;
import dev.weir.core.exchange.RequestHead;
import dev.weir.core.exchange.ResponseHead;
import dev.weir.core.exchange.Tag;
import dev.weir.core.exchange.Timeline;
import dev.weir.core.exchange.UpstreamFacts;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Makes an exchange of a HAR entry that somebody else recorded, a browser for example. Such bodies
 * are what the recorder showed, decoded and perhaps not whole, and heads what it knew of them: the
 * exchange is marked with {@link Loss#NOT_ON_WIRE} and the tag {@code source=har}.
 */
final class ForeignEntry {

    static final String DOOR = "import";

    private static final Tag SOURCE = new Tag("source", "har");

    /** For a host that is no provider's. */
    private static final String UNNAMED = "forward";

    private static final int LONGEST_METHOD = 32;

    private final Providers providers;

    ForeignEntry(Providers providers) {
        this.providers = providers;
    }

    /** A URL in its parts. */
    private record Url(Origin origin, String target) {

        static Url of(Members request) throws Unusable {
            String text = request.text("url");
            int scheme = text.indexOf("://");
            int path = scheme < 0 ? -1 : text.indexOf('/', scheme + 3);
            int query = text.indexOf('?');
            int end = path < 0 || query >= 0 && query < path ? query : path;
            String root = end < 0 ? text : text.substring(0, end);
            int hash = text.indexOf('#');
            String rest = end < 0 ? "" : text.substring(end, hash < end ? text.length() : hash);
            try {
                return new Url(Origin.parse(root), rest.startsWith("/") ? rest : "/" + rest);
            } catch (IllegalArgumentException e) {
                throw request.wrong("url", "an http or https URL");
            }
        }

        String path() {
            int mark = target.indexOf('?');
            return mark < 0 ? target : target.substring(0, mark);
        }
    }

    Incoming read(Members entry) throws Unusable {
        Members request = entry.in("request");
        Url url = Url.of(request);
        Members post = request.inOrNull("postData");
        byte[] asked = post != null && post.has("text") ? Har.text(post) : new byte[0];
        Members response = entry.in("response");
        Members content = response.inOrNull("content");
        boolean answered = response.number("status", 0, 999) > 0;
        byte[] answer =
                answered && content != null && content.has("text")
                        ? Har.text(content)
                        : new byte[0];
        long nanos = nanos(entry.get("time"));
        Instant start = entry.time("startedDateTime");
        Provider provider = provider(url.origin());
        Dialect dialect =
                Dialect.ofPath(url.path(), provider == null ? Dialect.OTHER : provider.dialect());
        String method = request.text("method");
        if (method.isEmpty() || method.length() > LONGEST_METHOD) {
            throw request.wrong("method", "a method");
        }
        String target = HeaderRules.targetForRecord(url.target());
        try (ModelPeek peek = new ModelPeek()) {
            peek.feed(ByteBuffer.wrap(asked));
            Exchange exchange =
                    new Exchange(
                            MadeIds.of(
                                    start,
                                    MadeIds.bytes("har"),
                                    MadeIds.bytes(method),
                                    MadeIds.bytes(request.text("url")),
                                    asked,
                                    answer),
                            start,
                            new ClientFacts("", null),
                            DOOR,
                            provider == null ? UNNAMED : provider.name(),
                            dialect,
                            new RequestHead(method, target, version(request), fields(request)),
                            url.path(),
                            new UpstreamFacts(
                                    url.origin().root(),
                                    url.path(),
                                    entry.textOrNull("serverIPAddress"),
                                    version(request),
                                    null,
                                    false,
                                    1),
                            answered ? head(response) : null,
                            Headers.EMPTY,
                            Headers.EMPTY,
                            Bodies.whole(asked),
                            answered ? answer(content, answer) : BodyFacts.EMPTY,
                            new Timeline(
                                    Timeline.NEVER,
                                    Timeline.NEVER,
                                    firstByte(entry),
                                    Timeline.NEVER,
                                    answered ? nanos : Timeline.NEVER,
                                    nanos),
                            end(answered, entry, response),
                            answered ? EndPhase.BODY : EndPhase.HEADERS,
                            null,
                            CaptureMode.FULL,
                            Set.of(Loss.NOT_ON_WIRE),
                            List.of(),
                            List.of(SOURCE),
                            peek.model(),
                            peek.stream() || isStream(response));
            return new Incoming(
                    exchange,
                    ByteBuffer.wrap(asked),
                    ByteBuffer.wrap(answer),
                    List.of(),
                    List.of());
        }
    }

    private @Nullable Provider provider(Origin origin) {
        for (Provider provider : providers.all()) {
            Origin base = provider.base();
            if (base.host().equals(origin.host()) && base.port() == origin.port()) {
                return provider;
            }
        }
        return null;
    }

    /** A recorder that says how long the body was and does not have it leaves a gap. */
    private static BodyFacts answer(@Nullable Members content, byte[] bytes) {
        BodyFacts whole = Bodies.whole(bytes);
        long size = content == null ? 0 : content.get("size").asLong(0);
        return bytes.length == 0 && size > 0 ? new BodyFacts(size, 0, 0) : whole;
    }

    private static ResponseHead head(Members response) throws Unusable {
        String reason = response.textOrNull("statusText");
        return new ResponseHead(
                (int) response.number("status", 100, 999),
                reason == null ? "" : reason,
                version(response),
                fields(response));
    }

    /** Without what HTTP/2 has instead of a first line, which some recorders list as fields. */
    private static Headers fields(Members message) throws Unusable {
        Headers.Builder fields = Headers.builder();
        message.fields("headers")
                .forEach(
                        (name, value) -> {
                            if (!name.startsWith(":")) {
                                fields.add(name, value);
                            }
                        });
        return HeaderRules.forRecord(fields.build());
    }

    /** Recorders say {@code http/1.1}, {@code h2}, {@code HTTP/2.0}, or nothing that is known. */
    private static String version(Members message) throws Unusable {
        String said = message.textOrNull("httpVersion");
        String lower = said == null ? "" : said.toLowerCase(Locale.ROOT);
        return switch (lower) {
            case "h2", "http/2", "http/2.0" -> "HTTP/2";
            case "h3", "http/3", "http/3.0" -> "HTTP/3";
            case "http/1.0" -> "HTTP/1.0";
            default -> "HTTP/1.1";
        };
    }

    private static boolean isStream(Members response) throws Unusable {
        String type = response.fields("headers").first("content-type");
        return type != null && type.toLowerCase(Locale.ROOT).startsWith("text/event-stream");
    }

    private static EndReason end(boolean answered, Members entry, Members response) {
        if (answered) {
            return EndReason.COMPLETE;
        }
        String error = response.get("_error").asString(entry.get("_error").asString(""));
        return error.toLowerCase(Locale.ROOT).contains("abort")
                ? EndReason.CLIENT_CANCEL
                : EndReason.UPSTREAM_RESET;
    }

    /** The sum of the timings up to the answer's first byte. */
    private static long firstByte(Members entry) {
        JsonNode timings = entry.get("timings");
        long sum = 0;
        for (String phase : List.of("blocked", "dns", "connect", "send", "wait")) {
            sum += Math.max(0, nanos(timings.path(phase)));
        }
        return sum == 0 ? Timeline.NEVER : sum;
    }

    private static long nanos(JsonNode millis) {
        double value = millis.isNumber() ? millis.asDouble() : -1;
        return value < 0 || value > 1e12 ? Timeline.NEVER : Math.round(value * 1e6);
    }
}
