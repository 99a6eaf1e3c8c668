package dev.weir.core.capture;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How much of an exchange is kept. Where several apply the {@linkplain #strictest strictest} wins.
 */
public sealed interface CaptureMode {

    /** Everything. */
    record Full() implements CaptureMode {
        @Override
        public String toString() {
            return "full";
        }
    }

    /**
     * Heads, times, and the first characters of each body.
     *
     * @param characters how many, as UTF-8 code points
     */
    record Preview(int characters) implements CaptureMode {
        public Preview {
            if (characters < 1) {
                throw new IllegalArgumentException(
                        "preview(" + characters + "): expected at least 1 character");
            }
        }

        @Override
        public String toString() {
            return "preview(" + characters + ")";
        }
    }

    /** Heads, times, model and usage, but no byte of a body. */
    record Metadata() implements CaptureMode {
        @Override
        public String toString() {
            return "metadata";
        }
    }

    /** Nothing but a count in the metrics. */
    record Off() implements CaptureMode {
        @Override
        public String toString() {
            return "off";
        }
    }

    CaptureMode FULL = new Full();
    CaptureMode METADATA = new Metadata();
    CaptureMode OFF = new Off();

    /** Reads {@code full}, {@code preview(N)}, {@code metadata} or {@code off}. */
    static CaptureMode parse(String text) {
        return switch (text.strip()) {
            case "full" -> FULL;
            case "metadata" -> METADATA;
            case "off" -> OFF;
            default -> {
                Matcher preview = Pattern.compile("preview\\((\\d{1,9})\\)").matcher(text.strip());
                if (!preview.matches()) {
                    throw new IllegalArgumentException(
                            "'"
                                    + text
                                    + "' is not a capture mode: expected full, preview(N), metadata or off");
                }
                yield new Preview(Integer.parseInt(preview.group(1)));
            }
        };
    }

    /** The one of the two that keeps less. */
    static CaptureMode strictest(CaptureMode a, CaptureMode b) {
        return a.keeps() <= b.keeps() ? a : b;
    }

    /**
     * A measure to compare modes by: how many characters of a body are kept, below zero where not
     * even the heads.
     */
    private long keeps() {
        return switch (this) {
            case Full() -> Long.MAX_VALUE;
            case Preview(int characters) -> characters;
            case Metadata() -> 0;
            case Off() -> -1;
        };
    }
}
