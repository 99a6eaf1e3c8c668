package dev.weir.gateway.archive;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * The latest body of each conversation, with its cuts and block ids: what the next body is compared
 * with. A conversation is found by how its body begins, the longest known beginning first. Bounded
 * in bytes; the one longest unused is forgotten, which costs a full scan and nothing else. For one
 * thread.
 */
final class Conversations {

    /** Lengths of beginnings that are looked up. */
    private static final int[] BEGINNINGS = {256, 2048, 16 * 1024, 128 * 1024, 1024 * 1024};

    /** The latest body of a conversation. */
    static final class Latest {
        private byte[] body;
        private Cuts cuts;
        private long[] ids;
        private final Lane lane;
        private long[] beginnings;

        private Latest(byte[] body, Cuts cuts, long[] ids, Lane lane, long[] beginnings) {
            this.body = body;
            this.cuts = cuts;
            this.ids = ids;
            this.lane = lane;
            this.beginnings = beginnings;
        }

        byte[] body() {
            return body;
        }

        Cuts cuts() {
            return cuts;
        }

        /** The id of each block. */
        long[] ids() {
            return ids;
        }

        /** Where this conversation's new blocks get their ids. */
        Lane lane() {
            return lane;
        }

        private long weight() {
            return 256L + body.length + cuts.weight() + 8L * ids.length;
        }
    }

    /** A body's checksum, and those of its beginnings. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Digest(int crc32c, long[] beginnings) {

        static Digest of(byte[] body) {
            CRC32C crc = new CRC32C();
            long[] keys = new long[BEGINNINGS.length];
            int count = 0;
            int done = 0;
            for (int length : BEGINNINGS) {
                if (length > body.length) {
                    break;
                }
                crc.update(body, done, length - done);
                done = length;
                keys[count++] = crc.getValue() << 32 | length;
            }
            crc.update(body, done, body.length - done);
            return new Digest((int) crc.getValue(), Arrays.copyOf(keys, count));
        }
    }

    private final long budget;
    private final Map<Latest, Latest> byUse = new LinkedHashMap<>(64, 0.75f, true);
    private final Map<Long, Latest> byBeginning = new HashMap<>();
    private long weight;

    Conversations(long budget) {
        this.budget = budget;
    }

    /** The body most likely to be the one before this one in its conversation. */
    @Nullable Latest find(Digest digest) {
        for (int i = digest.beginnings().length - 1; i >= 0; i--) {
            Latest found = byBeginning.get(digest.beginnings()[i]);
            if (found != null) {
                return byUse.get(found);
            }
        }
        return null;
    }

    /** A body goes on with a conversation: it takes the place of the one before. */
    void replace(Latest latest, byte[] body, Digest digest, Cuts cuts, long[] ids) {
        weight -= latest.weight();
        forgetBeginnings(latest);
        latest.body = body;
        latest.cuts = cuts;
        latest.ids = ids;
        latest.beginnings = digest.beginnings();
        keep(latest);
    }

    /** A body that begins a conversation. Bodies too short or too long to gain are not kept. */
    void begin(byte[] body, Digest digest, Cuts cuts, long[] ids, Lane lane) {
        if (digest.beginnings().length == 0) {
            return;
        }
        Latest latest = new Latest(body, cuts, ids, lane, digest.beginnings());
        byUse.put(latest, latest);
        keep(latest);
    }

    private void keep(Latest latest) {
        for (long beginning : latest.beginnings) {
            byBeginning.put(beginning, latest);
        }
        weight += latest.weight();
        Iterator<Latest> oldest = byUse.keySet().iterator();
        while (weight > budget && oldest.hasNext()) {
            Latest leaving = oldest.next();
            weight -= leaving.weight();
            oldest.remove();
            forgetBeginnings(leaving);
        }
    }

    private void forgetBeginnings(Latest latest) {
        for (long beginning : latest.beginnings) {
            byBeginning.remove(beginning, latest);
        }
    }

    long weight() {
        return weight;
    }

    void clear() {
        byUse.clear();
        byBeginning.clear();
        weight = 0;
    }
}
