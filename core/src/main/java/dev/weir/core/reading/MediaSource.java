package dev.weir.core.reading;

/** Where the bytes of an image, a sound or a document are. */
public sealed interface MediaSource {

    /** Nowhere: a source that is not known, which the part's rest holds. */
    MediaSource UNKNOWN = new Url("");

    /**
     * In the body, as base64. They are not kept here.
     *
     * @param length characters of base64
     * @param at offset of the first of them in the decoded body; -1 where it is not known, as in
     *     streams
     */
    record Inline(long length, long at) implements MediaSource {

        /** Bytes that so many characters stand for, at most two too many. */
        public long bytes() {
            return length / 4 * 3;
        }
    }

    /** At an address. */
    record Url(String url) implements MediaSource {}

    /** In a file that the provider holds. */
    record File(String id) implements MediaSource {}

    /** In the body, as plain text. */
    record Plain(String text) implements MediaSource {}
}
