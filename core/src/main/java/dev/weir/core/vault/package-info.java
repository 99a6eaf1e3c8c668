/**
 * Provider keys as everybody but the vault sees them: what is known of a key ({@link
 * dev.weir.core.vault.ProviderKey}), its ciphertext ({@link dev.weir.core.vault.SealedKey}), and
 * what one outbound call gets of it ({@link dev.weir.core.vault.Injection}).
 *
 * <p>A key goes in and does not come out: nothing here gives its text, but {@code Injection}, which
 * gives it to the one destination that it is bound to.
 *
 * <p>May touch: the JDK and the other packages of {@code core} only. Start at {@code Credentials},
 * which is what the data plane sees, and {@code SealedKeys}, the port of the store.
 */
@NullMarked
package dev.weir.core.vault;

import org.jspecify.annotations.NullMarked;
