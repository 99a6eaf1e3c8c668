package dev.weir.core.pricing;

import java.util.Locale;

/** Brings the ways to write a model into one: lower case, and without the path that holds it. */
final class ModelName {

    private static final String[] HOLDERS = {
        "foundation-model/", "inference-profile/", "/models/", "models/"
    };

    private ModelName() {}

    /** The name as patterns see it; at most one character too long to match any. */
    static String normal(String model) {
        String name = model.strip();
        if (name.length() > Glob.LONGEST_NAME) {
            return name.substring(0, Glob.LONGEST_NAME + 1);
        }
        name = name.toLowerCase(Locale.ROOT).replace("%3a", ":").replace("%2f", "/");
        for (String holder : HOLDERS) {
            int at = holder.equals("models/") ? 0 : name.indexOf(holder);
            boolean rooted =
                    name.startsWith("arn:")
                            || name.startsWith("publishers/")
                            || name.startsWith("projects/");
            if (at >= 0 && (rooted && at > 0 || name.startsWith(holder))) {
                return name.substring(at + holder.length());
            }
        }
        return name;
    }
}
