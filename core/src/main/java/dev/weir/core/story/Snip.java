package dev.weir.core.story;

/**
 * A text, or its beginning where it is long.
 *
 * @param text what is kept of it
 * @param chars how long the whole is, in characters of UTF-16
 */
public record Snip(String text, long chars) {

    /** The text, cut after at most so many characters, never within a surrogate pair. */
    public static Snip of(String whole, int most) {
        if (whole.length() <= most) {
            return new Snip(whole, whole.length());
        }
        int end = most > 0 && Character.isHighSurrogate(whole.charAt(most - 1)) ? most - 1 : most;
        return new Snip(whole.substring(0, end), whole.length());
    }

    /** True where the end is missing. */
    public boolean cut() {
        return text.length() < chars;
    }
}
