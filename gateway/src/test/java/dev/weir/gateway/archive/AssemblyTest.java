package dev.weir.gateway.archive;

import static org.assertj.core.api.Assertions.assertThat;

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
import dev.weir.core.exchange.Exchange;
import dev.weir.core.exchange.ExchangeId;
import dev.weir.core.exchange.Headers;
import dev.weir.core.exchange.RequestHead;
import dev.weir.core.exchange.ResponseHead;
import dev.weir.core.exchange.Side;
import dev.weir.core.exchange.Timeline;
import dev.weir.gateway.spool.SpooledExchange;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPOutputStream;

/** What is read from paths, heads and bodies: the model, the stream flag, the first token. */
class AssemblyTest {

    private static final TopMembers NOTHING = TopMembers.NONE;

    /** An answer of one chunk each 10 ms, of which the first comes after 100 ms. */
    private record Answered(
            Dialect dialect,
            String path,
            CaptureMode mode,
            int status,
            String contentType,
            String encoding,
            List<byte[]> parts,
            @Nullable String peekedModel,
            boolean peekedStream)
            implements SpooledExchange {

        static Answered plain(Dialect dialect, String path) {
            return new Answered(
                    dialect,
                    path,
                    CaptureMode.FULL,
                    200,
                    "application/json",
                    "",
                    List.of(),
                    null,
                    false);
        }

        Answered stream(String type, String encoding, List<byte[]> events) {
            return new Answered(
                    dialect, path, mode, status, type, encoding, events, peekedModel, peekedStream);
        }

        Answered metadata(@Nullable String model, boolean stream) {
            return new Answered(
                    dialect,
                    path,
                    CaptureMode.METADATA,
                    status,
                    contentType,
                    encoding,
                    parts,
                    model,
                    stream);
        }

        @Override
        public Opening opening() {
            return new Opening(
                    new ExchangeId(0x0199_0000_0000_7000L, 0x8000_0000_0000_0001L),
                    1_760_000_000_000_000L,
                    new ClientFacts("127.0.0.1:4", null),
                    "provider",
                    "p",
                    dialect,
                    new RequestHead("POST", "/p" + path, "HTTP/1.1", Headers.EMPTY),
                    path,
                    "https://api.example:443",
                    path,
                    mode,
                    List.of(),
                    List.of());
        }

        @Override
        public Closing closing() {
            return new Closing(
                    EndReason.COMPLETE,
                    EndPhase.BODY,
                    null,
                    new Timeline(1, 2, 3, Timeline.NEVER, 5, 6),
                    null,
                    null,
                    null,
                    false,
                    1,
                    List.of());
        }

        @Override
        public Headers requestTrailers() {
            return Headers.EMPTY;
        }

        @Override
        public ResponseHead responseHead() {
            return new ResponseHead(
                    status,
                    "OK",
                    "HTTP/1.1",
                    encoding.isEmpty()
                            ? Headers.of("Content-Type", contentType)
                            : Headers.of(
                                    "Content-Type", contentType, "Content-Encoding", encoding));
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
            long length =
                    side == Side.REQUEST ? 0 : parts.stream().mapToLong(part -> part.length).sum();
            return new BodyFacts(length, mode.equals(CaptureMode.METADATA) ? 0 : length, 0);
        }

        @Override
        public List<ByteBuffer> pieces(Side side) {
            return side == Side.REQUEST || mode.equals(CaptureMode.METADATA)
                    ? List.of()
                    : parts.stream().map(ByteBuffer::wrap).toList();
        }

        @Override
        public List<Chunk> chunks(Side side) {
            List<Chunk> chunks = new ArrayList<>();
            if (side == Side.RESPONSE) {
                for (byte[] part : parts) {
                    chunks.add(new Chunk(100_000_000L + 10_000_000L * chunks.size(), part.length));
                }
            }
            return chunks;
        }

        Exchange assembled(TopMembers members) {
            BodyFacts facts = body(Side.RESPONSE);
            return new Assembly(this, new Fallbacks(new SimpleMeterRegistry(), step -> {}))
                    .exchange(members, body(Side.REQUEST), facts, true);
        }
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static @Nullable String model(String path) {
        return Answered.plain(Dialect.OTHER, path).assembled(NOTHING).requestedModel();
    }

    @Test
    void theModelIsReadFromThePathsThatNameIt() {
        assertThat(model("/v1beta/models/gemini-2.5-pro:generateContent"))
                .isEqualTo("gemini-2.5-pro");
        assertThat(
                        model(
                                "/v1/projects/x/locations/eu/publishers/google/models/gemini-2.5-flash:streamGenerateContent"))
                .isEqualTo("gemini-2.5-flash");
        assertThat(model("/openai/deployments/my%20gpt/chat/completions")).isEqualTo("my gpt");
        assertThat(model("/model/anthropic.claude-sonnet-4-v1%3A0/invoke-with-response-stream"))
                .isEqualTo("anthropic.claude-sonnet-4-v1:0");
        assertThat(model("/model/a+b%zz/converse")).isEqualTo("a+b%zz");
    }

    @Test
    void pathsThatNameNoModelGiveNone() {
        assertThat(model("/v1/models")).isNull();
        assertThat(model("/v1/models/gpt-5")).isNull();
        assertThat(model("/v1/chat/completions")).isNull();
        assertThat(model("/model//converse")).isNull();
        assertThat(model("/openai/deployments/")).isNull();
    }

    @Test
    void aPathsModelGoesBeforeTheBodysAndTheBodysBeforeThePeekedOne() {
        TopMembers members = new TopMembers("from-body", null);
        assertThat(
                        Answered.plain(Dialect.GEMINI, "/v1beta/models/from-path:generateContent")
                                .assembled(members)
                                .requestedModel())
                .isEqualTo("from-path");
        assertThat(
                        Answered.plain(Dialect.OPENAI, "/v1/responses")
                                .metadata("peeked", true)
                                .assembled(members)
                                .requestedModel())
                .isEqualTo("from-body");
    }

    @Test
    void inMetadataModeThePeekedModelAndFlagCount() {
        Exchange exchange =
                Answered.plain(Dialect.OPENAI, "/v1/chat/completions")
                        .metadata("peeked", true)
                        .assembled(NOTHING);
        assertThat(exchange.requestedModel()).isEqualTo("peeked");
        assertThat(exchange.stream()).isTrue();
    }

    @Test
    void aStreamIsWhatItsAnswerItsBodyOrItsPathSays() {
        assertThat(
                        Answered.plain(Dialect.GEMINI, "/v1beta/models/m:streamGenerateContent")
                                .assembled(NOTHING)
                                .stream())
                .isTrue();
        assertThat(
                        Answered.plain(Dialect.OLLAMA, "/api/chat")
                                .assembled(new TopMembers("llama", null))
                                .stream())
                .isTrue();
        assertThat(
                        Answered.plain(Dialect.OLLAMA, "/api/chat")
                                .assembled(new TopMembers("llama", false))
                                .stream())
                .isFalse();
        assertThat(
                        Answered.plain(Dialect.OTHER, "/x").stream(
                                "Text/Event-Stream; charset=utf-8", "", List.of())
                                .assembled(NOTHING)
                                .stream())
                .isTrue();
        assertThat(Answered.plain(Dialect.OTHER, "/x").assembled(NOTHING).stream()).isFalse();
    }

    private static final List<byte[]> EVENTS =
            List.of(
                    text(
                            "data: {\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}]}\n\n"),
                    text(": ping\n\n"),
                    text("data: {\"choices\":[{\"delta\":{\"content\":\"Hi\"}}]}\n\n"),
                    text("data: [DONE]\n\n"));

    private static final Answered CHAT = Answered.plain(Dialect.OPENAI, "/v1/chat/completions");

    @Test
    void theFirstTokenIsThereWithTheChunkThatHasText() {
        assertThat(
                        CHAT.stream("text/event-stream", "", EVENTS)
                                .assembled(NOTHING)
                                .timeline()
                                .firstToken())
                .isEqualTo(120_000_000);
    }

    @Test
    void itIsFoundInACompressedStreamToo() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        List<byte[]> parts = new ArrayList<>();
        try (OutputStream gzip = new GZIPOutputStream(bytes, 512, true)) {
            for (byte[] event : EVENTS) {
                gzip.write(event);
                gzip.flush();
                parts.add(bytes.toByteArray());
                bytes.reset();
            }
        }
        assertThat(
                        CHAT.stream("text/event-stream", "gzip", parts)
                                .assembled(NOTHING)
                                .timeline()
                                .firstToken())
                .isEqualTo(120_000_000);
    }

    @Test
    void withoutAStreamItIsTheFirstByteOfTheBody() {
        assertThat(
                        CHAT.stream("application/json", "", List.of(text("{"), text("}")))
                                .assembled(NOTHING)
                                .timeline()
                                .firstToken())
                .isEqualTo(100_000_000);
    }

    @Test
    void anErrorAnEmptyAnswerAndAnUnreadableStreamHaveNone() {
        Answered failed =
                new Answered(
                        Dialect.OPENAI,
                        "/v1/chat/completions",
                        CaptureMode.FULL,
                        429,
                        "application/json",
                        "",
                        List.of(text("{\"error\":{}}")),
                        null,
                        false);
        assertThat(failed.assembled(NOTHING).timeline().firstToken()).isNegative();
        assertThat(CHAT.assembled(NOTHING).timeline().firstToken()).isNegative();
        assertThat(
                        CHAT.stream("text/event-stream", "gzip", EVENTS)
                                .assembled(NOTHING)
                                .timeline()
                                .firstToken())
                .isNegative();
    }
}
