package dev.weir.core.rules;

import org.jspecify.annotations.Nullable;

/**
 * The model where a path names it: {@code /v1beta/models/NAME:generateContent} of Gemini, {@code
 * /openai/deployments/NAME/…} of Azure, {@code /model/NAME/converse} of Bedrock.
 */
public final class ModelInPath {

    private static final String MODELS = "/models/";
    private static final String DEPLOYMENTS = "/deployments/";
    private static final String BEDROCK = "/model/";

    private ModelInPath() {}

    /** The name, null where the path names none. */
    public static @Nullable String find(String path) {
        int start = start(path);
        return start < 0 ? null : path.substring(start, end(path, start));
    }

    /** The path with another name in that place; the same where it names none. */
    public static String replace(String path, String model) {
        int start = start(path);
        return start < 0
                ? path
                : path.substring(0, start) + model + path.substring(end(path, start));
    }

    private static int start(String path) {
        int at = path.indexOf(MODELS);
        if (at >= 0 && path.indexOf(':', at) > 0) {
            return at + MODELS.length();
        }
        at = path.indexOf(DEPLOYMENTS);
        if (at >= 0) {
            return named(path, at + DEPLOYMENTS.length());
        }
        return path.startsWith(BEDROCK) ? named(path, BEDROCK.length()) : -1;
    }

    private static int named(String path, int start) {
        return path.indexOf('/', start) > start ? start : -1;
    }

    private static int end(String path, int start) {
        for (int i = start; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c == '/' || c == ':') {
                return i;
            }
        }
        return path.length();
    }
}
