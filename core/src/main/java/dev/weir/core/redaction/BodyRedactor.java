package dev.weir.core.redaction;

/**
 * Redacts one body while it passes: pieces in, pieces out. Where the body is cut into pieces makes
 * no difference to what comes out in all. Not thread-safe; one instance a body.
 */
public sealed interface BodyRedactor permits Redactor, StreamRedactor {

    /** Takes the redacted body. */
    @FunctionalInterface
    interface Output {

        /**
         * Takes the next bytes, which are as they came and are only valid during the call.
         *
         * @param bytes where they are
         * @param offset of the first one
         * @param length how many
         */
        void accept(byte[] bytes, int offset, int length);

        /**
         * Takes what stands in the place of the next bytes.
         *
         * @param replacement what to put, may be empty
         * @param removed how many bytes of the body as it came it stands for
         */
        default void replace(byte[] replacement, int removed) {
            accept(replacement, 0, replacement.length);
        }
    }

    /**
     * Takes the next bytes of the body and gives those that are decided.
     *
     * @throws IllegalStateException after the end
     */
    void feed(byte[] bytes, int offset, int length, Output out);

    /**
     * The body is over, whole or broken off: gives what was held back. A second call does nothing.
     */
    void end(Output out);

    /** What has been found so far. */
    Findings findings();
}
