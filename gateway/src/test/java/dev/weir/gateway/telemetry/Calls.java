package dev.weir.gateway.telemetry;

import dev.weir.core.archive.InMemoryArchive;
import dev.weir.core.capture.CaptureMode;
import dev.weir.core.derived.Derivation;
import dev.weir.core.derived.DerivedListener.Meaning;
import dev.weir.core.dialect.Dialect;
import dev.weir.core.exchange.BodyFacts;
import dev.weir.core.exchange.Chunk;
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
import dev.weir.core.pricing.PriceOverrides;
import dev.weir.core.pricing.PriceTable;
import dev.weir.core.pricing.Pricing;
import dev.weir.core.reading.Source;
import dev.weir.core.session.InMemorySessionMemory;
import dev.weir.core.session.Stitcher;
import dev.weir.testkit.archive.Recorded;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** Calls of the Messages API with their meaning. */
final class Calls {

    static final Instant START = Instant.parse("2026-11-20T10:00:00.123456789Z");

    static final String REQUEST =
            """
            {"model":"claude-sonnet-4-5","max_tokens":100,"stream":true,"temperature":0.5,"top_k":40,
             "system":"Be brief.","messages":[{"role":"user","content":"How many?"}],
             "tools":[{"name":"count","description":"d","input_schema":{"type":"object"}}]}""";

    static final String ANSWER =
            """
            {"id":"msg_1","type":"message","role":"assistant","model":"claude-sonnet-4-5-20250929",
             "content":[{"type":"text","text":"Let me see."},
              {"type":"tool_use","id":"t1","name":"count","input":{"of":"sheep"}}],
             "stop_reason":"tool_use","usage":{"input_tokens":10,"output_tokens":20,
              "cache_read_input_tokens":30,"cache_creation_input_tokens":6,
              "cache_creation":{"ephemeral_5m_input_tokens":4,"ephemeral_1h_input_tokens":2}}}""";

    private final Derivation derivation =
            new Derivation(
                    new Pricing(PriceTable.builtIn(), PriceOverrides.NONE),
                    new Stitcher(new InMemorySessionMemory(100)));
    private final InMemoryArchive archive = new InMemoryArchive();
    private int number;

    /** An exchange and what it means. */
    record Told(Exchange exchange, Meaning meaning) {}

    InMemoryArchive archive() {
        return archive;
    }

    Told call(String... fields) {
        return call(CaptureMode.FULL, EndReason.COMPLETE, 200, REQUEST, ANSWER, fields);
    }

    Told call(
            CaptureMode mode,
            EndReason end,
            int status,
            String request,
            String answer,
            String... fields) {
        byte[] asked = request.getBytes(StandardCharsets.UTF_8);
        byte[] answered = answer.getBytes(StandardCharsets.UTF_8);
        number++;
        Exchange exchange =
                new Exchange(
                        Recorded.id(START.toEpochMilli(), 0, number * 0x1234_5678_9ABCL),
                        START,
                        new ClientFacts("127.0.0.1:40000", null),
                        "provider",
                        "anthropic",
                        Dialect.ANTHROPIC,
                        new RequestHead(
                                "POST", "/anthropic/v1/messages", "HTTP/1.1", Headers.of(fields)),
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
                                1_000,
                                2_000,
                                3_000_000,
                                40_000_000,
                                1_900_000_000L,
                                2_000_000_000L),
                        end,
                        EndPhase.BODY,
                        null,
                        mode,
                        Set.of(),
                        List.of(),
                        List.of(new Tag("team", "green"), new Tag("user", "ann")),
                        null,
                        true);
        List<Chunk> chunks =
                List.of(
                        new Chunk(40_000_000, 10),
                        new Chunk(60_000_000, 10),
                        new Chunk(80_000_000, answered.length - 20));
        archive.add(exchange, asked, answered, List.of(), chunks);
        return new Told(
                exchange,
                derivation
                        .of(
                                exchange,
                                Source.Body.of(asked, Source.State.WHOLE),
                                Source.Body.of(answered, Source.State.WHOLE))
                        .meaning());
    }
}
