/**
 * Sessions found in recorded traffic, held against what is known of it.
 *
 * <p>Start at {@link dev.weir.testkit.session.RecordedSessionsTest}.
 */
@NullMarked
package dev.weir.testkit.session;

import org.jspecify.annotations.NullMarked;
