package dev.weir.core.archive;

import dev.weir.core.exchange.Exchange;
import dev.weir.core.exchange.ExchangeId;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * A page of a listing.
 *
 * @param items newest first
 * @param next the cursor for the following page, null where there is none
 */
public record Page(List<Exchange> items, @Nullable ExchangeId next) {

    public Page {
        items = List.copyOf(items);
    }
}
