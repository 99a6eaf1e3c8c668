/**
 * What a caller shows to be let in: virtual keys, personal tokens and session tokens.
 *
 * <p>{@link dev.weir.core.token.TokenText} is the text that a person holds, {@link
 * dev.weir.core.token.TokenHash} what is kept of it, {@link dev.weir.core.token.Grant} what it is
 * good for, {@link dev.weir.core.token.Presented} where a request carries it.
 *
 * <p>May touch: the JDK, {@code people}, {@code exchange} (header fields). Start at {@code
 * TokenText}.
 */
@NullMarked
package dev.weir.core.token;

import org.jspecify.annotations.NullMarked;
