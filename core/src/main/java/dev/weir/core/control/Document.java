package dev.weir.core.control;

import dev.weir.core.json.JsonObject;

import java.time.Instant;

/**
 * Something that people laid down, in one version.
 *
 * @param organisation whose it is
 * @param kind what sort it is
 * @param id its name for programs, for good: 1 to 64 visible ASCII characters
 * @param owner the user who made it for himself, empty for the organisation's; a name is there once
 *     for each owner
 * @param name its name for people, 1 to 256 characters
 * @param version counts its changes, from 1
 * @param body what it says, without the members above
 * @param changedAt when this version was made, to the millisecond
 * @param changedBy who made it: {@code user:ID}, {@code token:ID} or {@code system}
 */
public record Document(
        String organisation,
        Kind kind,
        String id,
        String owner,
        String name,
        int version,
        JsonObject body,
        Instant changedAt,
        String changedBy) {}
