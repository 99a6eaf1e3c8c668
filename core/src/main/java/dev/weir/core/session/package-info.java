/**
 * Which exchanges belong together: sessions, their threads, human turns and steps, and what each
 * call is for.
 *
 * <p>Start at {@link dev.weir.core.session.Stitcher}, which takes the {@link
 * dev.weir.core.session.Clues} of one exchange after the other and gives each its {@link
 * dev.weir.core.session.Placement}. {@link dev.weir.core.session.SessionSources} is the table of
 * identifiers, {@link dev.weir.core.session.CallKinds} the one of background calls, {@link
 * dev.weir.core.session.Chain} says what of a conversation is compared. How it all works, with
 * figures: {@code docs/reading/sessions.md}.
 *
 * <p>May touch: the JDK and the other packages of {@code core} only, and jackson-core for {@code
 * JsonCursor}.
 */
@NullMarked
package dev.weir.core.session;

import org.jspecify.annotations.NullMarked;
