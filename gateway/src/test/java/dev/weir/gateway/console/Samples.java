package dev.weir.gateway.console;

import dev.weir.core.capture.CaptureMode;
import dev.weir.core.capture.Loss;
import dev.weir.core.dialect.Dialect;
import dev.weir.core.exchange.BodyFacts;
import dev.weir.core.exchange.Change;
import dev.weir.core.exchange.ClientFacts;
import dev.weir.core.exchange.EndPhase;
import dev.weir.core.exchange.EndReason;
import dev.weir.core.exchange.Exchange;
import dev.weir.core.exchange.ExchangeId;
import dev.weir.core.exchange.ExchangeIds;
import dev.weir.core.exchange.Headers;
import dev.weir.core.exchange.RequestHead;
import dev.weir.core.exchange.ResponseHead;
import dev.weir.core.exchange.Tag;
import dev.weir.core.exchange.Timeline;
import dev.weir.core.exchange.UpstreamFacts;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/** Exchanges for tests; each call makes a later one. */
final class Samples {

    static final Instant START = Instant.parse("2026-11-21T10:00:00.123456Z");

    private final ExchangeIds ids = new ExchangeIds(new SplittableRandom(7));
    private int made;

    /** What a test wants different from the usual. */
    static final class Wish {
        String provider = "anthropic";
        int status = 200;
        Headers request = Headers.of("Content-Type", "application/json");
        Headers response = Headers.of("content-type", "application/json");
        List<Tag> tags = List.of();
        @Nullable String model = "claude-sonnet-4-5";
        int requestLength = 2;
        int responseLength = 2;
        int requestKept = -1;
        int responseKept = -1;
        CaptureMode mode = CaptureMode.FULL;
        Set<Loss> losses = Set.of();
        String target = "/anthropic/v1/messages?beta=true";
    }

    ExchangeId id() {
        return ids.next(START.toEpochMilli() + made);
    }

    Exchange make(Wish wish) {
        ExchangeId id = ids.next(START.toEpochMilli() + 1_000L * made);
        Instant started = START.plusSeconds(made++);
        boolean answered = wish.status > 0;
        return new Exchange(
                id,
                started,
                new ClientFacts("127.0.0.1:51234", null),
                "provider",
                wish.provider,
                Dialect.ANTHROPIC,
                new RequestHead("POST", wish.target, "HTTP/1.1", wish.request),
                "/v1/messages",
                answered
                        ? new UpstreamFacts(
                                "https://api.anthropic.com:443",
                                "/v1/messages",
                                "160.79.104.10:443",
                                "HTTP/1.1",
                                "TLSv1.3",
                                true,
                                1)
                        : null,
                answered ? new ResponseHead(wish.status, "OK", "HTTP/1.1", wish.response) : null,
                Headers.EMPTY,
                answered ? Headers.of("X-Checksum", "abc") : Headers.EMPTY,
                facts(wish.requestLength, wish.requestKept),
                facts(answered ? wish.responseLength : 0, answered ? wish.responseKept : -1),
                answered
                        ? new Timeline(
                                1_500_000,
                                2_000_000,
                                30_250_999,
                                Timeline.NEVER,
                                40_000_000,
                                40_100_000)
                        : Timeline.NOTHING,
                answered ? EndReason.COMPLETE : EndReason.CONNECT_FAILED,
                answered ? EndPhase.BODY : EndPhase.CONNECT,
                answered ? null : "upstream_unreachable",
                wish.mode,
                wish.losses,
                answered
                        ? List.of(new Change(Change.Kind.REQUEST_FIELD_DROPPED, "x-weir-tag"))
                        : List.of(),
                wish.tags,
                wish.model,
                false);
    }

    private static BodyFacts facts(int length, int kept) {
        return new BodyFacts(length, kept < 0 ? length : kept, 0);
    }
}
