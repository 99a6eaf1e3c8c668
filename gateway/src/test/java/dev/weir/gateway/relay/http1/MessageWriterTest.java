package dev.weir.gateway.relay.http1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.exchange.Headers;
import dev.weir.core.exchange.ResponseHead;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** What is written reads back as the same. */
class MessageWriterTest {

    private static final ByteBufAllocator ALLOCATOR = UnpooledByteBufAllocator.DEFAULT;

    @Test
    void aRequestHeadIsWrittenByteForByte() {
        Headers headers = Headers.of("Host", "h", "X-a", "", "x-A", "caf\u00E9 ; x");
        assertThat(text(MessageWriter.request(ALLOCATOR, "POST", "/a?b=%20", headers)))
                .isEqualTo(
                        "POST /a?b=%20 HTTP/1.1\r\nHost: h\r\nX-a: \r\nx-A: caf\u00E9 ; x\r\n\r\n");
    }

    @Test
    void aResponseHeadIsWrittenAsHttp11WhateverItCameAs() {
        ResponseHead head = new ResponseHead(404, "", "HTTP/2", Headers.EMPTY);
        assertThat(text(MessageWriter.response(ALLOCATOR, head, Headers.of("a", "b"))))
                .isEqualTo("HTTP/1.1 404 \r\na: b\r\n\r\n");
    }

    @Test
    void headsReadBack() throws Exception {
        Random random = new Random(43);
        for (int i = 0; i < 2_000; i++) {
            Headers headers = randomFields(random);
            String method = random.nextBoolean() ? "GET" : "X-" + random.nextInt(100);
            String target = "/p?" + i;
            byte[] request = bytes(MessageWriter.request(ALLOCATOR, method, target, headers));
            assertThat(HeadParser.request(request, request.length, HeadLimits.CLIENT))
                    .satisfies(
                            head -> {
                                assertThat(head.method()).isEqualTo(method);
                                assertThat(head.target()).isEqualTo(target);
                                assertThat(head.headers()).isEqualTo(headers);
                            });
            ResponseHead sent =
                    new ResponseHead(100 + random.nextInt(900), value(random), "HTTP/1.1", headers);
            byte[] response = bytes(MessageWriter.response(ALLOCATOR, sent, headers));
            assertThat(HeadParser.response(response, response.length, HeadLimits.UPSTREAM))
                    .isEqualTo(sent);
        }
    }

    @ParameterizedTest
    @ValueSource(
            ints = {1, 9, 10, 15, 16, 17, 255, 256, 4095, 4096, 4097, 65_535, 65_536, 1_048_577})
    void aChunkReadsBackAndItsPieceIsReleased(int length) {
        byte[] sent = new byte[length];
        new Random(length).nextBytes(sent);
        Headers trailers = Headers.of("X-Sum", "1", "x-sum", "2");
        ByteBuf piece = Unpooled.wrappedBuffer(sent);
        String head = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n";
        byte[] wire = chunked(head, List.of(piece), trailers);
        assertThat(piece.refCnt()).isZero();
        List<String> read = Wire.outcome(Wire.Kind.REQUESTS, wire);
        assertThat(read)
                .containsExactly(
                        "POST / [Transfer-Encoding=chunked]",
                        "body " + new String(sent, StandardCharsets.ISO_8859_1),
                        "whole [X-Sum=1] [x-sum=2]",
                        "end");
    }

    @Test
    void anEmptyPieceIsNotTheLastChunk() {
        ByteBuf empty = Unpooled.buffer(1);
        ByteBuf full = Unpooled.copiedBuffer("a", StandardCharsets.US_ASCII);
        assertThat(
                        new String(
                                chunked("", List.of(empty, full), Headers.EMPTY),
                                StandardCharsets.US_ASCII))
                .isEqualTo("1\r\na\r\n0\r\n\r\n");
        assertThat(empty.refCnt()).isZero();
        assertThat(full.refCnt()).isZero();
    }

    @Test
    void theSharedEndsCanBeWrittenAgainAndAgain() {
        for (int i = 0; i < 3; i++) {
            assertThat(text(MessageWriter.lastChunk(ALLOCATOR, Headers.EMPTY)))
                    .isEqualTo("0\r\n\r\n");
        }
    }

    /** The head, each piece as a chunk, and the end, as they leave a channel. */
    private static byte[] chunked(String head, List<ByteBuf> pieces, Headers trailers) {
        ChannelInboundHandlerAdapter handler = new ChannelInboundHandlerAdapter();
        EmbeddedChannel channel = new EmbeddedChannel(handler);
        channel.write(Unpooled.copiedBuffer(head, StandardCharsets.ISO_8859_1));
        pieces.forEach(piece -> MessageWriter.chunk(channel.pipeline().context(handler), piece));
        channel.writeAndFlush(MessageWriter.lastChunk(channel.alloc(), trailers));
        ByteBuf all = Unpooled.buffer();
        for (Object out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
            all.writeBytes((ByteBuf) out);
            ((ByteBuf) out).release();
        }
        assertThat(channel.finish()).isFalse();
        return bytes(all);
    }

    private static Headers randomFields(Random random) {
        Headers.Builder headers = Headers.builder();
        for (int n = random.nextInt(20); n > 0; n--) {
            headers.add("x-" + random.nextInt(5) + "Q".repeat(random.nextInt(3)), value(random));
        }
        return headers.build();
    }

    /** Octets that a value may hold, without white space at its ends. */
    private static String value(Random random) {
        char[] value = new char[random.nextInt(30)];
        for (int i = 0; i < value.length; i++) {
            value[i] =
                    (char)
                            (random.nextBoolean()
                                    ? ' ' + random.nextInt(95)
                                    : 0x80 + random.nextInt(128));
        }
        if (value.length > 0) {
            value[0] = 'v';
            value[value.length - 1] = 'v';
        }
        return new String(value);
    }

    private static byte[] bytes(ByteBuf buffer) {
        try {
            byte[] bytes = ByteBufUtil.getBytes(buffer);
            return Arrays.copyOf(bytes, bytes.length);
        } finally {
            buffer.release();
        }
    }

    private static String text(ByteBuf buffer) {
        return new String(bytes(buffer), StandardCharsets.ISO_8859_1);
    }
}
