package dev.weir.gateway.archive;

import dev.weir.core.capture.Closing;
import dev.weir.core.capture.Loss;
import dev.weir.core.capture.Opening;
import dev.weir.core.dialect.Dialect;
import dev.weir.core.dialect.FirstToken;
import dev.weir.core.exchange.BodyFacts;
import dev.weir.core.exchange.Change;
import dev.weir.core.exchange.Chunk;
import dev.weir.core.exchange.Exchange;
import dev.weir.core.exchange.GatewayFacts;
import dev.weir.core.exchange.ResponseHead;
import dev.weir.core.exchange.Side;
import dev.weir.core.exchange.Timeline;
import dev.weir.core.exchange.UpstreamFacts;
import dev.weir.gateway.content.ContentDecoding;
import dev.weir.gateway.spool.SpooledExchange;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Puts an exchange's record together out of what lies in the spool. */
final class Assembly {

    private static final List<String> STREAM_TYPES =
            List.of(
                    "text/event-stream",
                    "application/x-ndjson",
                    "application/vnd.amazon.eventstream");

    /** What is read from a path and from bodies. */
    private record Derived(@Nullable String model, boolean stream, long firstToken) {}

    private final SpooledExchange spooled;
    private final Fallbacks fallbacks;

    Assembly(SpooledExchange spooled, Fallbacks fallbacks) {
        this.spooled = spooled;
        this.fallbacks = fallbacks;
    }

    /**
     * The record. What is derived from bodies is left out where deriving it fails.
     *
     * @param members what the request body says; nothing where it is not kept
     * @param request the request body's facts as stored
     * @param response the response body's facts as stored
     * @param derive false to leave out what is derived
     */
    Exchange exchange(TopMembers members, BodyFacts request, BodyFacts response, boolean derive) {
        Opening opening = spooled.opening();
        Closing closing = spooled.closing();
        Closing.Went went = closing.went();
        GatewayFacts known = closing.gateway();
        Derived plain = new Derived(spooled.peekedModel(), spooled.peekedStream(), Timeline.NEVER);
        Derived derived =
                derive
                        ? fallbacks.attempt(
                                Fallbacks.Step.DERIVE, () -> derived(members), () -> plain)
                        : plain;
        return new Exchange(
                opening.id(),
                Instant.ofEpochSecond(
                        Math.floorDiv(opening.startedAtMicros(), 1_000_000L),
                        Math.floorMod(opening.startedAtMicros(), 1_000_000L) * 1_000),
                opening.client(),
                opening.door(),
                went == null ? opening.provider() : went.provider(),
                opening.dialect(),
                opening.request(),
                opening.path(),
                upstream(opening, closing),
                spooled.responseHead(),
                spooled.requestTrailers(),
                spooled.responseTrailers(),
                request,
                response,
                derived.firstToken() == Timeline.NEVER
                        ? closing.timeline()
                        : closing.timeline().withFirstToken(derived.firstToken()),
                closing.end(),
                closing.phase(),
                closing.errorCode(),
                opening.mode(),
                losses(request, response),
                joined(opening.changes(), closing.changes()),
                opening.tags(),
                derived.model(),
                derived.stream(),
                known == null ? opening.gateway() : known);
    }

    private Derived derived(TopMembers members) {
        String named = modelInPath(spooled.opening().path());
        String model = named != null ? named : members.model();
        boolean stream = isStream(members);
        return new Derived(
                model != null ? model : spooled.peekedModel(), stream, firstToken(stream));
    }

    /** Bytes that the spool counted and did not give are a loss. */
    private Set<Loss> losses(BodyFacts request, BodyFacts response) {
        if (request.kept() >= spooled.body(Side.REQUEST).kept()
                && response.kept() >= spooled.body(Side.RESPONSE).kept()) {
            return spooled.losses();
        }
        Set<Loss> losses = EnumSet.of(Loss.SPOOL_CORRUPT);
        losses.addAll(spooled.losses());
        return losses;
    }

    private static @Nullable UpstreamFacts upstream(Opening opening, Closing closing) {
        if (opening.origin().isEmpty()) {
            return null;
        }
        Closing.Went went = closing.went();
        return new UpstreamFacts(
                went == null ? opening.origin() : went.origin(),
                went == null ? opening.upstreamPath() : went.upstreamPath(),
                closing.address(),
                closing.protocol(),
                closing.tls(),
                closing.reused(),
                closing.attempts());
    }

    private static List<Change> joined(List<Change> first, List<Change> second) {
        if (second.isEmpty()) {
            return first;
        }
        List<Change> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }

