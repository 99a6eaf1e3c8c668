package dev.weir.gateway.reading;

import dev.weir.core.archive.InMemoryArchive;
import dev.weir.core.capture.CaptureMode;
import dev.weir.core.exchange.BodyFacts;
import dev.weir.core.exchange.ClientFacts;
import dev.weir.core.exchange.Effect;
import dev.weir.core.exchange.EndPhase;
import dev.weir.core.exchange.EndReason;
import dev.weir.core.exchange.Exchange;
import dev.weir.core.exchange.GatewayFacts;
import dev.weir.core.exchange.GatewayFacts.Ruling;
import dev.weir.core.exchange.Headers;
import dev.weir.core.exchange.RequestHead;
import dev.weir.core.exchange.ResponseHead;
import dev.weir.core.exchange.Tag;
import dev.weir.core.exchange.Timeline;
import dev.weir.core.exchange.UpstreamFacts;
import dev.weir.core.json.JsonObject;
import dev.weir.core.reading.Source;
import dev.weir.testkit.archive.Recorded;
import dev.weir.testkit.corpus.Corpus;
import dev.weir.testkit.corpus.RecordedExchange;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Recorded traffic put on record as if it had passed: some an hour, with tags of a few people. */
final class Traffic {

    private static final Instant START = Instant.parse("2026-11-18T10:00:00Z");
    private static final int LARGEST = 1 << 20;

    private Traffic() {}

    /** Every so-manieth recorded exchange. */
    static List<RecordedExchange> some(int every, int most) {
        try (Stream<RecordedExchange> all = Corpus.recorded().exchanges()) {
            return all.filter(exchange -> exchange.bytes() < LARGEST)
                    .filter(exchange -> Math.floorMod(exchange.id().hashCode(), every) == 0)
                    .limit(most)
                    .toList();
        }
    }

    /** Puts exchanges into an archive. */
    static void fill(InMemoryArchive archive, List<RecordedExchange> chosen) {
        for (int i = 0; i < chosen.size(); i++) {
            add(archive, chosen.get(i), i);
        }
    }

    private static void add(InMemoryArchive archive, RecordedExchange recorded, int number) {
        Source source = Sources.of(recorded);
        Instant at = START.plusSeconds(number * 600L);
        byte[] asked = source.request().bytes();
        byte[] answered = source.response().bytes();
        String host = source.host() == null ? "example.com" : source.host();
        Exchange exchange =
                new Exchange(
                        Recorded.id(at.toEpochMilli(), 0, number * 0x1234_5678_9ABCL),
                        at,
                        new ClientFacts("127.0.0.1:40000", null),
                        "provider",
                        recorded.provider(),
                        source.dialect(),
                        new RequestHead(
                                source.method(),
                                recorded.request().target(),
                                "HTTP/1.1",
                                plain(source.requestHeaders())),
                        source.path(),
                        new UpstreamFacts(
                                "https://" + host + ":443",
                                source.path(),
                                "203.0.113.9:443",
                                "HTTP/1.1",
                                "TLSv1.3",
                                false,
                                1),
                        new ResponseHead(
                                source.status(), "", "HTTP/1.1", plain(source.responseHeaders())),
                        Headers.EMPTY,
                        Headers.EMPTY,
                        new BodyFacts(asked.length, asked.length, 0),
                        new BodyFacts(answered.length, answered.length, 0),
                        new Timeline(1_000, 2_000, 3_000, 40_000_000, 90_000_000, 100_000_000),
                        EndReason.COMPLETE,
                        EndPhase.BODY,
                        null,
                        CaptureMode.FULL,
                        Set.of(),
                        List.of(),
                        tags(number),
                        null,
                        false);
        archive.add(exchange.withGateway(gateway(number)), asked, answered, List.of(), List.of());
    }

    private static GatewayFacts gateway(int number) {
        if (number % 3 == 0) {
            return GatewayFacts.LOCAL;
        }
        return new GatewayFacts(
                "local",
                null,
                null,
                List.of(),
                null,
                "token " + number % 5,
                number % 2 == 0 ? "fast" : null,
                null,
                number % 7 == 0 ? null : "key " + number % 4,
                null,
                number % 5 == 0
                        ? List.of(new Ruling("policy:p", 1, Effect.WOULD_REFUSE, "a reason"))
                        : List.of(),
                List.of(),
                JsonObject.EMPTY);
    }

    private static List<Tag> tags(int number) {
        return switch (number % 4) {
            case 0 -> List.of(new Tag("user", "ada"), new Tag("team", "hydro"));
            case 1 -> List.of(new Tag("user", "ben"), new Tag("repo", "weir"), new Tag("x", ""));
            case 2 -> List.of(new Tag("team", "hydro"), new Tag("ticket", "W-" + number % 3));
            default -> List.of();
        };
    }

    /** Bodies are put on record without their encoding. */
    private static Headers plain(Headers headers) {
        Headers.Builder kept = Headers.builder();
        headers.forEach(
                (name, value) -> {
                    if (!name.equalsIgnoreCase("content-encoding")) {
                        kept.add(name, value);
                    }
                });
        return kept.build();
    }
}
