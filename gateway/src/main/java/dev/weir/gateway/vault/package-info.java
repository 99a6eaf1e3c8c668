/**
 * Provider keys at rest: envelope encryption, the key encryption key (KEK) and where it comes from,
 * rotation, and the question to a provider whether it accepts a key.
 *
 * <p>Start at {@code Vault}; {@code Envelope} says exactly what is encrypted with what. {@code
 * KekSource} and what implements it say where a KEK comes from. {@code docs/security/keys.md} says
 * what all this protects, and what not.
 *
 * <p>May touch: {@code core}, {@code gateway.store}, files of the KEK, the JDK's ciphers, and in
 * {@code HttpLookup} the network. {@code TinkKek} alone knows Tink, which is not in the program
 * unless built in.
 */
@NullMarked
package dev.weir.gateway.vault;

import org.jspecify.annotations.NullMarked;
