package dev.weir.core.rules;

import org.jspecify.annotations.Nullable;

/**
 * A place that policies are asked about. What they all want to know of it is found out once, and
 * only where one asks.
 */
final class Place {

    private final Ask ask;
    private final Plan.Attempt attempt;
    private boolean read;
    private @Nullable String otherModel;

    Place(Ask ask, Plan.Attempt attempt) {
        this.ask = ask;
        this.attempt = attempt;
    }

    Ask ask() {
        return ask;
    }

    Plan.Attempt attempt() {
        return attempt;
    }

    /**
     * The model that the path names there, where it is neither the one that was asked for nor the
     * one put in its place; null for none.
     */
    @Nullable String otherModel() {
        if (!read) {
            String inPath = ModelInPath.find(attempt.way().upstreamPath());
            boolean isOther =
                    inPath != null
                            && !inPath.equals(attempt.model())
                            && !inPath.equals(ask.model());
            otherModel = isOther ? inPath : null;
            read = true;
        }
        return otherModel;
    }
}
