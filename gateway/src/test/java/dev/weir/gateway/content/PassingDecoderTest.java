package dev.weir.gateway.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;

/** Codings undone piece by piece. */
class PassingDecoderTest {

    private static final byte[] TEXT = text();

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate", "raw deflate", "zstd", "gzip twice", "zstd twice"})
    void anyCutGivesTheSame(String how) throws Exception {
        byte[] coded = coded(how);
        byte[] expected = how.endsWith("twice") ? twice(TEXT) : TEXT;
        String coding =
                how.contains("deflate") ? "deflate" : how.startsWith("gzip") ? "gzip" : "zstd";
        SplittableRandom random = new SplittableRandom(3);
        for (int most : new int[] {1, 2, 13, 1_000, 1 << 20}) {
            assertThat(decoded(coding, coded, most, random, 1 << 20))
                    .as("%s in pieces of at most %s", how, most)
                    .isEqualTo(expected);
        }
    }

    @Test
    void brotliIsUndoneAtTheEnd() throws Exception {
        byte[] coded = Base64.getDecoder().decode("CwWAaGVsbG8gd29ybGQD");
        assertThat(decoded("br", coded, 3, new SplittableRandom(1), 100))
                .isEqualTo("hello world".getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate", "zstd"})
    void aBombIsStoppedAtItsLimit(String coding) throws Exception {
        byte[] zeros = new byte[50 << 20];
        byte[] bomb = coding.equals("zstd") ? Zstd.compress(zeros) : of(coding, zeros);
        assertThat(bomb.length).isLessThan(200_000);
        long[] given = new long[1];
        try (PassingDecoder decoder =
                Objects.requireNonNull(PassingDecoder.of(List.of(coding), 1 << 20))) {
            assertThatThrownBy(
                            () -> decoder.feed(ByteBuffer.wrap(bomb), (_, _, n) -> given[0] += n))
                    .isInstanceOf(ContentDecoding.Undecodable.class)
                    .hasMessageContaining("1048576");
        }
        assertThat(given[0]).isLessThanOrEqualTo(1 << 20);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate", "zstd", "br"})
    void whatIsNoneIsSaidToBeNone(String coding) throws Exception {
        byte[] plain = "{\"this\": \"is no such coding at all, it is plain\"}".getBytes("UTF-8");
        assertThatThrownBy(() -> decoded(coding, plain, 100, new SplittableRandom(1), 1 << 20))
                .isInstanceOf(ContentDecoding.Undecodable.class);
    }

    @Test
    void anUnknownCodingHasNoDecoder() {
        assertThat(PassingDecoder.of(List.of("compress"), 10)).isNull();
    }

    private static byte[] decoded(
            String coding, byte[] coded, int most, SplittableRandom random, long limit)
            throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (PassingDecoder decoder =
                Objects.requireNonNull(PassingDecoder.of(List.of(coding), limit))) {
            for (int from = 0; from < coded.length; ) {
                int length = Math.min(coded.length - from, 1 + random.nextInt(most));
                decoder.feed(ByteBuffer.wrap(coded, from, length), out::write);
                from += length;
            }
            decoder.end(out::write);
        }
        return out.toByteArray();
    }

    private static byte[] coded(String how) throws IOException {
        return switch (how) {
            case "raw deflate" -> {
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                try (OutputStream to = new DeflaterOutputStream(out, new Deflater(6, true))) {
                    to.write(TEXT);
                }
                yield out.toByteArray();
            }
            case "gzip twice" -> twice(of("gzip", TEXT));
            case "zstd twice" -> twice(Zstd.compress(TEXT));
            case "zstd" -> Zstd.compress(TEXT);
            default -> of(how, TEXT);
        };
    }

    private static byte[] of(String coding, byte[] text) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream to =
                coding.equals("gzip") ? new GZIPOutputStream(out) : new DeflaterOutputStream(out)) {
            to.write(text);
        }
        return out.toByteArray();
    }

    private static byte[] twice(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(bytes);
        out.writeBytes(bytes);
        return out.toByteArray();
    }

    private static byte[] text() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 3_000; i++) {
            text.append("line ").append(i * 7919L % 1_000_003).append('\n');
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
