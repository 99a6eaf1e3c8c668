package dev.weir.gateway.reading;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/**
 * Which texts are in the index already, by hash. An agent resends its conversation on every turn;
 * each text is indexed once, where it was said first. For the writer's thread.
 *
 * <p>The hash has 64 bits. Two texts that share one cost a search a hit and nothing else.
 */
final class SeenTexts {

    /** What is longer is indexed up to here. */
    static final int LONGEST = 1 << 20;

    /**
     * Characters of an exchange that are indexed at most: the index has to hold all words of one
     * exchange at once, and takes its time where no two are alike.
     */
    static final int MOST = 4 << 20;

    /** A run of so many characters without a space is data, e.g. base64, and not indexed. */
    private static final int LONGEST_WORD = 512;

    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final int RECENT = 1 << 14;

    private final PreparedStatement add;
    private int room = MOST;

    /** The hashes last seen, so that a conversation that is resent costs no look-up. */
    private final long[] recent = new long[RECENT];

    SeenTexts(Connection connection) throws SQLException {
        add = connection.prepareStatement("INSERT OR IGNORE INTO seen VALUES(?)");
    }

    /** Begins the texts of another exchange. */
    void begin() {
        room = MOST;
    }

    /**
     * Those of the texts that were not seen before, joined by lines. A text that finds no room is
     * not seen: it is indexed with the next exchange that sends it.
     */
    String fresh(List<String> texts) throws SQLException {
        StringBuilder joined = new StringBuilder();
        for (String text : texts) {
            if (text.isEmpty() || Math.min(text.length(), LONGEST) > room || !isNew(hash(text))) {
                continue;
            }
            if (!joined.isEmpty()) {
                joined.append('\n');
            }
            append(joined, text);
            room -= Math.min(text.length(), LONGEST);
        }
        return joined.toString();
    }

    private boolean isNew(long hash) throws SQLException {
        int slot = (int) (hash >>> 50);
        if (recent[slot] == hash) {
            return false;
        }
        add.setLong(1, hash);
        boolean added = add.executeUpdate() > 0;
        recent[slot] = hash;
        return added;
    }

    private static void append(StringBuilder to, String text) {
        int end = Math.min(text.length(), LONGEST);
        int word = 0;
        for (int i = 0; i <= end; i++) {
            if (i == end || Character.isWhitespace(text.charAt(i))) {
                if (i - word <= LONGEST_WORD) {
                    to.append(text, word, Math.min(i + 1, end));
                }
                word = i + 1;
            }
        }
    }

    /** A hash of the text's UTF-8, eight bytes at a time. */
    static long hash(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        long hash = bytes.length * 0x9E3779B97F4A7C15L;
        int i = 0;
        for (; i + Long.BYTES <= bytes.length; i += Long.BYTES) {
            hash = mix(hash ^ (long) LONGS.get(bytes, i));
        }
        long rest = 0;
        for (; i < bytes.length; i++) {
            rest = rest << Byte.SIZE | bytes[i] & 0xFF;
        }
        hash = mix(mix(hash ^ rest));
        return hash == 0 ? 1 : hash;
    }

    private static long mix(long value) {
        long high = Math.unsignedMultiplyHigh(value, 0xD6E8FEB86659FD93L);
        return value * 0xD6E8FEB86659FD93L ^ high ^ value >>> 32;
    }
}
