package dev.weir.bench.archive;

import dev.weir.core.capture.CaptureMode;
import dev.weir.core.capture.Closing;
import dev.weir.core.capture.Loss;
import dev.weir.core.capture.Opening;
import dev.weir.core.dialect.Dialect;
import dev.weir.core.exchange.BodyFacts;
import dev.weir.core.exchange.Chunk;
import dev.weir.core.exchange.ClientFacts;
import dev.weir.core.exchange.EndPhase;
import dev.weir.core.exchange.EndReason;
import dev.weir.core.exchange.ExchangeId;
import dev.weir.core.exchange.Headers;
import dev.weir.core.exchange.RequestHead;
import dev.weir.core.exchange.ResponseHead;
import dev.weir.core.exchange.Side;
import dev.weir.core.exchange.Timeline;
import dev.weir.gateway.spool.SpooledExchange;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32C;

/** A recorded turn as if it lay in the spool. Answers come in chunks of one event each. */
public final class MemoryExchange implements SpooledExchange {

    private final Opening opening;
    private final RecordedSessions.Turn turn;
    private final List<Chunk> requestChunks;
    private final List<Chunk> responseChunks;
    private final Closing closing;
    private final BodyFacts requestFacts;
    private final BodyFacts responseFacts;
    private final ResponseHead head;

    public MemoryExchange(ExchangeId id, RecordedSessions.Turn turn) {
        this.turn = turn;
        Dialect dialect =
                switch (turn.provider()) {
                    case "anthropic" -> Dialect.ANTHROPIC;
                    case "gemini" -> Dialect.GEMINI;
                    case "ollama" -> Dialect.OLLAMA;
                    default -> Dialect.OPENAI;
                };
        int mark = turn.path().indexOf('?');
        String path = mark < 0 ? turn.path() : turn.path().substring(0, mark);
        this.opening =
                new Opening(
                        id,
                        id.millis() * 1000,
                        new ClientFacts("127.0.0.1:50000", null),
                        "provider",
                        turn.provider(),
                        dialect,
                        new RequestHead(
                                "POST",
                                "/" + turn.provider() + turn.path(),
                                "HTTP/1.1",
                                Headers.of(turn.requestHeaders().toArray(String[]::new))),
                        path,
                        "https://api." + turn.provider() + ".example:443",
                        path,
                        CaptureMode.FULL,
                        List.of(),
                        List.of());
        requestFacts = facts(turn.request());
        responseFacts = facts(turn.response());
        head =
                new ResponseHead(
                        turn.status(),
                        "OK",
                        "HTTP/1.1",
                        Headers.of(turn.responseHeaders().toArray(String[]::new)));
        requestChunks =
                turn.request().length == 0
                        ? List.of()
                        : List.of(new Chunk(40_000, turn.request().length));
        responseChunks = events(turn.response());
        long last = responseChunks.isEmpty() ? 900_000_000 : responseChunks.getLast().nanos();
        closing =
                new Closing(
                        EndReason.COMPLETE,
                        EndPhase.BODY,
                        null,
                        new Timeline(
                                120_000 + last % 977,
                                300_000 + last % 1_013,
                                800_000_000,
                                Timeline.NEVER,
                                last + 30_000,
                                last + 60_000),
                        "198.51.100.7:443",
                        "HTTP/1.1",
                        "TLSv1.3",
                        true,
                        1,
                        List.of());
    }

    /** A chunk for each event, some 20 ms apart. */
    private static List<Chunk> events(byte[] body) {
        List<Chunk> chunks = new ArrayList<>();
        long nanos = 800_000_000;
        int start = 0;
        for (int i = 0; i < body.length; i++) {
            boolean eventEnds = body[i] == '\n' && i > 0 && body[i - 1] == '\n';
            if (eventEnds || i == body.length - 1) {
                nanos += 12_000_000 + (i * 2_654_435_761L >>> 8 & 0xFFFFFF);
                chunks.add(new Chunk(nanos, i + 1 - start));
                start = i + 1;
            }
        }
        return chunks;
    }

    public RecordedSessions.Turn turn() {
        return turn;
    }

    private byte[] bytes(Side side) {
        return side == Side.REQUEST ? turn.request() : turn.response();
    }

    @Override
    public Opening opening() {
        return opening;
    }

    @Override
    public Closing closing() {
        return closing;
    }

    @Override
    public Headers requestTrailers() {
        return Headers.EMPTY;
    }

    @Override
    public @Nullable ResponseHead responseHead() {
        return head;
    }

    @Override
    public Headers responseTrailers() {
        return Headers.EMPTY;
    }

    @Override
    public Set<Loss> losses() {
        return Set.of();
    }

    @Override
    public BodyFacts body(Side side) {
        return side == Side.REQUEST ? requestFacts : responseFacts;
    }

    private static BodyFacts facts(byte[] body) {
        CRC32C crc = new CRC32C();
        crc.update(body);
        return new BodyFacts(body.length, body.length, (int) crc.getValue());
    }

    @Override
    public List<ByteBuffer> pieces(Side side) {
        return bytes(side).length == 0
                ? List.of()
                : List.of(ByteBuffer.wrap(bytes(side)).asReadOnlyBuffer());
    }

    @Override
    public List<Chunk> chunks(Side side) {
        return side == Side.REQUEST ? requestChunks : responseChunks;
    }

    @Override
    public @Nullable String peekedModel() {
        return null;
    }

    @Override
    public boolean peekedStream() {
        return false;
    }
}
