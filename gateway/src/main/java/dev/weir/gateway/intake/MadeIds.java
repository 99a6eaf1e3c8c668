package dev.weir.gateway.intake;

import dev.weir.core.exchange.ExchangeId;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;

/**
 * Ids for exchanges that come without one. The same thing gets the same id however often it is
 * imported, so that it is on record once.
 */
public final class MadeIds {

    private static final long LATEST_MILLIS = (1L << 44) - 1;

    private MadeIds() {}

    /**
     * @param start its time
     * @param parts what tells it from others
     */
    public static ExchangeId of(Instant start, byte[]... parts) {
        MessageDigest digest = Bodies.sha256();
        for (byte[] part : parts) {
            digest.update(ByteBuffer.allocate(4).putInt(part.length).flip());
            digest.update(part);
        }
        ByteBuffer hash = ByteBuffer.wrap(digest.digest());
        long millis = Math.clamp(start.toEpochMilli(), 0, LATEST_MILLIS);
        long high = millis << 16 | 0x7000L | hash.getLong() & 0xFFF;
        long low = hash.getLong() >>> 2 | 0x8000_0000_0000_0000L;
        return new ExchangeId(high, low);
    }

    public static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
