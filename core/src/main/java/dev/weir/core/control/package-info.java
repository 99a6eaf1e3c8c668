/**
 * What people lay down and where it is kept: organisations, users, teams, routes, policies, limits
 * and redaction rules as documents with versions, tokens, and what belongs to signing in.
 *
 * <p>{@link dev.weir.core.control.ControlStore} is the port; {@link dev.weir.core.control.Document}
 * what is in it; {@link dev.weir.core.control.Documents} reads documents into the values of {@code
 * people} and {@code rules}, strictly: an unknown member is an error that names it.
 *
 * <p>May touch: the JDK, {@code json}, {@code people}, {@code token}, {@code rules}, {@code limit},
 * {@code capture}, {@code dialect}. Start at {@code ControlStore}.
 */
@NullMarked
package dev.weir.core.control;

import org.jspecify.annotations.NullMarked;