    /**
     * The model that a path names: Gemini's {@code /models/{m}:verb}, Azure's {@code
     * /deployments/{m}/…}, Bedrock's {@code /model/{m}/…}.
     */
    static @Nullable String modelInPath(String path) {
        int models = path.lastIndexOf("/models/");
        if (models >= 0) {
            int colon = path.lastIndexOf(':');
            if (colon > models + 8 && path.indexOf('/', colon) < 0) {
                return decoded(path.substring(models + 8, colon));
            }
        }
        String named = segmentAfter(path, "/deployments/");
        return named != null ? named : segmentAfter(path, "/model/");
    }

    private static @Nullable String segmentAfter(String path, String marker) {
        int at = path.indexOf(marker);
        if (at < 0) {
            return null;
        }
        int slash = path.indexOf('/', at + marker.length());
        return slash <= at + marker.length()
                ? null
                : decoded(path.substring(at + marker.length(), slash));
    }

    private static String decoded(String segment) {
        if (segment.indexOf('%') < 0) {
            return segment;
        }
        try {
            return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return segment;
        }
    }

    private boolean isStream(TopMembers members) {
        Opening opening = spooled.opening();
        ResponseHead head = spooled.responseHead();
        if (head != null) {
            String type = head.headers().first("content-type");
            if (type != null) {
                String lower = type.toLowerCase(Locale.ROOT);
                for (String streamType : STREAM_TYPES) {
                    if (lower.startsWith(streamType)) {
                        return true;
                    }
                }
            }
        }
        if (members.stream() != null) {
            return members.stream();
        }
        if (opening.path().endsWith(":streamGenerateContent")) {
            return true;
        }
        boolean ollamaDefault =
                opening.dialect() == Dialect.OLLAMA
                        && members.model() != null
                        && (opening.path().endsWith("/api/chat")
                                || opening.path().endsWith("/api/generate"));
        return spooled.peekedStream() || ollamaDefault;
    }

    /** When the first piece of model output was there; {@link Timeline#NEVER} where none was. */
    private long firstToken(boolean stream) {
        ResponseHead head = spooled.responseHead();
        List<Chunk> chunks = spooled.chunks(Side.RESPONSE);
        if (head == null
                || head.status() >= 400
                || spooled.body(Side.RESPONSE).length() == 0
                || chunks.isEmpty()) {
            return Timeline.NEVER;
        }
        int chunk = stream ? chunkOfFirstToken(head, chunks) : 0;
        return chunk < 0 ? Timeline.NEVER : chunks.get(chunk).nanos();
    }

    /** The chunk with which the first piece of model output was there, negative where none was. */
    private int chunkOfFirstToken(ResponseHead head, List<Chunk> chunks) {
        List<String> encodings = ContentDecoding.encodings(head.headers());
        FirstToken search = new FirstToken(spooled.opening().dialect());
        ChunkReader reader = new ChunkReader(spooled.pieces(Side.RESPONSE), chunks);
        byte[] buffer = new byte[4096];
        try (InputStream decoded =
                encodings.isEmpty()
                        ? reader
                        : ContentDecoding.decode(reader, encodings, FirstToken.MOST_SCANNED + 1L)) {
            for (int read = decoded.read(buffer); read > 0; read = decoded.read(buffer)) {
                if (search.feed(buffer, 0, read)) {
                    return reader.chunk();
                }
                if (search.givenUp()) {
                    return -1;
                }
            }
        } catch (IOException e) {
            return -1;
        }
        return -1;
    }

    /** Reads a body at most one chunk at a time, so that it is known which chunk was needed. */
    private static final class ChunkReader extends InputStream {
        private final List<ByteBuffer> pieces;
        private final List<Chunk> chunks;
        private int piece;
        private int pieceOffset;
        private int chunk = -1;
        private int leftInChunk;

        ChunkReader(List<ByteBuffer> pieces, List<Chunk> chunks) {
            this.pieces = pieces;
            this.chunks = chunks;
        }

        int chunk() {
            return chunk;
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) == 1 ? one[0] & 0xFF : -1;
        }

        @Override
        public int read(byte[] to, int offset, int length) {
            while (leftInChunk == 0) {
                if (chunk + 1 >= chunks.size()) {
                    return -1;
                }
                leftInChunk = chunks.get(++chunk).length();
            }
            while (piece < pieces.size()) {
                ByteBuffer buffer = pieces.get(piece);
                int left = buffer.remaining() - pieceOffset;
                if (left > 0) {
                    int count = Math.min(Math.min(left, leftInChunk), length);
                    buffer.get(buffer.position() + pieceOffset, to, offset, count);
                    pieceOffset += count;
                    leftInChunk -= count;
                    return count;
                }
                piece++;
                pieceOffset = 0;
            }
            return -1;
        }
    }
}
