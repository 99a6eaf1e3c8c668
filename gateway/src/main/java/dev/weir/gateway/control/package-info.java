/**
 * People and rules at work: where they are kept, how people sign in, and how a change becomes the
 * snapshot that the data plane decides by.
 *
 * <p>May touch: {@code store} (a database), nothing outside. Signing in with an identity provider
 * is the room {@code oidc}. Start at {@link dev.weir.gateway.control.SqlControlStore}.
 */
@NullMarked
package dev.weir.gateway.control;

import org.jspecify.annotations.NullMarked;
