package dev.weir.gateway.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.core.access.Providers;
import dev.weir.core.capture.CaptureMode;
import dev.weir.core.control.Document;
import dev.weir.core.control.Kind;
import dev.weir.core.json.JsonObject;
import dev.weir.core.rules.Identity;
import dev.weir.core.token.Grant;
import dev.weir.core.token.Scope;
import dev.weir.core.token.TokenHash;
import dev.weir.core.token.TokenKind;
import dev.weir.core.token.TokenText;
import dev.weir.testkit.control.InMemoryControlStore;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

class PublisherTest {

    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

    /**
     * A change that could not be loaded is not taken for one that was: it counts at the next look.
     */
    @Test
    void whatCouldNotBeLoadedIsLoadedAtTheNextLook() throws Exception {
        InMemoryControlStore store = new InMemoryControlStore();
        store.put(
                new Document(
                        "acme",
                        Kind.ORGANISATION,
                        "acme",
                        "",
                        "Acme",
                        0,
                        JsonObject.EMPTY,
                        NOW,
                        "system"));
        TokenHash hash =
                new TokenHash.Hasher(new byte[32])
                        .of(TokenText.make(TokenKind.VIRTUAL_KEY, new SecureRandom()));
        store.addToken(
                new Grant(
                        "tok_1",
                        "acme",
                        TokenKind.VIRTUAL_KEY,
                        null,
                        null,
                        "ci",
                        "abcd",
                        Scope.ALL,
                        CaptureMode.FULL,
                        NOW,
                        null,
                        null,
                        null),
                hash);
        AtomicBoolean broken = new AtomicBoolean();
        try (Publisher publisher =
                new Publisher(
                        store,
                        _ -> {
                            if (broken.get()) {
                                throw new IOException("the keys cannot be read");
                            }
                            return List.of();
                        },
                        new Providers(Providers.wellKnown().values()),
                        Set.of(),
                        () -> NOW,
                        _ -> new byte[8])) {
            assertThat(publisher.get().identify(hash, NOW)).isInstanceOf(Identity.Known.class);
            store.revokeToken("acme", "tok_1", NOW);
            broken.set(true);
            assertThatThrownBy(publisher::refresh).hasMessageContaining("cannot be read");
            broken.set(false);
            publisher.refresh();
            assertThat(publisher.get().identify(hash, NOW)).isEqualTo(Identity.REVOKED);
        }
    }
}
