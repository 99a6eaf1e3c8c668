package dev.weir.testkit.archive;

import dev.weir.core.capture.CaptureMode;
import dev.weir.core.capture.Loss;
import dev.weir.core.dialect.Dialect;
import dev.weir.core.exchange.BodyFacts;
import dev.weir.core.exchange.Change;
import dev.weir.core.exchange.Chunk;
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

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32C;

/**
 * An exchange to be put on record, with its bodies and chunks: what a contract test hands to a
 * store.
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Recorded(
        Exchange exchange,
        byte[] request,
        byte[] response,
        List<Chunk> requestChunks,
        List<Chunk> responseChunks) {

    /** An id made in this millisecond. */
    public static ExchangeId id(long millis, int sequence, long random) {
        return new ExchangeId(
                millis << 16 | 0x7000L | sequence, random >>> 2 | 0x8000_0000_0000_0000L);
    }

    /** A complete exchange with every kind of field, of this status at this provider. */
    public static Recorded of(
            ExchangeId id,
            String provider,
            int status,
            List<Tag> tags,
            byte[] request,
            byte[] response) {
        Exchange exchange =
                new Exchange(
                        id,
                        Instant.ofEpochMilli(id.millis()).plusNanos(250_000),
                        new ClientFacts("127.0.0.1:40000", "TLSv1.3"),
                        "provider",
                        provider,
                        Dialect.OTHER,
                        new RequestHead(
                                "POST",
                                "/" + provider + "/v1/things?a=%20b",
                                "HTTP/1.1",
                                Headers.of(
                                        "Content-Type",
                                        "application/json",
                                        "X-Two",
                                        "a",
                                        "x-two",
                                        "\u00e9")),
                        "/v1/things",
                        new UpstreamFacts(
                                "https://api.example:443",
                                "/v1/things",
                                "203.0.113.9:443",
                                "HTTP/1.1",
                                "TLSv1.3",
                                true,
                                2),
                        new ResponseHead(
                                status, "Fine", "HTTP/1.1", Headers.of("X-Request-Id", "r1")),
                        Headers.of("x-checksum", "1"),
                        Headers.of("grpc-status", "0"),
                        facts(request),
                        facts(response),
                        new Timeline(
                                1, 2, 3, response.length == 0 ? Timeline.NEVER : 12_345_000, 5, 6),
                        EndReason.COMPLETE,
                        EndPhase.BODY,
                        null,
                        CaptureMode.FULL,
                        Set.of(Loss.MODE, Loss.CRASH),
                        List.of(new Change(Change.Kind.REQUEST_FIELD_DROPPED, "x-weir-tag")),
                        tags,
                        null,
                        false);
        return new Recorded(
                exchange,
                request,
                response,
                request.length == 0 ? List.of() : List.of(new Chunk(1_000, request.length)),
                response.length == 0
                        ? List.of()
                        : List.of(
                                new Chunk(12_345_000, 1),
                                new Chunk(12_345_000, 0),
                                new Chunk(99_000_000, response.length - 1)));
    }

    private static BodyFacts facts(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return new BodyFacts(bytes.length, bytes.length, (int) crc.getValue());
    }
}
