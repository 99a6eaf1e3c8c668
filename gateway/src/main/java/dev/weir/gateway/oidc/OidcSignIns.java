package dev.weir.gateway.oidc;

import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.Nonce;

import dev.weir.core.audit.AuditTrail;
import dev.weir.core.control.ControlStore;
import dev.weir.core.control.ControlStore.Holder;
import dev.weir.core.json.JsonObject;
import dev.weir.core.json.JsonString;
import dev.weir.gateway.control.AccountException;
import dev.weir.gateway.control.Accounts;
import dev.weir.gateway.control.CodeHash;
import dev.weir.gateway.control.Publisher;
import dev.weir.gateway.control.SignedIn;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.function.Supplier;

/**
 * Signing in with an identity provider. A sign-in that has begun waits under the hash of its state,
 * for ten minutes and for one return, by the browser that began it. Thread-safe; blocks.
 */
public final class OidcSignIns {

    /** Where the identity provider sends people back to. */
    public static final String CALLBACK = "/oidc/callback";

    private static final Duration LIFETIME = Duration.ofMinutes(10);

    /** How long what is remembered may be. */
    public static final int MOST_BACK = 64;

    /**
     * A sign-in that has begun.
     *
     * @param location where the browser is to go
     * @param browser what the browser keeps, to show that it is the same one
     */
    public record Begun(URI location, String browser) {}

    /**
     * A sign-in that has come to its end.
     *
     * @param session the session
     * @param back what was to be remembered meanwhile
     */
    public record Done(SignedIn session, String back) {}

    /**
     * What the identity provider sent the browser back with.
     *
     * @param code stands for the person
     * @param state names the sign-in
     * @param issuer who it says it is, empty where it does not
     */
    public record Return(String code, String state, String issuer) {}

    private final OidcOptions options;
    private final IdentityProvider provider;
    private final Newcomers newcomers;
    private final ControlStore store;
    private final Accounts accounts;
    private final Publisher publisher;
    private final CodeHash hash;
    private final SecureRandom random;
    private final Supplier<Instant> clock;

    /**
     * @param publicUrl the console as people reach it, without a trailing slash
     * @param pepper what states are hashed with, 32 bytes or more
     */
    public OidcSignIns(
            OidcOptions options,
            String publicUrl,
            ControlStore store,
            AuditTrail audit,
            Accounts accounts,
            Publisher publisher,
            byte[] pepper,
            SecureRandom random,
            Supplier<Instant> clock) {
        this.options = options;
        this.provider = new IdentityProvider(options, URI.create(publicUrl + CALLBACK), clock);
        this.newcomers = new Newcomers(options, store, audit, random, clock);
        this.store = store;
        this.accounts = accounts;
        this.publisher = publisher;
        this.hash = new CodeHash(pepper);
        this.random = random;
        this.clock = clock;
    }

    /** What people call the identity provider. */
    public String name() {
        return options.name();
    }

    /**
     * Begins.
     *
     * @param back what to remember until the end, up to 64 characters
     */
    public Begun begin(String back) throws IOException, OidcException {
        String state = text();
        String nonce = text();
        String verifier = text();
        String browser = text();
        URI location =
                provider.authorization(
                        new State(state), new Nonce(nonce), new CodeVerifier(verifier));
        store.putPending(
                hash.of("oidc", state),
                JsonObject.builder()
                        .add("nonce", JsonString.of(nonce))
                        .add("verifier", JsonString.of(verifier))
                        .add("browser", JsonString.of(hash.of("browser", browser)))
                        .add("back", JsonString.of(back.length() > MOST_BACK ? "" : back))
                        .build(),
                clock.get().plus(LIFETIME));
        return new Begun(location, browser);
    }

    private String text() {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /**
     * Ends a sign-in.
     *
     * @param browser what the browser kept, empty where it kept nothing
     */
    public Done finish(Return given, String browser)
            throws IOException, OidcException, AccountException {
        JsonObject begun =
                store.takePending(hash.of("oidc", given.state()), clock.get())
                        .orElseThrow(
                                () ->
                                        new OidcException(
                                                false,
                                                "the sign-in is unknown, too old, or was used"
                                                        + " already; begin anew"));
        boolean same =
                MessageDigest.isEqual(
                        text(begun, "browser").getBytes(StandardCharsets.UTF_8),
                        hash.of("browser", browser).getBytes(StandardCharsets.UTF_8));
        if (!same) {
            throw new OidcException(false, "another browser began this sign-in; begin anew");
        }
        boolean named = !given.issuer().isEmpty();
        if (named && !given.issuer().equals(options.issuer().toString())
                || !named && provider.namesItself()) {
            throw new OidcException(false, "another identity provider answered; begin anew");
        }
        Claims claims =
                provider.redeem(
                        given.code(),
                        new Nonce(text(begun, "nonce")),
                        new CodeVerifier(text(begun, "verifier")));
        Holder holder = newcomers.find(claims);
        publisher.refresh();
        return new Done(
                accounts.admit(holder.organisation(), holder.user(), "session"),
                text(begun, "back"));
    }

    /** Forgets a sign-in that the identity provider refused. */
    public void forget(String state) throws IOException {
        store.takePending(hash.of("oidc", state), clock.get());
    }

    private static String text(JsonObject object, String name) {
        return object.get(name) instanceof JsonString text ? text.value() : "";
    }
}
