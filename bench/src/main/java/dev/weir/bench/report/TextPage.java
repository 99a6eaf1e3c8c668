package dev.weir.bench.report;

import java.util.Locale;

/** A page that is written line by line. */
public abstract class TextPage {

    private final StringBuilder text = new StringBuilder();

    /**
     * One more line.
     *
     * @param format as it stands where there are no values, else with them put in
     */
    @SuppressWarnings("AnnotateFormatMethod") // the annotation is not on the class path
    protected final void line(String format, Object... values) {
        text.append(values.length == 0 ? format : String.format(Locale.ROOT, format, values))
                .append('\n');
    }

    /** All lines so far. */
    protected final String lines() {
        return text.toString();
    }
}
