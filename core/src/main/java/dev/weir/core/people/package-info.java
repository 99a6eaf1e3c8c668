/**
 * Who uses a shared Weir: organisations, the teams in them, users and what a role may do.
 *
 * <p>May touch: the JDK only. Start at {@link dev.weir.core.people.User}, then {@link
 * dev.weir.core.people.Role}.
 */
@NullMarked
package dev.weir.core.people;

import org.jspecify.annotations.NullMarked;
