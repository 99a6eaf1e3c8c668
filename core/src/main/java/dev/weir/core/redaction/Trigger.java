package dev.weir.core.redaction;

/**
 * Three bytes that make it worth while to ask a detector; the case of A to Z does not matter.
 *
 * @param text three ASCII characters
 * @param detector who is asked
 */
record Trigger(String text, Detector detector) {

    Trigger {
        if (text.length() != 3) {
            throw new IllegalArgumentException("'" + text + "' is not three characters");
        }
    }

    /** The three bytes as the scanner sees them. */
    int folded() {
        return fold(text.charAt(0) | text.charAt(1) << 8 | text.charAt(2) << 16);
    }

    /**
     * Makes the case of letters the same; some other characters fall together, which is harmless.
     */
    static int fold(int threeBytes) {
        return (threeBytes | 0x202020) & 0xFFFFFF;
    }
}
