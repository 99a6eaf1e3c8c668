package dev.weir.bench.http;

import io.netty.buffer.ByteBuf;

import java.nio.charset.StandardCharsets;
import java.util.Random;

/**
 * Text that compresses about as text does: made-up words, common ones often and rare ones seldom.
 * Every {@link #write} goes on at another place, so that no two bodies are alike. Not thread-safe.
 */
public final class Prose {
    private static final int POOL = 2 * 1024 * 1024;
    private static final int WORDS = 4000;
    private static final String[] SYLLABLES = {
        "ka", "re", "ton", "mi", "sel", "va", "ord", "in", "per", "lu", "tra", "ed", "ing", "com",
        "ist", "u"
    };

    private final byte[] pool;
    private final Random random;

    /** Text of its own for each seed. */
    public Prose(long seed) {
        this.random = new Random(seed);
        this.pool = pool(random);
    }

    private static byte[] pool(Random random) {
        String[] words = new String[WORDS];
        for (int i = 0; i < WORDS; i++) {
            StringBuilder word = new StringBuilder();
            int syllables = 1 + (i > 40 ? 1 : 0) + random.nextInt(i > 400 ? 3 : 1);
            for (int s = 0; s < syllables; s++) {
                word.append(SYLLABLES[random.nextInt(SYLLABLES.length)]);
            }
            words[i] = word.toString();
        }
        StringBuilder text = new StringBuilder(POOL + 64);
        while (text.length() < POOL) {
            double u = random.nextDouble();
            text.append(words[(int) (WORDS * u * u * u)]);
            text.append(random.nextInt(12) == 0 ? ". " : " ");
        }
        return text.substring(0, POOL).getBytes(StandardCharsets.US_ASCII);
    }

    /** Appends {@code length} bytes of ASCII text that need no escaping in JSON. */
    public void write(ByteBuf to, int length) {
        int left = length;
        while (left > 0) {
            int take = Math.min(left, 16 * 1024);
            to.writeBytes(pool, random.nextInt(POOL - take), take);
            left -= take;
        }
    }

    /** So many characters of it. */
    public String text(int length) {
        return new String(pool, random.nextInt(POOL - length), length, StandardCharsets.US_ASCII);
    }
}
