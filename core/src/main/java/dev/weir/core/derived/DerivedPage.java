package dev.weir.core.derived;

import dev.weir.core.exchange.ExchangeId;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * A page of derived rows.
 *
 * @param items in the order that was asked for
 * @param next the cursor for the following page, null where there is none
 */
public record DerivedPage(List<DerivedExchange> items, @Nullable ExchangeId next) {

    public DerivedPage {
        items = List.copyOf(items);
    }
}
