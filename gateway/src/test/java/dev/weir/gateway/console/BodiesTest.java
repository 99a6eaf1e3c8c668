package dev.weir.gateway.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.core.capture.CaptureMode;
import dev.weir.core.capture.Loss;
import dev.weir.core.exchange.Exchange;
import dev.weir.core.exchange.Headers;
import dev.weir.core.exchange.Side;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;

class BodiesTest {

    private ConsoleFixture console;

    @BeforeEach
    void start() throws IOException {
        console = new ConsoleFixture();
    }

    @AfterEach
    void stop() {
        console.close();
    }

    private static byte[] noise(int length) {
        byte[] bytes = new byte[length];
        new SplittableRandom(length).nextBytes(bytes);
        return bytes;
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
            zip.write(bytes);
        }
        return out.toByteArray();
    }

    private static String path(Exchange exchange, Side side) {
        return "/api/v1/exchanges/" + exchange.id() + "/" + side.word() + "/body";
    }

    @Test
    void bytesComeBackExactlyWhateverTheirLength() throws IOException {
        int limit = Bodies.CHECKED_FIRST;
        for (int length :
                new int[] {0, 1, 32_768, 300_000, limit - 1, limit, limit + 1, 3 * limit + 7}) {
            byte[] body = noise(length);
            Exchange exchange = console.put(new Samples.Wish(), body, ConsoleFixture.bytes("{}"));
            Wire.Answer answer = console.get(path(exchange, Side.REQUEST));
            assertThat(answer.status()).isEqualTo(200);
            assertThat(Arrays.equals(answer.body(), body)).as("length " + length).isTrue();
            assertThat(answer.header("content-length")).isEqualTo(Integer.toString(length));
        }
        assertThat(console.archive.openBodies).hasValue(0);
    }

    @Test
    void aBodyIsADownloadThatNobodyRenders() throws IOException {
        Exchange exchange =
                console.put(
                        new Samples.Wish(),
                        ConsoleFixture.bytes("{}"),
                        ConsoleFixture.bytes("<script>alert(1)</script>"));
        Wire.Answer answer = console.get(path(exchange, Side.RESPONSE));
        assertThat(answer.header("content-type")).isEqualTo("application/octet-stream");
        assertThat(answer.header("content-disposition"))
                .isEqualTo("attachment; filename=\"" + exchange.id() + "-response.bin\"");
        assertThat(answer.header("x-content-type-options")).isEqualTo("nosniff");
    }

    @Test
    void decodedUndoesTheContentEncodingAndPlainDoesNot() throws IOException {
        for (int length : new int[] {1_000, Bodies.CHECKED_FIRST + 100_000}) {
            byte[] text = noise(length);
            byte[] zipped = gzip(text);
            Samples.Wish wish = new Samples.Wish();
            wish.response = Headers.of("Content-Encoding", "GZIP");
            Exchange exchange = console.put(wish, ConsoleFixture.bytes("{}"), zipped);
            String path = path(exchange, Side.RESPONSE);
            assertThat(Arrays.equals(console.get(path).body(), zipped)).isTrue();
            assertThat(Arrays.equals(console.get(path + "?decoded=true").body(), text)).isTrue();
            assertThat(console.get(path(exchange, Side.REQUEST) + "?decoded=true").text())
                    .isEqualTo("{}");
        }
    }

    @Test
    void anEncodingThatCannotBeUndoneIsSaid() throws IOException {
        Samples.Wish unknown = new Samples.Wish();
        unknown.response = Headers.of("content-encoding", "gzip, rot13");
        Exchange first =
                console.put(unknown, ConsoleFixture.bytes("{}"), ConsoleFixture.bytes("abc"));
        Wire.Answer answer = console.get(path(first, Side.RESPONSE) + "?decoded=true");
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.errorCode()).isEqualTo("not_decodable");
        assertThat(answer.message()).contains("gzip, rot13");

        Samples.Wish broken = new Samples.Wish();
        broken.response = Headers.of("content-encoding", "gzip");
        byte[] cut = Arrays.copyOf(gzip(noise(5_000)), 2_000);
        Exchange second = console.put(broken, ConsoleFixture.bytes("{}"), cut);
        assertThat(console.get(path(second, Side.RESPONSE) + "?decoded=true").status())
                .isEqualTo(422);
        assertThat(console.get(path(second, Side.RESPONSE)).body()).isEqualTo(cut);
    }

    @Test
    void aBodyThatWasNotKeptSaysWhy() throws IOException {
        Samples.Wish wish = new Samples.Wish();
        wish.requestKept = 0;
        wish.mode = CaptureMode.METADATA;
        wish.losses = Set.of(Loss.MODE);
        Exchange exchange = console.put(wish);
        Wire.Answer answer = console.get(path(exchange, Side.REQUEST));
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.errorCode()).isEqualTo("body_not_kept");
        assertThat(answer.message()).contains(Loss.MODE.sentence());
    }

    @Test
    void whereThereWasNoResponseThereIsNoResponseBody() throws IOException {
        Samples.Wish wish = new Samples.Wish();
        wish.status = 0;
        Exchange exchange = console.put(wish, new byte[0], new byte[0]);
        Wire.Answer answer = console.get(path(exchange, Side.RESPONSE));
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.message()).contains("there was no response");
        assertThat(console.get(path(exchange, Side.REQUEST)).status()).isEqualTo(200);
    }

    @Test
    void aPreviewIsMarkedAsOne() throws IOException {
        Samples.Wish wish = new Samples.Wish();
        wish.requestLength = 100;
        wish.requestKept = 2;
        Exchange exchange = console.put(wish);
        Wire.Answer answer = console.get(path(exchange, Side.REQUEST));
        assertThat(answer.text()).isEqualTo("{}");
        assertThat(answer.header("x-weir-kept")).isEqualTo("2/100");
    }

    @Test
    void damageInASmallBodyIsAnErrorBeforeTheFirstByte() throws IOException {
        Samples.Wish wish = new Samples.Wish();
        wish.response = Headers.of("content-encoding", "gzip");
        Exchange exchange = console.put(wish, ConsoleFixture.bytes("{}"), gzip(noise(100_000)));
        console.archive.damage(exchange.id(), Side.RESPONSE);
        for (String query : new String[] {"", "?decoded=true"}) {
            Wire.Answer answer = console.get(path(exchange, Side.RESPONSE) + query);
            assertThat(answer.status()).isEqualTo(500);
            assertThat(answer.errorCode()).isEqualTo("archive_damaged");
        }
    }

    @Test
    void damageInALargeBodyBreaksTheConnection() throws IOException {
        byte[] large = noise(Bodies.CHECKED_FIRST + 500_000);
        Samples.Wish wish = new Samples.Wish();
        wish.request = Headers.of("content-encoding", "gzip");
        Exchange exchange = console.put(wish, gzip(large), large);
        console.archive.damage(exchange.id(), Side.RESPONSE);
        console.archive.damage(exchange.id(), Side.REQUEST);
        assertThatThrownBy(() -> console.get(path(exchange, Side.RESPONSE)))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> console.get(path(exchange, Side.REQUEST) + "?decoded=true"))
                .isInstanceOf(IOException.class);
    }

    @Test
    void aBodyOfAnotherLengthThanItsRecordIsDamage() throws IOException {
        for (int length : new int[] {10, 1_000}) {
            Samples.Wish wish = new Samples.Wish();
            wish.requestLength = 100;
            Exchange exchange = console.samples.make(wish);
            console.archive.put(exchange, noise(length), new byte[2]);
            assertThat(console.get(path(exchange, Side.REQUEST)).errorCode())
                    .isEqualTo("archive_damaged");
        }
    }
}
