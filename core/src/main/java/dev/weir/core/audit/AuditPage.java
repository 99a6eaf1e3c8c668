package dev.weir.core.audit;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * A page of the log.
 *
 * @param items newest first
 * @param next the cursor for the following page, null where there is none
 */
public record AuditPage(List<AuditEntry> items, @Nullable Long next) {

    public AuditPage {
        items = List.copyOf(items);
    }
}
