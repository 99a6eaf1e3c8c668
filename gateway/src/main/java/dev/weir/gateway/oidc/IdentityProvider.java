package dev.weir.gateway.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWT;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.GeneralException;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.ClientSecretPost;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;
import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;

import dev.weir.core.access.Origin;
import dev.weir.core.vault.Secret;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Speaks with an identity provider: finds out where it is, sends people there, and checks what it
 * says of them. What it is and which keys it has is fetched when needed and kept for an hour.
 * Thread-safe; blocks.
 */
final class IdentityProvider {

    private static final Duration KEPT = Duration.ofHours(1);

    /** Clocks may differ by this much. */
    private static final int SKEW_SECONDS = 60;

    /** Signatures by public keys alone: nothing unsigned, nothing by a shared secret. */
    private static final Set<JWSAlgorithm> ALGORITHMS =
            Set.of(
                    JWSAlgorithm.RS256,
                    JWSAlgorithm.RS384,
                    JWSAlgorithm.RS512,
                    JWSAlgorithm.PS256,
                    JWSAlgorithm.PS384,
                    JWSAlgorithm.PS512,
                    JWSAlgorithm.ES256,
                    JWSAlgorithm.ES384,
                    JWSAlgorithm.ES512);

    private record Known(
            OIDCProviderMetadata metadata, JWKSource<SecurityContext> keys, Instant since) {}

    private final OidcOptions options;
    private final URI redirect;
    private final Supplier<Instant> clock;
    private final Fetcher fetcher = new Fetcher();
    private volatile @Nullable Known known;

    /**
     * @param redirect where it sends people back to, exactly
     */
    IdentityProvider(OidcOptions options, URI redirect, Supplier<Instant> clock) {
        this.options = options;
        this.redirect = redirect;
        this.clock = clock;
    }

    /** Where to send a browser. */
    URI authorization(State state, Nonce nonce, CodeVerifier verifier) throws OidcException {
        return new AuthenticationRequest.Builder(
                        new ResponseType(ResponseType.Value.CODE),
                        Scope.parse(options.scopes()),
                        new ClientID(options.clientId()),
                        redirect)
                .endpointURI(known().metadata().getAuthorizationEndpointURI())
                .state(state)
                .nonce(nonce)
                .codeChallenge(verifier, CodeChallengeMethod.S256)
                .build()
                .toURI();
    }

    /** True where it names itself in what it sends people back with. */
    boolean namesItself() throws OidcException {
        return known().metadata().supportsAuthorizationResponseIssuerParam();
    }

    /** Whom a code stands for. */
    Claims redeem(String code, Nonce nonce, CodeVerifier verifier) throws OidcException {
        Known provider = known();
        JWT token = token(provider, code, verifier);
        IDTokenValidator validator =
                new IDTokenValidator(
                        new Issuer(options.issuer()),
                        new ClientID(options.clientId()),
                        new JWSVerificationKeySelector<>(ALGORITHMS, provider.keys()),
                        null);
        validator.setMaxClockSkew(SKEW_SECONDS);
        try {
            return claims(validator.validate(token, nonce));
        } catch (BadJOSEException e) {
            throw new OidcException(
                    false, "what the identity provider says is not valid: " + e.getMessage());
        } catch (JOSEException e) {
            throw new OidcException(true, "the identity provider's keys cannot be had");
        }
    }

    private JWT token(Known provider, String code, CodeVerifier verifier) throws OidcException {
        AuthorizationCodeGrant grant =
                new AuthorizationCodeGrant(new AuthorizationCode(code), redirect, verifier);
        HTTPRequest request = request(provider.metadata(), grant).toHTTPRequest();
        request.setConnectTimeout(Fetcher.CONNECT_MILLIS);
        request.setReadTimeout(Fetcher.READ_MILLIS);
        request.setFollowRedirects(false);
        try {
            TokenResponse response = OIDCTokenResponseParser.parse(request.send());
            if (!response.indicatesSuccess()) {
                String error = response.toErrorResponse().getErrorObject().getCode();
                throw new OidcException(
                        false, "the identity provider does not take the code: " + error);
            }
            JWT token =
                    ((com.nimbusds.openid.connect.sdk.OIDCTokenResponse)
                                    response.toSuccessResponse())
                            .getOIDCTokens()
                            .getIDToken();
            return Objects.requireNonNull(token, "a parsed answer has one");
        } catch (ParseException e) {
            throw new OidcException(false, "the identity provider's answer holds no identity");
        } catch (IOException e) {
            throw new OidcException(true, "the identity provider cannot be reached");
        }
    }

