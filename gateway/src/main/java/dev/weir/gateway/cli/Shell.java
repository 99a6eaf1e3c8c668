package dev.weir.gateway.cli;

/** Words of a POSIX shell. */
final class Shell {

    private Shell() {}

    /** The text as one word, quoted only where it must be. */
    static String word(String text) {
        return text.matches("[A-Za-z0-9_./:=,@%+-]+") ? text : quoted(text);
    }

    /** The text in single quotes. */
    static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
