package dev.weir.gateway.console;

import dev.weir.core.archive.Archive;
import dev.weir.core.archive.Archive.ArchiveDamaged;
import dev.weir.core.capture.Loss;
import dev.weir.core.exchange.BodyFacts;
import dev.weir.core.exchange.Exchange;
import dev.weir.core.exchange.Side;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.stream.Collectors;

/** Reads recorded bodies. Bytes from here are checked: fewer or more than recorded is damage. */
final class BodyReader {

    private static final int PIECE = 64 * 1024;

    private final Archive archive;

    BodyReader(Archive archive) {
        this.archive = archive;
    }

    static BodyFacts facts(Exchange exchange, Side side) {
        return side == Side.REQUEST ? exchange.requestBody() : exchange.responseBody();
    }

    /** True where there is something to give: kept bytes, or a body that was empty. */
    static boolean kept(Exchange exchange, Side side) {
        BodyFacts facts = facts(exchange, side);
        boolean existed = side == Side.REQUEST || exchange.response() != null || facts.length() > 0;
        return existed && (facts.kept() > 0 || facts.length() == 0);
    }

    /** Why there is nothing to give, for people. */
    static String whyNot(Exchange exchange, Side side) {
        if (side == Side.RESPONSE && exchange.response() == null) {
            return "there was no response: " + exchange.end().sentence();
        }
        String reasons =
                exchange.losses().stream()
                        .sorted()
                        .map(Loss::sentence)
                        .collect(Collectors.joining("; "));
        return "the "
                + side.word()
                + " body of "
                + facts(exchange, side).length()
                + " bytes was not kept: "
                + (reasons.isEmpty() ? "capture mode " + exchange.mode() : reasons);
    }

    /** The kept bytes. The caller closes it. */
    InputStream open(Exchange exchange, Side side) throws IOException {
        BodyFacts facts = facts(exchange, side);
        return new Counted(archive.body(exchange.id(), side), facts.kept());
    }

    /**
     * What reading a body tells.
     *
     * @param sha256 of its bytes, in hex
     * @param text whether they are UTF-8
     */
    record Scan(String sha256, boolean text) {}

    /** Reads to the end. */
    static Scan scan(InputStream in) throws IOException {
        MessageDigest digest = Sha256.begin();
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer bytes = ByteBuffer.allocate(PIECE);
        CharBuffer chars = CharBuffer.allocate(PIECE);
        boolean text = true;
        int n = in.read(bytes.array(), 0, PIECE);
        while (n >= 0) {
            digest.update(bytes.array(), bytes.position(), n);
            bytes.position(bytes.position() + n).flip();
            if (text) {
                text = !decoder.decode(bytes, chars.clear(), false).isError();
                bytes.compact();
            }
            if (!text) {
                bytes.clear();
            }
            n = in.read(bytes.array(), bytes.position(), bytes.remaining());
        }
        text = text && !decoder.decode(bytes.flip(), chars.clear(), true).isError();
        return new Scan(HexFormat.of().formatHex(digest.digest()), text);
    }

    /** Counts, so that a wrong length is found even where no hash was checked. */
    private static final class Counted extends InputStream {

        private final InputStream in;
        private long left;

        Counted(InputStream in, long length) {
            this.in = in;
            this.left = length;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int n = in.read(target, offset, length);
            left -= Math.max(n, 0);
            if (left < 0 || n < 0 && left > 0) {
                throw new ArchiveDamaged("the body on record is not as long as its record says");
            }
            return n;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
