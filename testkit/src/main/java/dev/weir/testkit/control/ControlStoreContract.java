package dev.weir.testkit.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.core.capture.CaptureMode;
import dev.weir.core.control.ControlStore;
import dev.weir.core.control.ControlStore.Conflict;
import dev.weir.core.control.Document;
import dev.weir.core.control.Kind;
import dev.weir.core.json.JsonObject;
import dev.weir.core.json.JsonString;
import dev.weir.core.token.Grant;
import dev.weir.core.token.Scope;
import dev.weir.core.token.TokenHash;
import dev.weir.core.token.TokenKind;
import dev.weir.core.token.TokenText;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** What every store of people and rules does. A store's test extends this. */
public abstract class ControlStoreContract {

    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00.123Z");

    /** The store under test, empty at first; the same one throughout a test. */
    protected abstract ControlStore store() throws IOException;

    /** The same store, opened again by another process, as it were. */
    protected abstract ControlStore again() throws IOException;

    @Test
    void whatIsPutIsFoundAlsoByAnother() throws Exception {
        Document put = store().put(route("acme", "r1", "", "fast", 0, "one"));
        assertThat(put.version()).isEqualTo(1);
        assertThat(again().find("acme", Kind.ROUTE, "r1")).contains(put);
        assertThat(again().named("acme", Kind.ROUTE, "fast")).contains(put);
        assertThat(again().list("acme", Kind.ROUTE)).containsExactly(put);
    }

    @Test
    void noOrganisationSeesAnothers() throws Exception {
        store().put(route("acme", "r1", "", "fast", 0, "one"));
        assertThat(store().find("other", Kind.ROUTE, "r1")).isEmpty();
        assertThat(store().named("other", Kind.ROUTE, "fast")).isEmpty();
        assertThat(store().list("other", Kind.ROUTE)).isEmpty();
        assertThat(store().versions("other", Kind.ROUTE, "r1")).isEmpty();
        assertThat(store().remove("other", Kind.ROUTE, "r1", NOW, "system")).isFalse();
        store().put(route("other", "r1", "", "fast", 0, "two"));
        assertThat(store().every(Kind.ROUTE)).hasSize(2);
        store().addToken(grant("acme", "t1", null, null), hash(1));
        assertThat(store().tokens("other")).isEmpty();
        assertThat(store().token("other", "t1")).isEmpty();
        assertThat(store().revokeToken("other", "t1", NOW)).isFalse();
        store().tokensUsed("other", Map.of("t1", NOW));
        assertThat(store().tokenUsed("acme", "t1")).isNull();
    }

    @Test
    void aNameIsThereOnceForEachOwner() throws Exception {
        store().put(route("acme", "r1", "", "fast", 0, "one"));
        assertThatThrownBy(() -> store().put(route("acme", "r2", "", "fast", 0, "two")))
                .isInstanceOfSatisfying(Conflict.class, e -> assertThat(e.isName()).isTrue());
        store().put(route("acme", "r3", "ada", "fast", 0, "three"));
        store().put(route("acme", "r4", "bob", "fast", 0, "four"));
        assertThat(store().list("acme", Kind.ROUTE)).hasSize(3);
        assertThat(store().named("acme", Kind.ROUTE, "fast").orElseThrow().id()).isEqualTo("r1");
    }

    @Test
    void aUserIsThereOnceInTheWholeStore() throws Exception {
        store().put(user("acme", "u1", "ada@x"));
        assertThatThrownBy(() -> store().put(user("other", "u2", "ada@x")))
                .isInstanceOfSatisfying(Conflict.class, e -> assertThat(e.isName()).isTrue());
    }

    @Test
    void versionsAreKeptAndAnOldOneChangesNothing() throws Exception {
        store().put(route("acme", "r1", "", "fast", 0, "one"));
        Document two = store().put(route("acme", "r1", "", "faster", 1, "two"));
        assertThat(two.version()).isEqualTo(2);
        assertThatThrownBy(() -> store().put(route("acme", "r1", "", "x", 1, "three")))
                .isInstanceOfSatisfying(Conflict.class, e -> assertThat(e.isName()).isFalse());
        assertThatThrownBy(() -> store().put(route("acme", "r1", "", "y", 0, "again")))
                .isInstanceOf(Conflict.class);
        assertThatThrownBy(() -> store().put(route("acme", "r9", "", "z", 4, "none")))
                .isInstanceOf(Conflict.class);
        assertThat(store().versions("acme", Kind.ROUTE, "r1"))
                .extracting(Document::version)
                .containsExactly(2, 1);
        assertThat(store().find("acme", Kind.ROUTE, "r1")).contains(two);
        assertThat(store().named("acme", Kind.ROUTE, "fast")).isEmpty();
    }

    @Test
    void whatIsRemovedIsGoneButForItsVersions() throws Exception {
        store().put(route("acme", "r1", "", "fast", 0, "one"));
        assertThat(store().remove("acme", Kind.ROUTE, "r1", NOW, "user:u")).isTrue();
        assertThat(store().remove("acme", Kind.ROUTE, "r1", NOW, "user:u")).isFalse();
        assertThat(store().list("acme", Kind.ROUTE)).isEmpty();
        assertThat(store().versions("acme", Kind.ROUTE, "r1")).hasSize(1);
        store().put(route("acme", "r2", "", "fast", 0, "two"));
    }

