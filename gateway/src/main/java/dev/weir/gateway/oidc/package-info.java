/**
 * Signing in with an identity provider by OpenID Connect: the authorization code flow with PKCE.
 * The console calls it.
 *
 * <p>May touch {@code core}, {@code control}, and the network towards the identity provider. Start
 * at {@link dev.weir.gateway.oidc.OidcSignIns}.
 */
@NullMarked
package dev.weir.gateway.oidc;

import org.jspecify.annotations.NullMarked;
