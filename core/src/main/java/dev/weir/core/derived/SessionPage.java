package dev.weir.core.derived;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * A page of sessions.
 *
 * @param items the last to end first
 * @param next the cursor for the following page, null where there is none
 */
public record SessionPage(List<SessionSummary> items, @Nullable String next) {

    public SessionPage {
        items = List.copyOf(items);
    }
}
