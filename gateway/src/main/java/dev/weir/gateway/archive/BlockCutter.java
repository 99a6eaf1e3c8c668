package dev.weir.gateway.archive;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Cuts a body into blocks that are likely to come again: at the boundaries of JSON members and
 * array elements where the body looks like JSON, by content where it does not. A block is a range
 * of bytes, and all blocks joined are the body, whatever is in it. Nothing is parsed or decoded.
 *
 * <p>The scanner looks at each byte once and carries one number of state from byte to byte. A cut
 * depends on that state, on the bytes since the last cut and on nothing that follows. So a scan may
 * begin at any cut of an earlier body and end where both fall into step again, and gives the same
 * blocks as a full one.
 *
 * <p>JSON is cut after the comma between
 *
 * <ul>
 *   <li>members of the outermost object, always for the first {@value #FREE_CUTS};
 *   <li>elements of an array at depth 2 or 4 (messages, tools; content blocks), or at depth 3 or 5
 *       where all of it is wrapped in one more object, and of an outermost array, once the block
 *       has {@value #MINIMAL} bytes;
 * </ul>
 *
 * and after a line end between documents (NDJSON). Wherever nothing else cuts, {@value #LARGEST}
 * bytes do.
 */
final class BlockCutter {

    static final int MINIMAL = 1024;
    static final int LARGEST = 256 * 1024;

    /** A body that is not JSON is one block up to this size. */
    static final int SINGLE = 64 * 1024;

    private static final int FREE_CUTS = 64;

    private static final int IN_STRING = 1;
    private static final int ESCAPED = 1 << 1;
    private static final int BY_CONTENT = 1 << 2;
    private static final int WHOLE = 1 << 3;
    private static final int ARRAY = 1 << 4; // five bits: is the container at depth 1 to 5 an array
    private static final int DEEPEST_KNOWN = 5;
    private static final int CUT_COUNT_SHIFT = 9; // seven bits
    private static final int DEPTH_SHIFT = 16;
    private static final int DEEPEST = 0x7FFF;

    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private BlockCutter() {}

    /** The state at the beginning of a body. */
    static int firstState(byte[] body, int length, long bodyLength) {
        int i = 0;
        while (i < length && i < 64 && body[i] <= ' ' && body[i] >= 0) {
            i++;
        }
        if (i < length && (body[i] == '{' || body[i] == '[')) {
            return 0;
        }
        return bodyLength <= SINGLE ? BY_CONTENT | WHOLE : BY_CONTENT;
    }

    /**
     * True where a block that begins in this state begins with a member of the outermost object.
     */
    static boolean atTopMember(int state) {
        return state >>> DEPTH_SHIFT == 1 && (state & (IN_STRING | ARRAY)) == 0;
    }

    static boolean looksLikeJson(int firstState) {
        return (firstState & BY_CONTENT) == 0;
    }

    /** Cuts a whole body. */
    static Cuts cut(byte[] body) {
        Cuts cuts = new Cuts(firstState(body, body.length, body.length));
        scan(body, 0, body.length, true, cuts.stateAtStart(0), cuts, null);
        return cuts;
    }

    /**
     * Cuts a part of a body that is too long to hold: what follows the last cut belongs to the next
     * part, unless this is the last one.
     */
    static Cuts cutPart(byte[] part, int length, int state, boolean last) {
        Cuts cuts = new Cuts(state);
        scan(part, 0, length, last, state, cuts, null);
        return cuts;
    }

    /** The blocks of a body, and which of them are those of an earlier one. */
    record Incremental(Cuts cuts, int sameAtStart, int sameAtEnd, int commonBytes) {

        /** Where there is no earlier body. */
        static Incremental whole(Cuts cuts) {
            return new Incremental(cuts, 0, 0, 0);
        }
    }

    /**
     * Cuts a whole body, scanning only what differs from an earlier one: the first {@code
     * sameAtStart} and the last {@code sameAtEnd} blocks are the first and last ones of the earlier
     * body, in the same order.
     */
    static Incremental cut(byte[] body, byte[] earlier, Cuts earlierCuts) {
        int prefix = Arrays.mismatch(body, earlier);
        int firstState = firstState(body, body.length, body.length);
        if (prefix < 0) {
            return new Incremental(earlierCuts, earlierCuts.size(), 0, body.length);
        }
        Cuts cuts = new Cuts(firstState);
        if (firstState != earlierCuts.stateAtStart(0)) {
            scan(body, 0, body.length, true, firstState, cuts, null);
            return new Incremental(cuts, 0, 0, 0);
        }
        int suffix = commonSuffix(body, earlier, Math.min(body.length, earlier.length) - prefix);
        // The end of the last block is the end of that body and need not be a cut in this one.
        int same = Math.min(earlierCuts.blocksUpTo(prefix), Math.max(0, earlierCuts.size() - 1));
        cuts.addAll(earlierCuts, 0, same, 0);
        Rejoin rejoin = new Rejoin(earlierCuts, body.length - suffix, body.length - earlier.length);
        scan(body, cuts.start(same), body.length, true, cuts.stateAtStart(same), cuts, rejoin);
        return new Incremental(cuts, same, rejoin.joined, prefix + suffix);
    }

    /** Where a scan may stop, since from there on everything is as in the earlier body. */
    private static final class Rejoin {
        private final Cuts earlier;
        private final int from;
        private final int distance;
        private int joined;

        Rejoin(Cuts earlier, int from, int distance) {
            this.earlier = earlier;
            this.from = from;
            this.distance = distance;
        }

        /** Takes over the rest of the earlier cuts where this cut is one of them. */
        boolean at(int position, int state, Cuts cuts) {
            if (position < from) {
                return false;
            }
            int block = earlier.blockEndingAt(position - distance);
            if (block < 0 || earlier.stateAtEnd(block) != state) {
                return false;
            }
            joined = earlier.size() - block - 1;
            cuts.addAll(earlier, block + 1, earlier.size(), distance);
            return true;
        }
    }

    private static int commonSuffix(byte[] a, byte[] b, int most) {
        int i = a.length;
        int j = b.length;
        int left = most;
        while (left >= 8) {
            long difference = (long) LONGS.get(a, i - 8) ^ (long) LONGS.get(b, j - 8);
            if (difference != 0) {
                return most - left + Long.numberOfLeadingZeros(difference) / 8;
            }
            i -= 8;
            j -= 8;
            left -= 8;
        }
        while (left > 0 && a[i - 1] == b[j - 1]) {
            i--;
            j--;
            left--;
        }
        return most - left;
    }

    private static void scan(
            byte[] body,
            int from,
            int to,
            boolean last,
            int firstState,
            Cuts cuts,
            @org.jspecify.annotations.Nullable Rejoin rejoin) {
        int blockStart = from;
        int state = firstState;
        while (blockStart < to) {
            long next =
                    (state & BY_CONTENT) == 0
                            ? nextJsonCut(body, blockStart, to, state)
                            : nextContentCut(body, blockStart, to, state);
            int end = (int) (next >>> 32);
            if (end == 0) { // ran out of bytes
                if (last) {
                    cuts.add(to, (int) next);
                }
                return;
            }
            state = (int) next;
            cuts.add(end, state);
            if (rejoin != null && rejoin.at(end, state, cuts)) {
                return;
            }
            blockStart = end;
        }
    }

    /** The next cut: its position in the upper half, 0 where there is none; the state below. */
    private static long nextJsonCut(byte[] body, int start, int to, int firstState) {
        int limit = Math.min(to, Math.addExact(start, LARGEST));
        int minimal = start + MINIMAL;
        int state = firstState;
        int i = start;
        while (i < limit) {
            if ((state & IN_STRING) != 0) {
                if ((state & ESCAPED) != 0) {
                    state &= ~ESCAPED;
                    i++;
                    continue;
                }
                i = quoteOrBackslash(body, i, limit);
                if (i < limit) {
                    state ^= body[i] == '"' ? IN_STRING : ESCAPED;
                    i++;
                }
                continue;
            }
            switch (body[i++]) {
                case '"' -> state |= IN_STRING;
                case '{' -> state = opened(state, false);
                case '[' -> state = opened(state, true);
                case '}', ']' -> state = closed(state);
                case ',' -> {
                    int depth = state >>> DEPTH_SHIFT;
                    if (depth <= DEEPEST_KNOWN && cutsAfterComma(state, depth, i >= minimal)) {
                        return (long) i << 32 | (depth == 1 ? counted(state) : state);
                    }
                }
                case '\n' -> {
                    if (state >>> DEPTH_SHIFT == 0 && i >= minimal) {
                        return (long) i << 32 | state;
                    }
                }
                default -> {}
            }
        }
        return limit - start == LARGEST ? (long) limit << 32 | state : state;
    }

    private static int opened(int state, boolean array) {
        int depth = Math.min(DEEPEST, (state >>> DEPTH_SHIFT) + 1);
        int next = state & (1 << DEPTH_SHIFT) - 1 | depth << DEPTH_SHIFT;
        if (depth <= DEEPEST_KNOWN) {
            int bit = ARRAY << depth - 1;
            next = array ? next | bit : next & ~bit;
        }
        return next;
    }

    private static int closed(int state) {
        int depth = state >>> DEPTH_SHIFT;
        if (depth == 0) {
            return state;
        }
        int next = state - (1 << DEPTH_SHIFT);
        return depth <= DEEPEST_KNOWN ? next & ~(ARRAY << depth - 1) : next;
    }

    private static boolean isArray(int state, int depth) {
        return (state & ARRAY << depth - 1) != 0;
    }

    private static boolean cutsAfterComma(int state, int depth, boolean longEnough) {
        return switch (depth) {
            case 1 -> longEnough || !isArray(state, 1) && cutCount(state) < FREE_CUTS;
            case 2, 4 -> longEnough && isArray(state, depth);
            case 3 -> longEnough && isArray(state, 3) && !isArray(state, 2);
            case 5 -> longEnough && isArray(state, 5) && isArray(state, 3) && !isArray(state, 2);
            default -> false;
        };
    }

    private static int cutCount(int state) {
        return state >>> CUT_COUNT_SHIFT & 0x7F;
    }

    private static int counted(int state) {
        return cutCount(state) < FREE_CUTS ? state + (1 << CUT_COUNT_SHIFT) : state;
    }

    private static int quoteOrBackslash(byte[] body, int from, int to) {
        int i = from;
        while (i + 8 <= to) {
            long eight = (long) LONGS.get(body, i);
            long found =
                    zeroBytes(eight ^ 0x2222222222222222L) | zeroBytes(eight ^ 0x5C5C5C5C5C5C5C5CL);
            if (found != 0) {
                return i + Long.numberOfTrailingZeros(found) / 8;
            }
            i += 8;
        }
        while (i < to && body[i] != '"' && body[i] != '\\') {
            i++;
        }
        return i;
    }

    /** The lowest set bit marks the first byte that is zero. */
    private static long zeroBytes(long eight) {
        return eight - 0x0101010101010101L & ~eight & 0x8080808080808080L;
    }

    private static long nextContentCut(byte[] body, int start, int to, int state) {
        if ((state & WHOLE) != 0) {
            return state;
        }
        int end = ContentCut.next(body, start, to);
        return end < 0 ? state : (long) end << 32 | state;
    }
}
