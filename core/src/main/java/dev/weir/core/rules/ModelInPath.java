package dev.weir.core.rules;

import org.jspecify.annotations.Nullable;

/**
 * The model where a path names it: {@code /v1beta/models/NAME:generateContent} of Gemini, {@code
 * /openai/deployments/NAME/…} of Azure, {@code /model/NAME/converse} of Bedrock. Escapes do not
 * hide it.
 */
public final class ModelInPath {

    private static final String MODELS = "/models/";
    private static final String DEPLOYMENTS = "/deployments/";
    private static final String BEDROCK = "/model/";

    /** Where the name begins and ends. */
    private record Span(int start, int end) {}

    private ModelInPath() {}

    /** The name with its escapes undone, null where the path names none. */
    public static @Nullable String find(String path) {
        String plain = PlainPath.of(path).text();
        Span span = span(plain);
        if (span == null && path.indexOf('%') >= 0) {
            plain = PlainPath.bare(path);
            span = span(plain);
        }
        return span == null ? null : PlainPath.bare(plain.substring(span.start, span.end));
    }

    /** The path with another name in that place; the same where it names none. */
    public static String replace(String path, String model) {
        PlainPath plain = PlainPath.of(path);
        Span span = span(plain.text());
        return span == null
                ? path
                : path.substring(0, plain.place(span.start))
                        + PlainPath.segment(model)
                        + path.substring(plain.place(span.end));
    }

    private static @Nullable Span span(String path) {
        int at = path.lastIndexOf(MODELS);
        if (at >= 0) {
            int start = at + MODELS.length();
            int colon = path.substring(start, segmentEnd(path, start)).lastIndexOf(':');
            if (colon > 0) {
                return new Span(start, start + colon);
            }
        }
        Span deployment = segment(path, DEPLOYMENTS);
        return deployment == null ? segment(path, BEDROCK) : deployment;
    }

    /** The whole segment behind a mark, where another follows: names of Bedrock hold colons. */
    private static @Nullable Span segment(String path, String mark) {
        int at = path.indexOf(mark);
        if (at < 0) {
            return null;
        }
        int start = at + mark.length();
        int end = path.indexOf('/', start);
        return end > start ? new Span(start, end) : null;
    }

    private static int segmentEnd(String path, int start) {
        int end = path.indexOf('/', start);
        return end < 0 ? path.length() : end;
    }
}
