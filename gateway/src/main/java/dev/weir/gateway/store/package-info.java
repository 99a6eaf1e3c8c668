/**
 * The little that stores over SQL share: where a connection comes from, and a transaction.
 *
 * <p>Start at {@code Database}.
 *
 * <p>May touch: {@code java.sql}; nothing else of the gateway.
 */
@NullMarked
package dev.weir.gateway.store;

import org.jspecify.annotations.NullMarked;
