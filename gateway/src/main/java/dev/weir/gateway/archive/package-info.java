/**
 * The archive: finished exchanges out of the spool, cut into blocks, compressed, and kept in one
 * SQLite file an organisation; and reading them back, every byte checked.
 *
 * <p>Writing: {@link dev.weir.gateway.archive.Archiver} takes exchanges from the {@link
 * dev.weir.gateway.spool.SpoolFeed} and hands them to the {@code ArchiveWriter}, which cuts bodies
 * ({@code BlockCutter}), finds what is known already ({@code Conversations}, {@code BlockIndex})
 * and packs what is new into compressed frames ({@code Pack}). What an exchange is stored without
 * where a step fails on it is in {@code Fallbacks} and {@code ArchiveWriter.Care}. What is imported
 * comes through the {@code IntakeQueue} to the same writer. Reading: {@link
 * dev.weir.gateway.archive.SqliteArchive}. Checking: {@link
 * dev.weir.gateway.archive.ArchiveVerifier}. The format is described in {@code
 * docs/format/archive.md}.
 *
 * <p>May touch the disk and the database; knows core and the spool's two reading interfaces.
 */
@NullMarked
package dev.weir.gateway.archive;

import org.jspecify.annotations.NullMarked;
