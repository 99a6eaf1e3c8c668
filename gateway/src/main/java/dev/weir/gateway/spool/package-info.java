/**
 * The write-ahead log of capture: append-only memory-mapped segments that survive a killed process.
 * What passes is here before it goes on, and stays until the archive has it. {@code
 * docs/format/spool.md} has the bytes.
 *
 * <p>Start with {@link dev.weir.gateway.spool.Spool}, which puts the parts together, and with the
 * two ends: {@code SegmentWriter}, through which an event loop appends without a lock or a system
 * call, and {@code SpoolReader}, which follows the writers and hands finished exchanges to the
 * archiver ({@link dev.weir.gateway.spool.SpoolFeed}); it also tells who asks what is open ({@code
 * LiveTrail}). Around them: {@code SegmentSupply} keeps segments ready, {@code SegmentSync} forces
 * them to the disk, {@code Recovery} reads what a dead process left, {@code RecordLayout} and
 * {@code Payloads} are the format.
 *
 * <p>It knows {@code core} and metrics, and nothing of HTTP or of the archive. Only {@code
 * FileDisk} and {@code Recovery} touch files, only in their own directory. Event loops never wait
 * here, but for one bounded wait where traffic outruns the making of segments. No more than a fixed
 * number of finished exchanges is held in memory; what waits longer waits on the disk, within a
 * limit.
 *
 * <p>May touch: {@code core}, Micrometer, and the files of its own directory.
 */
@NullMarked
package dev.weir.gateway.spool;

import org.jspecify.annotations.NullMarked;
