/**
 * Limits counted in this process: rates in buckets, money and calendars in a book in memory with a
 * ledger on the disk behind it. Reserving and settling take a short lock of the organisation's
 * book, and wait for nothing else.
 *
 * <p>Start at {@link dev.weir.gateway.limits.LocalLimiter}, then {@link
 * dev.weir.gateway.limits.Book}, where everything is decided. {@link
 * dev.weir.gateway.limits.OpenFile} is what survives a killed process.
 *
 * <p>May touch: {@code core}, SQLite, Bucket4j, Micrometer, one file of its own.
 */
@NullMarked
package dev.weir.gateway.limits;

import org.jspecify.annotations.NullMarked;
