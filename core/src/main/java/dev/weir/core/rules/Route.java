package dev.weir.core.rules;

import dev.weir.core.capture.CaptureMode;
import dev.weir.core.dialect.Dialect;
import dev.weir.core.token.NamePattern;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A name that callers use as a model, and where it leads.
 *
 * @param id its name for programs
 * @param organisation whose it is
 * @param name the model name that it answers to, or a pattern with {@code *}
 * @param audience who may use it
 * @param owner the user who made it for himself, null for the organisation's
 * @param dialects the API shapes it is for; empty for all
 * @param standard true where it also takes calls of its dialects that no other route answers to and
 *     that name no provider by their path
 * @param targets where it leads, shared by weight; at least one
 * @param fallbacks where it leads when those fail, in order
 * @param capture how much of its exchanges is kept at most
 * @param firstByte how long to wait for an answer to begin, null for the usual time
 * @param idle how long an answer may stand still, null for the usual time
 */
public record Route(
        String id,
        String organisation,
        String name,
        Audience audience,
        @Nullable String owner,
        Set<Dialect> dialects,
        boolean standard,
        List<Target> targets,
        List<Target> fallbacks,
        CaptureMode capture,
        @Nullable Duration firstByte,
        @Nullable Duration idle) {

    public static final int LONGEST_NAME = 256;

    public Route {
        dialects = Set.copyOf(dialects);
        targets = List.copyOf(targets);
        fallbacks = List.copyOf(fallbacks);
        if (name.isEmpty() || name.length() > LONGEST_NAME) {
            throw new IllegalArgumentException(
                    "route name '" + name + "': expected 1 to " + LONGEST_NAME + " characters");
        }
        if (targets.isEmpty()) {
            throw new IllegalArgumentException("route '" + name + "' leads nowhere");
        }
    }

    boolean speaks(Dialect dialect) {
        return dialects.isEmpty() || dialects.contains(dialect);
    }

    boolean isPattern() {
        return NamePattern.isPattern(name);
    }

    /** All targets, the shared ones first. */
    public List<Target> all() {
        List<Target> all = new ArrayList<>(targets);
        all.addAll(fallbacks);
        return all;
    }
}
