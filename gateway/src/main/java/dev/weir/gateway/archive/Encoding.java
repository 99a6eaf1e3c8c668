package dev.weir.gateway.archive;

/** How the bytes of a frame are stored; two and above are numbers of dictionaries. */
final class Encoding {

    static final int RAW = 0;
    static final int ZSTD = 1;
    static final int FIRST_DICTIONARY = 2;

    private Encoding() {}
}
