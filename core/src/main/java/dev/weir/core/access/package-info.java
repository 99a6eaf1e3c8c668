/**
 * Decisions before anything is forwarded: which door a request came through, which provider it is
 * for, what happens to each header, whether an address may be dialled.
 *
 * <p>Every decision is one table or one pure function: {@link dev.weir.core.access.Doors} (provider
 * detection), {@link dev.weir.core.access.HeaderRules} (header treatment), {@link
 * dev.weir.core.access.AddressGuard} (what may be dialled), {@link
 * dev.weir.core.access.Attribution} (tags).
 *
 * <p>May touch: the JDK and the other packages of {@code core} only; no look-up of names, which the
 * dialer does. Start at {@code Doors}.
 */
@NullMarked
package dev.weir.core.access;

import org.jspecify.annotations.NullMarked;
