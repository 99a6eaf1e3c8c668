package dev.weir.gateway.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.github.luben.zstd.Zstd;

import dev.weir.core.exchange.Headers;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;

class ContentDecodingTest {

    private static final byte[] PLAIN =
            "{\"text\":\"to be read again\"}\n".repeat(2_000).getBytes(StandardCharsets.UTF_8);

    private static byte[] decoded(byte[] body, String... encodings) throws IOException {
        try (InputStream in =
                ContentDecoding.decode(
                        new ByteArrayInputStream(body), List.of(encodings), 10_000_000)) {
            return in.readAllBytes();
        }
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(bytes)) {
            out.write(plain);
        }
        return bytes.toByteArray();
    }

    private static byte[] deflate(byte[] plain, boolean raw) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Deflater deflater = new Deflater(6, raw);
        try (OutputStream out = new DeflaterOutputStream(bytes, deflater)) {
            out.write(plain);
        } finally {
            deflater.end();
        }
        return bytes.toByteArray();
    }

    @Test
    void eachCodingIsUndone() throws IOException {
        assertThat(decoded(gzip(PLAIN), "gzip")).isEqualTo(PLAIN);
        assertThat(decoded(deflate(PLAIN, false), "deflate")).isEqualTo(PLAIN);
        assertThat(decoded(deflate(PLAIN, true), "deflate")).isEqualTo(PLAIN);
        assertThat(decoded(Zstd.compress(PLAIN), "zstd")).isEqualTo(PLAIN);
        // Brotli of "hello": one uncompressed meta-block, then the empty last one.
        assertThat(decoded(HexFormat.of().parseHex("0b028068656c6c6f03"), "br"))
                .isEqualTo("hello".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void severalCodingsAreUndoneLastFirst() throws IOException {
        assertThat(decoded(Zstd.compress(gzip(PLAIN)), "gzip", "zstd")).isEqualTo(PLAIN);
    }

    @Test
    void theCodingsAreReadFromAllFieldsInOrder() {
        Headers headers =
                Headers.of("Content-Encoding", "GZIP, identity", "content-encoding", "br");
        assertThat(ContentDecoding.encodings(headers)).containsExactly("gzip", "br");
    }

    @Test
    void anEmptyBodyIsEmptyWhateverItsCoding() throws IOException {
        for (String coding : List.of("gzip", "deflate", "br", "zstd")) {
            assertThat(decoded(new byte[0], coding)).isEmpty();
        }
    }

    @Test
    void whatIsCutShortOrNotOfItsCodingSaysSo() throws IOException {
        byte[] whole = gzip(PLAIN);
        assertThatThrownBy(() -> decoded(Arrays.copyOf(whole, whole.length / 2), "gzip"))
                .isInstanceOf(ContentDecoding.Undecodable.class)
                .hasMessageContaining("gzip");
        assertThatThrownBy(() -> decoded(PLAIN, "zstd"))
                .isInstanceOf(ContentDecoding.Undecodable.class)
                .hasMessageContaining("zstd");
        assertThatThrownBy(() -> decoded(PLAIN, "rot13"))
                .isInstanceOf(ContentDecoding.Undecodable.class)
                .hasMessageContaining("rot13");
    }

    @Test
    void aSmallBodyCannotFillTheMemory() throws IOException {
        byte[] bomb = gzip(new byte[11_000_000]);
        assertThatThrownBy(() -> decoded(bomb, "gzip"))
                .isInstanceOf(ContentDecoding.Undecodable.class)
                .hasMessageContaining("longer than 10000000");
    }

    @FuzzTest(maxDuration = "10s")
    void anyBytesDecodeOrAreUndecodable(byte[] data) throws IOException {
        for (String coding : List.of("gzip", "deflate", "br", "zstd")) {
            try {
                assertThat(decoded(data, coding)).isNotNull();
            } catch (ContentDecoding.Undecodable expected) {
                assertThat(expected.getMessage()).isNotBlank();
            }
        }
    }
}