    private TokenRequest request(OIDCProviderMetadata metadata, AuthorizationCodeGrant grant) {
        ClientID client = new ClientID(options.clientId());
        Secret secret = options.secret();
        URI endpoint = metadata.getTokenEndpointURI();
        if (secret == null) {
            return new TokenRequest.Builder(endpoint, client, grant).build();
        }
        com.nimbusds.oauth2.sdk.auth.Secret password =
                new com.nimbusds.oauth2.sdk.auth.Secret(
                        secret.use(bytes -> new String(bytes, StandardCharsets.UTF_8)));
        List<ClientAuthenticationMethod> methods = metadata.getTokenEndpointAuthMethods();
        boolean post =
                methods != null
                        && methods.contains(ClientAuthenticationMethod.CLIENT_SECRET_POST)
                        && !methods.contains(ClientAuthenticationMethod.CLIENT_SECRET_BASIC);
        return new TokenRequest.Builder(
                        endpoint,
                        post
                                ? new ClientSecretPost(client, password)
                                : new ClientSecretBasic(client, password),
                        grant)
                .build();
    }

    private Claims claims(IDTokenClaimsSet token) {
        Object email = token.getClaim("email");
        Object verified = token.getClaim("email_verified");
        boolean sure = Boolean.TRUE.equals(verified) || "true".equals(verified);
        Object name = token.getClaim("name");
        return new Claims(
                token.getIssuer().getValue(),
                token.getSubject().getValue(),
                sure && email instanceof String text ? text.strip().toLowerCase(Locale.ROOT) : "",
                name instanceof String text ? text.strip() : "",
                new LinkedHashSet<>(texts(token, options.groupsClaim())),
                texts(token, options.rolesClaim()));
    }

    private static List<String> texts(IDTokenClaimsSet token, @Nullable String claim) {
        Object value = claim == null ? null : token.getClaim(claim);
        List<String> texts = new ArrayList<>();
        if (value instanceof String text) {
            texts.add(text);
        } else if (value instanceof List<?> list) {
            for (Object one : list) {
                if (one instanceof String text) {
                    texts.add(text);
                }
            }
        }
        return texts;
    }

    private Known known() throws OidcException {
        Known old = known;
        if (old != null && clock.get().isBefore(old.since().plus(KEPT))) {
            return old;
        }
        try {
            Known fresh = fetch();
            known = fresh;
            return fresh;
        } catch (IOException e) {
            if (old != null) {
                return old;
            }
            throw new OidcException(
                    true, "the identity provider " + options.issuer() + " cannot be reached");
        } catch (GeneralException e) {
            throw new OidcException(false, "the description of the identity provider is not valid");
        }
    }

    private Known fetch() throws IOException, GeneralException, OidcException {
        Issuer issuer = new Issuer(options.issuer());
        OIDCProviderMetadata metadata =
                OIDCProviderMetadata.parse(
                        fetcher.retrieveResource(OIDCProviderMetadata.resolveURL(issuer))
                                .getContent());
        if (!issuer.equals(metadata.getIssuer())) {
            throw new OidcException(
                    false,
                    "the identity provider calls itself '"
                            + metadata.getIssuer()
                            + "'; expected oidc.issuer");
        }
        for (URI place :
                new URI[] {
                    metadata.getAuthorizationEndpointURI(),
                    metadata.getTokenEndpointURI(),
                    metadata.getJWKSetURI()
                }) {
            if (!isSafe(place)) {
                throw new OidcException(
                        false, "the identity provider names an address without TLS, or none");
            }
        }
        try {
            return new Known(
                    metadata,
                    JWKSourceBuilder.<SecurityContext>create(
                                    metadata.getJWKSetURI().toURL(), fetcher)
                            .build(),
                    clock.get());
        } catch (MalformedURLException e) {
            throw new OidcException(false, "the address of the identity provider's keys is none");
        }
    }

    private static boolean isSafe(@Nullable URI place) {
        if (place == null || place.getHost() == null) {
            return false;
        }
        return "https".equals(place.getScheme())
                || "http".equals(place.getScheme())
                        && new Origin(false, place.getHost().toLowerCase(Locale.ROOT), 80, "")
                                .isLoopback();
    }
}