    @Test
    void ofManyWhoChangeTheSameVersionOneGetsThrough() throws Exception {
        store().put(route("acme", "r1", "", "fast", 0, "one"));
        int through = 0;
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Callable<Boolean>> tasks = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                String text = "by " + i;
                tasks.add(
                        () -> {
                            try {
                                store().put(route("acme", "r1", "", "fast", 1, text));
                                return true;
                            } catch (Conflict e) {
                                return false;
                            }
                        });
            }
            for (Future<Boolean> done : threads.invokeAll(tasks)) {
                through += done.get() ? 1 : 0;
            }
        }
        assertThat(through).isEqualTo(1);
        assertThat(store().versions("acme", Kind.ROUTE, "r1")).hasSize(2);
    }

    @Test
    void aTokenIsFoundByItsHashAndIsAsItWas() throws Exception {
        Grant grant = grant("acme", "t1", NOW.plusSeconds(60), Duration.ofHours(12));
        store().addToken(grant, hash(1));
        assertThat(again().everyToken(hash(1))).contains(grant);
        assertThat(again().everyToken(hash(2))).isEmpty();
        assertThat(again().token("acme", "t1")).contains(grant);
        assertThat(again().everyToken(NOW)).containsEntry(hash(1), grant);
    }

    @Test
    void aTokenIsRevokedOnce() throws Exception {
        store().addToken(grant("acme", "t1", null, null), hash(1));
        assertThat(store().revokeToken("acme", "t1", NOW)).isTrue();
        assertThat(store().revokeToken("acme", "t1", NOW.plusSeconds(1))).isFalse();
        assertThat(again().token("acme", "t1").orElseThrow().revokedAt()).isEqualTo(NOW);
    }

    @Test
    void useMovesTheEndOfASlidingTokenForwardOnly() throws Exception {
        Duration hour = Duration.ofHours(1);
        store().addToken(grant("acme", "t1", NOW.plus(hour), hour), hash(1));
        store().addToken(grant("acme", "t2", NOW.plus(hour), null), hash(2));
        Instant later = NOW.plusSeconds(600);
        store().tokensUsed("acme", Map.of("t1", later, "t2", later));
        assertThat(store().token("acme", "t1").orElseThrow().expiresAt())
                .isEqualTo(later.plus(hour));
        assertThat(store().token("acme", "t2").orElseThrow().expiresAt()).isEqualTo(NOW.plus(hour));
        store().tokensUsed("acme", Map.of("t1", NOW));
        assertThat(store().token("acme", "t1").orElseThrow().expiresAt())
                .isEqualTo(later.plus(hour));
        assertThat(store().tokenUsed("acme", "t1")).isEqualTo(later);
    }

    @Test
    void tokensLongGoneAreNotAmongTheLiveOnes() throws Exception {
        store().addToken(grant("acme", "t1", NOW.minus(Duration.ofDays(8)), null), hash(1));
        store().addToken(grant("acme", "t2", NOW.minus(Duration.ofDays(1)), null), hash(2));
        store().addToken(grant("acme", "t3", null, null), hash(3));
        store().revokeToken("acme", "t3", NOW.minus(Duration.ofDays(8)));
        assertThat(store().everyToken(NOW).values()).extracting(Grant::id).containsExactly("t2");
        assertThat(store().tokens("acme")).hasSize(3);
    }

    @Test
    void passwordsAreSetReplacedAndTakenAway() throws Exception {
        assertThat(store().password("acme", "u1")).isEmpty();
        store().setPassword("acme", "u1", "one");
        store().setPassword("acme", "u1", "two");
        assertThat(again().password("acme", "u1")).contains("two");
        assertThat(again().password("other", "u1")).isEmpty();
        store().setPassword("acme", "u1", null);
        assertThat(store().password("acme", "u1")).isEmpty();
    }

    @Test
    void whatWaitsIsTakenOnceAndNotAfterItsTime() throws Exception {
        JsonObject value = JsonObject.of("state", JsonString.of("x"));
        store().putPending("device:1", value, NOW.plusSeconds(10));
        assertThat(again().pending("device:1", NOW)).contains(value);
        assertThat(again().pending("device:1", NOW.plusSeconds(10))).isEmpty();
        assertThat(store().takePending("device:1", NOW)).contains(value);
        assertThat(store().takePending("device:1", NOW)).isEmpty();
        store().putPending("device:2", value, NOW.plusSeconds(10));
        assertThat(store().takePending("device:2", NOW.plusSeconds(11))).isEmpty();
    }

    @Test
    void theRevisionRisesWithChangesOnly() throws Exception {
        long before = store().revision();
        store().put(route("acme", "r1", "", "fast", 0, "one"));
        long put = again().revision();
        assertThat(put).isGreaterThan(before);
        store().list("acme", Kind.ROUTE);
        store().tokensUsed("acme", Map.of("t1", NOW));
        assertThat(again().revision()).isEqualTo(put);
        store().addToken(grant("acme", "t1", null, null), hash(1));
        assertThat(again().revision()).isGreaterThan(put);
    }

    private static Document route(
            String organisation, String id, String owner, String name, int version, String text) {
        return new Document(
                organisation,
                Kind.ROUTE,
                id,
                owner,
                name,
                version,
                JsonObject.of("provider", JsonString.of(text)),
                NOW,
                "user:u1");
    }

    private static Document user(String organisation, String id, String name) {
        return new Document(
                organisation, Kind.USER, id, "", name, 0, JsonObject.EMPTY, NOW, "system");
    }

    private static Grant grant(
            String organisation, String id, @Nullable Instant expires, @Nullable Duration slides) {
        return new Grant(
                id,
                organisation,
                TokenKind.VIRTUAL_KEY,
                "u1",
                "t1",
                "build",
                "wxyz",
                new Scope(Set.of("r"), Set.of("claude-*"), Set.of("/v1/messages")),
                CaptureMode.METADATA,
                NOW,
                expires,
                slides,
                null);
    }

    private static TokenHash hash(long seed) {
        return new TokenHash.Hasher(new byte[32])
                .of(TokenText.make(TokenKind.VIRTUAL_KEY, new Random(seed)));
    }
}
