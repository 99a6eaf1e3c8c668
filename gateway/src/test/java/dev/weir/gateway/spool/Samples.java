package dev.weir.gateway.spool;

import dev.weir.core.capture.CaptureMode;
import dev.weir.core.capture.Closing;
import dev.weir.core.capture.Opening;
import dev.weir.core.dialect.Dialect;
import dev.weir.core.exchange.Change;
import dev.weir.core.exchange.ClientFacts;
import dev.weir.core.exchange.EndPhase;
import dev.weir.core.exchange.EndReason;
import dev.weir.core.exchange.ExchangeId;
import dev.weir.core.exchange.ExchangeIds;
import dev.weir.core.exchange.Headers;
import dev.weir.core.exchange.RequestHead;
import dev.weir.core.exchange.ResponseHead;
import dev.weir.core.exchange.Tag;
import dev.weir.core.exchange.Timeline;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Random and plain values of what is recorded. */
final class Samples {

    private static final long MICROS = 1_750_000_000_000_000L;

    private Samples() {}

    static ExchangeId id(Random random) {
        return new ExchangeIds(random).next(1_750_000_000_000L + random.nextInt(1_000_000));
    }

    /** A text of octets, or of any characters. */
    static String text(Random random, int longest) {
        return text(random, longest, random.nextInt(8) == 0 ? 0xD800 : 256);
    }

    private static String text(Random random, int longest, int limit) {
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(longest + 1);
        for (int i = 0; i < length; i++) {
            text.append((char) random.nextInt(limit));
        }
        return text.toString();
    }

    /** Fields of octets. */
    static Headers headers(Random random) {
        Headers.Builder headers = Headers.builder();
        int count = random.nextInt(12);
        for (int i = 0; i < count; i++) {
            headers.add("x-Name-" + random.nextInt(5), text(random, i == 0 ? 400 : 40, 256));
        }
        return headers.build();
    }

    static List<Change> changes(Random random) {
        List<Change> changes = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            Change.Kind[] kinds = Change.Kind.values();
            changes.add(new Change(kinds[random.nextInt(kinds.length)], text(random, 12)));
        }
        return changes;
    }

    static Opening opening(Random random) {
        List<Tag> tags = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            tags.add(new Tag("key" + i, text(random, 30)));
        }
        Dialect[] dialects = Dialect.values();
        return new Opening(
                id(random),
                MICROS + random.nextInt(1_000_000),
                new ClientFacts(
                        "127.0.0.1:" + random.nextInt(65_536),
                        random.nextBoolean() ? null : "TLSv1.3"),
                "provider",
                text(random, 10),
                dialects[random.nextInt(dialects.length)],
                new RequestHead("POST", "/v1/" + text(random, 60), "HTTP/1.1", headers(random)),
                "/v1/messages",
                "https://api.example.com:443",
                "/v1/messages",
                CaptureMode.FULL,
                changes(random),
                tags);
    }

    /** A plain one. */
    static Opening opening(long seed, CaptureMode mode) {
        Opening any = opening(new Random(seed));
        return new Opening(
                any.id(),
                any.startedAtMicros(),
                any.client(),
                "bare",
                "anthropic",
                any.dialect(),
                new RequestHead(
                        "POST",
                        "/v1/messages",
                        "HTTP/1.1",
                        Headers.of("Host", "a", "Accept", "*/*")),
                any.path(),
                any.origin(),
                any.upstreamPath(),
                mode,
                List.of(),
                List.of(new Tag("seed", Long.toString(seed))));
    }

    static ResponseHead responseHead(Random random) {
        return new ResponseHead(
                100 + random.nextInt(900),
                text(random, 20),
                random.nextBoolean() ? "HTTP/2" : "HTTP/1.1",
                headers(random));
    }

    static Closing closing(Random random) {
        EndReason[] ends = EndReason.values();
        EndPhase[] phases = EndPhase.values();
        return new Closing(
                ends[random.nextInt(ends.length)],
                phases[random.nextInt(phases.length)],
                random.nextBoolean() ? null : "upstream_reset",
                new Timeline(
                        time(random),
                        time(random),
                        time(random),
                        time(random),
                        time(random),
                        random.nextLong(1L << 45)),
                random.nextBoolean() ? null : "10.0.0.1:443",
                random.nextBoolean() ? null : "HTTP/2",
                random.nextBoolean() ? null : "TLSv1.3",
                random.nextBoolean(),
                random.nextInt(3),
                changes(random));
    }

    /** Complete, after that time. */
    static Closing complete(long nanos) {
        return new Closing(
                EndReason.COMPLETE,
                EndPhase.BODY,
                null,
                new Timeline(1, 2, 3, Timeline.NEVER, nanos, nanos),
                "10.0.0.1:443",
                "HTTP/1.1",
                null,
                false,
                1,
                List.of());
    }

    private static long time(Random random) {
        return random.nextInt(4) == 0 ? Timeline.NEVER : random.nextLong(1L << 45);
    }

    static byte[] bytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    /** The bytes in the middle of a buffer of either kind and order. */
    static ByteBuffer buffer(Random random, byte[] bytes) {
        int before = random.nextInt(9);
        int capacity = before + bytes.length + random.nextInt(9);
        ByteBuffer buffer =
                random.nextBoolean()
                        ? ByteBuffer.allocateDirect(capacity)
                        : ByteBuffer.allocate(capacity);
        buffer.order(random.nextBoolean() ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        buffer.put(before, bytes).position(before).limit(before + bytes.length);
        return random.nextInt(4) == 0 ? buffer.asReadOnlyBuffer() : buffer;
    }

    /** All bytes of the pieces. */
    static byte[] join(List<ByteBuffer> pieces) {
        int length = pieces.stream().mapToInt(ByteBuffer::remaining).sum();
        ByteBuffer all = ByteBuffer.allocate(length);
        pieces.forEach(piece -> all.put(piece.duplicate()));
        return all.array();
    }

    static int crc32c(byte[] bytes) {
        java.util.zip.CRC32C sum = new java.util.zip.CRC32C();
        sum.update(bytes);
        return (int) sum.getValue();
    }
}
