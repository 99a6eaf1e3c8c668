package dev.weir.gateway.archive;

import java.util.Arrays;

/**
 * Where a body was cut: the end of each block, and the scanner's state there, so that a scan can
 * begin again at any cut. Grows while it is made.
 */
final class Cuts {

    private final int firstState;
    private int[] ends = new int[16];
    private int[] states = new int[16];
    private int size;

    Cuts(int firstState) {
        this.firstState = firstState;
    }

    /** Cuts at equal distances, the scanner's state being the same all along. */
    static Cuts pieces(int length, int piece, int state) {
        Cuts cuts = new Cuts(state);
        for (int end = piece; end < length; end += piece) {
            cuts.add(end, state);
        }
        if (length > 0) {
            cuts.add(length, state);
        }
        return cuts;
    }

    void add(int end, int state) {
        if (size == ends.length) {
            ends = Arrays.copyOf(ends, size * 2);
            states = Arrays.copyOf(states, size * 2);
        }
        ends[size] = end;
        states[size++] = state;
    }

    /** Takes over blocks of other cuts, all ends moved by a distance. */
    void addAll(Cuts other, int from, int to, int distance) {
        for (int i = from; i < to; i++) {
            add(other.ends[i] + distance, other.states[i]);
        }
    }

    /** Number of blocks. */
    int size() {
        return size;
    }

    int start(int block) {
        return block == 0 ? 0 : ends[block - 1];
    }

    int end(int block) {
        return ends[block];
    }

    /** The scanner's state at the beginning of a block. */
    int stateAtStart(int block) {
        return block == 0 ? firstState : states[block - 1];
    }

    int stateAtEnd(int block) {
        return states[block];
    }

    /** The number of blocks that end at or before a position. */
    int blocksUpTo(int position) {
        int found = Arrays.binarySearch(ends, 0, size, position);
        return found >= 0 ? found + 1 : -found - 1;
    }

    /** The block that ends exactly there, or a negative number. */
    int blockEndingAt(int position) {
        return Arrays.binarySearch(ends, 0, size, position);
    }

    /** About what this takes in memory. */
    int weight() {
        return 64 + 8 * ends.length;
    }
}
