package dev.weir.gateway.archive;

/**
 * Hands out consecutive block ids from stripes of its own, so that the blocks of one conversation
 * lie beside each other however many conversations there are.
 */
final class Lane {

    /** Makes stripes: the ids that no lane has yet. */
    static final class Stripes {

        /** Blocks in a stripe, a power of two; a frame never has more. */
        static final int LENGTH = 1 << 12;

        private long next;

        /** Stripes after the last id in use. */
        Stripes(long lastId) {
            next = (lastId / LENGTH + 1) * LENGTH;
        }

        private long take() {
            long stripe = next;
            next += LENGTH;
            return stripe;
        }
    }

    private final Stripes stripes;
    private long next;
    private long end;

    Lane(Stripes stripes) {
        this.stripes = stripes;
    }

    /** The id that {@link #take} would give. */
    long peek() {
        if (next == end) {
            next = stripes.take();
            end = next + Stripes.LENGTH;
        }
        return next;
    }

    long take() {
        long id = peek();
        next++;
        return id;
    }
}
