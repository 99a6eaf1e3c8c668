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

class MessageReaderTest {
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
            MessageReader reader = new MessageReader(listing);
            int at = 0;
            while (at < bytes.length) {
                int take = Math.min(bytes.length - at, 1 + random.nextInt(1 + round));
                reader.read(Unpooled.wrappedBuffer(bytes, at, take));
                at += take;
            }
            assertThat(listing.seen).containsExactly("200 hello", "429 abc0123456789", "204 ");
            assertThat(reader.idle()).isTrue();
        }
    }

    @Test
    @org.junit.jupiter.api.Tag("slow") // Open: the reader waits for a length here.
    void theTargetOfARequestAndItsFieldsAreRead() {
        List<String> seen = new ArrayList<>();
        MessageReader reader =
                new MessageReader(
                        new Listing() {
                            @Override
                            public void head(MessageReader.Head head) {
                                seen.add(head.target());
                                seen.add(head.field("host"));
                                seen.add(head.field("hos"));
                            }
                        });
        reader.read(
                Unpooled.copiedBuffer(
                        "POST /v1/x?events=3 HTTP/1.1\r\nHost: a:1\r\n\r\n",
                        StandardCharsets.US_ASCII));
        assertThat(seen).containsExactly("/v1/x?events=3", "a:1", "");
    }

    @Test
    void aHeadWithoutEndIsRefused() {
        MessageReader reader = new MessageReader(new Listing());
        assertThatThrownBy(() -> reader.read(Unpooled.wrappedBuffer(new byte[40_000])))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("head");
    }

    private static class Listing implements MessageReader.Sink {
        final List<String> seen = new ArrayList<>();
        private final StringBuilder current = new StringBuilder();

        @Override
        public void head(MessageReader.Head head) {
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
