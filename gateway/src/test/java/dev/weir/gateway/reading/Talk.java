package dev.weir.gateway.reading;

import dev.weir.core.archive.InMemoryArchive;
import dev.weir.core.capture.CaptureMode;
import dev.weir.core.dialect.Dialect;
import dev.weir.core.exchange.BodyFacts;
import dev.weir.core.exchange.ClientFacts;
import dev.weir.core.exchange.EndPhase;
import dev.weir.core.exchange.EndReason;
import dev.weir.core.exchange.Exchange;
import dev.weir.core.exchange.ExchangeId;
import dev.weir.core.exchange.GatewayFacts;
import dev.weir.core.exchange.Headers;
import dev.weir.core.exchange.RequestHead;
import dev.weir.core.exchange.ResponseHead;
import dev.weir.core.exchange.Tag;
import dev.weir.core.exchange.Timeline;
import dev.weir.core.exchange.UpstreamFacts;
import dev.weir.testkit.archive.Recorded;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Calls of the Messages API to be put on record, one a second. */
final class Talk {

    static final Instant START = Instant.parse("2026-11-20T10:00:00Z");

    private final InMemoryArchive archive;
    private int calls;
    private GatewayFacts gateway = GatewayFacts.LOCAL;

    Talk(InMemoryArchive archive) {
        this.archive = archive;
    }

    /** What a gateway knew and decided of the calls from now on. */
    void through(GatewayFacts facts) {
        gateway = facts;
    }

    /** A call of a session that its client names; an empty name is none. */
    Exchange call(String session, int status, String request, String answer, Tag... tags) {
        int number = calls++;
        return call(number, session, status, request, answer, tags);
    }

    /**
     * A call that began so many seconds after {@link #START}, whatever others were put on record
     * before it.
     */
    Exchange call(
            int number, String session, int status, String request, String answer, Tag... tags) {
        Instant at = START.plusSeconds(number);
        ExchangeId id = Recorded.id(at.toEpochMilli(), 0, number * 0x1234_5678_9ABCL);
        byte[] asked = request.getBytes(StandardCharsets.UTF_8);
        byte[] answered = answer.getBytes(StandardCharsets.UTF_8);
        Exchange exchange =
                new Exchange(
                                id,
                                at,
                                new ClientFacts("127.0.0.1:40000", null),
                                "provider",
                                "anthropic",
                                Dialect.ANTHROPIC,
                                new RequestHead(
                                        "POST",
                                        "/anthropic/v1/messages",
                                        "HTTP/1.1",
                                        headers(session)),
                                "/v1/messages",
                                new UpstreamFacts(
                                        "https://api.anthropic.com:443",
                                        "/v1/messages",
                                        "203.0.113.9:443",
                                        "HTTP/1.1",
                                        "TLSv1.3",
                                        false,
                                        1),
                                new ResponseHead(
                                        status,
                                        "",
                                        "HTTP/1.1",
                                        Headers.of("Content-Type", "application/json")),
                                Headers.EMPTY,
                                Headers.EMPTY,
                                new BodyFacts(asked.length, asked.length, 0),
                                new BodyFacts(answered.length, answered.length, 0),
                                new Timeline(
                                        1_000, 2_000, 3_000, 40_000_000, 90_000_000, 100_000_000),
                                EndReason.COMPLETE,
                                EndPhase.BODY,
                                null,
                                CaptureMode.FULL,
                                Set.of(),
                                List.of(),
                                List.of(tags),
                                null,
                                false)
                        .withGateway(gateway);
        archive.add(exchange, asked, answered, List.of(), List.of());
        return exchange;
    }

    private static Headers headers(String session) {
        List<String> fields =
                new ArrayList<>(
                        List.of(
                                "Content-Type",
                                "application/json",
                                "User-Agent",
                                "claude-cli/2.1.219 (external, cli)"));
        if (!session.isEmpty()) {
            fields.addAll(List.of("x-claude-code-session-id", session));
        }
        return Headers.of(fields.toArray(String[]::new));
    }

    /** A request of these messages. */
    static String request(String... messages) {
        return "{\"model\":\"claude-sonnet-4-5\",\"max_tokens\":1024,\"messages\":["
                + String.join(",", messages)
                + "]}";
    }

    static String says(String role, String text) {
        return "{\"role\":\"" + role + "\",\"content\":\"" + text + "\"}";
    }

    /** An answer of these content blocks. */
    static String answer(int input, int output, String stop, String... blocks) {
        return "{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"claude-sonnet-4-5\",\"content\":["
                + String.join(",", blocks)
                + "],\"stop_reason\":\""
                + stop
                + "\",\"usage\":{\"input_tokens\":"
                + input
                + ",\"output_tokens\":"
                + output
                + "}}";
    }

    static String text(String text) {
        return "{\"type\":\"text\",\"text\":\"" + text + "\"}";
    }
}
