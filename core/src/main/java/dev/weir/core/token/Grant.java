package dev.weir.core.token;

import dev.weir.core.capture.CaptureMode;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;

/**
 * A token as it is kept: everything but its text.
 *
 * @param id its name for programs
 * @param organisation whose it is
 * @param kind what sort it is
 * @param user whose it is; null for a virtual key of the organisation's
 * @param team the team that its use is put down to, null for none: one of its user's, or that of a
 *     key that is nobody's
 * @param name for people
 * @param lastFour the last characters of its text
 * @param scope what it may be used for
 * @param capture how much of its exchanges is kept at most
 * @param createdAt when it was made
 * @param expiresAt from when it is refused; null for never. Of a sliding token the end as it stands
 * @param slides how far its end moves on from each use, null where it does not
 * @param revokedAt since when it is refused, null for not
 */
public record Grant(
        String id,
        String organisation,
        TokenKind kind,
        @Nullable String user,
        @Nullable String team,
        String name,
        String lastFour,
        Scope scope,
        CaptureMode capture,
        Instant createdAt,
        @Nullable Instant expiresAt,
        @Nullable Duration slides,
        @Nullable Instant revokedAt) {

    /** True where it is refused for its age. */
    public boolean isExpired(Instant now) {
        return expiresAt != null && !now.isBefore(expiresAt);
    }
}
