package dev.weir.core.session;

import java.util.Arrays;

/**
 * What a model said, as hashes that are the same in the answer that brought it and in the later
 * request that sends it back: one for each tool call's id, one for the text. The text counts by its
 * ASCII letters and digits only, at most {@value #MOST_LETTERS}, since clients trim and spell the
 * rest as they like.
 *
 * <p>A saying is telling where it can hardly come from another answer: an id of at least {@value
 * #SHORTEST_ID} characters, or a text of at least {@value #FEWEST_LETTERS} letters. Telling hashes
 * are odd numbers, others even. Immutable.
 */
public final class Sayings {

    /** Letters and digits of a text that are looked at. */
    public static final int MOST_LETTERS = 4096;

    /** Letters and digits from which on a text is telling. */
    public static final int FEWEST_LETTERS = 48;

    /** Characters from which on the id of a call is telling. */
    public static final int SHORTEST_ID = 16;

    public static final Sayings NONE = new Sayings(new long[0], new int[0]);

    private final long[] hashes;
    private final int[] links;

    /**
     * @param hashes the sayings in order
     * @param links the link of the chain that each belongs to, never falling; 0 in an answer
     */
    Sayings(long[] hashes, int[] links) {
        this.hashes = hashes;
        this.links = links;
    }

    /** Sayings of an answer, from hashes that were kept. */
    public static Sayings of(long... hashes) {
        return hashes.length == 0 ? NONE : new Sayings(hashes.clone(), new int[hashes.length]);
    }

    public int size() {
        return hashes.length;
    }

    public boolean isEmpty() {
        return hashes.length == 0;
    }

    public long hash(int index) {
        return hashes[index];
    }

    /** True where the saying can hardly come from another answer. */
    public static boolean telling(long hash) {
        return (hash & 1) == 1;
    }

    /** The link of the chain that a saying belongs to. */
    int link(int index) {
        return links[index];
    }

    /** The first so many. */
    Sayings first(int count) {
        return new Sayings(Arrays.copyOf(hashes, count), Arrays.copyOf(links, count));
    }

    /** Those of the links from one to another, the latter excluded. */
    Sayings within(int from, int to) {
        int first = lowest(from);
        int last = lowest(to);
        return new Sayings(
                Arrays.copyOfRange(hashes, first, last), Arrays.copyOfRange(links, first, last));
    }

    private int lowest(int link) {
        int at = 0;
        while (at < links.length && links[at] < link) {
            at++;
        }
        return at;
    }

    /** True where both have a hash in common. */
    public boolean shares(Sayings other) {
        for (long mine : hashes) {
            for (long theirs : other.hashes) {
                if (mine == theirs) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The hash of the id of a tool call. */
    static long ofCall(String id) {
        Hash128 hash = Hash128.of(id);
        return mark(hash.high() ^ hash.low(), id.length() >= SHORTEST_ID);
    }

    private static long mark(long hash, boolean telling) {
        return telling ? hash | 1 : hash & ~1L;
    }

    /** Gathers the letters of one text, piece by piece, as JSON spells them. */
    static final class Letters {

        private long hash;
        private int count;

        void clear() {
            hash = 0;
            count = 0;
        }

        /** Takes what stands between the quotes of a JSON string; a piece holds whole escapes. */
        void add(byte[] json, int from, int to) {
            for (int i = from; i < to && count < MOST_LETTERS; i++) {
                byte c = json[i];
                if (c == '\\') {
                    i += i + 1 < to && json[i + 1] == 'u' ? 5 : 1;
                } else if (c >= '0' && c <= '9' || (c | 0x20) >= 'a' && (c | 0x20) <= 'z') {
                    hash = (hash ^ c) * 0x9E3779B97F4A7C15L;
                    hash ^= hash >>> 29;
                    count++;
                }
            }
        }

        boolean isEmpty() {
            return count == 0;
        }

        long saying() {
            return mark(Hash128.mix(hash + count), count >= FEWEST_LETTERS);
        }
    }

    /** Collects sayings. */
    static final class Collector {

        private long[] hashes = new long[16];
        private int[] links = new int[16];
        private int size;

        void add(long hash, int link) {
            if (size == hashes.length) {
                hashes = Arrays.copyOf(hashes, 2 * size);
                links = Arrays.copyOf(links, 2 * size);
            }
            hashes[size] = hash;
            links[size++] = link;
        }

        int size() {
            return size;
        }

        Sayings build() {
            return size == 0
                    ? NONE
                    : new Sayings(Arrays.copyOf(hashes, size), Arrays.copyOf(links, size));
        }
    }
}
