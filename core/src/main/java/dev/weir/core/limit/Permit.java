package dev.weir.core.limit;

import java.util.List;

/**
 * What one call has reserved. Exactly one of {@link #settle} and {@link #release} has an effect,
 * once: whoever has a permit calls one of them in a {@code finally}, and may call again. Both
 * return at once and may be called on any thread.
 *
 * <p>A permit that nobody ends lapses after the limiter's lifetime, which is longer than the
 * longest exchange: its estimate is given back, which is counted. Settling it still counts what was
 * used.
 */
public interface Permit {

    /** What to tell the caller, and the soft levels reached by reserving. */
    Standing standing();

    /**
     * The call was sent and has ended, however it ended.
     *
     * @return soft levels that its real figures reached, each once for its subject and window
     */
    List<Warning> settle(Actual actual);

    /** The call was never sent: it counts as if it had not been. */
    void release();
}
