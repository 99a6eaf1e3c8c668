package dev.weir.gateway.archive;

/** What a frame holds; each has dictionaries of its own. The number is the one in the file. */
enum Kind {
    /** Blocks of request bodies: hashed and shared. */
    REQUEST(0),
    /** Pieces of response bodies. */
    RESPONSE(1),
    /** Records of exchanges. */
    RECORD(2);

    private final int number;

    Kind(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }
}
