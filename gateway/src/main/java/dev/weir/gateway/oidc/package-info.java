/**
 * Signing in with an identity provider by OpenID Connect: the authorization code flow with PKCE.
 * Knows the ports of people and nothing of HTTP servers; the console calls it. Start at {@link
 * dev.weir.gateway.oidc.OidcSignIns}.
 */
@NullMarked
package dev.weir.gateway.oidc;

import org.jspecify.annotations.NullMarked;
