/**
 * What an organisation has laid down: which names lead where, what is allowed, which key goes with
 * it. A decision is one pure function over one immutable snapshot.
 *
 * <p>{@link dev.weir.core.rules.Rules} is the snapshot, {@link dev.weir.core.rules.Ask} what is to
 * be decided, {@link dev.weir.core.rules.Verdict} the answer. {@link dev.weir.core.rules.Route} and
 * {@link dev.weir.core.rules.Policy} are what people write.
 *
 * <p>May touch: the JDK, {@code access}, {@code capture}, {@code dialect}, {@code exchange}, {@code
 * people}, {@code token}. Start at {@code Rules#decide}.
 */
@NullMarked
package dev.weir.core.rules;

import org.jspecify.annotations.NullMarked;
