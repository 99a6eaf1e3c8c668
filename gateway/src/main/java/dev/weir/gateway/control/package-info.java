/**
 * People and rules at work: where they are kept, how people sign in, and how a change becomes the
 * snapshot that the data plane decides by.
 *
 * <p>May touch: {@code store} (a database), and of the outside the identity provider that is
 * configured. Start at {@link dev.weir.gateway.control.SqlControlStore}.
 */
@NullMarked
package dev.weir.gateway.control;

import org.jspecify.annotations.NullMarked;
