package dev.weir.bench.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

class MessageScannerTest {
    private static final String TWO_ANSWERS =
            "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"
                    + "HTTP/1.1 429 Slow down\r\nX-Content-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "3\r\nabc\r\n0A\r\n0123456789\r\n0\r\ntrailer: x\r\n\r\n"
                    + "HTTP/1.1 204 No Content\r\n\r\n";

    @Test
    void messagesAreTheSameHoweverTheyAreCut() {
        byte[] bytes = TWO_ANSWERS.getBytes(StandardCharsets.US_ASCII);
        Random random = new Random(5);
        for (int round = 0; round < 200; round++) {
            Listing listing = new Listing();
            MessageScanner scanner = new MessageScanner(listing);
            int at = 0;
            while (at < bytes.length) {
                int take = Math.min(bytes.length - at, 1 + random.nextInt(1 + round));
                scanner.read(Unpooled.wrappedBuffer(bytes, at, take));
                at += take;
            }
            assertThat(listing.seen).containsExactly("200 hello", "429 abc0123456789", "204 ");
            assertThat(scanner.idle()).isTrue();
        }
    }

    @Test
    void theTargetOfARequestAndItsFieldsAreRead() {
        List<String> fields = new ArrayList<>();
        MessageScanner scanner =
                new MessageScanner(
                        new Listing() {
                            @Override
                            public void head(MessageScanner.Head head) {
                                fields.add(head.target());
                                fields.add(head.field("host"));
                                fields.add(head.field("hos"));
                            }
                        });
        scanner.read(
                Unpooled.copiedBuffer(
                        "POST /v1/x?events=3 HTTP/1.1\r\nHost: a:1\r\n\r\n",
                        StandardCharsets.US_ASCII));
        assertThat(fields).containsExactly("/v1/x?events=3", "a:1", "");
    }

    @Test
    void aHeadWithoutEndIsRefused() {
        MessageScanner scanner = new MessageScanner(new Listing());
        assertThatThrownBy(() -> scanner.read(Unpooled.wrappedBuffer(new byte[40_000])))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("head");
    }

    private static class Listing implements MessageScanner.Sink {
        final List<String> seen = new ArrayList<>();
        private final StringBuilder current = new StringBuilder();

        @Override
        public void head(MessageScanner.Head head) {
            current.append(head.status()).append(' ');
        }

        @Override
        public void body(ByteBuf from, int offset, int length) {
            current.append(from.toString(offset, length, StandardCharsets.US_ASCII));
        }

        @Override
        public void end() {
            seen.add(current.toString());
            current.setLength(0);
        }
    }
}
