package dev.weir.testkit.vault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.vault.CipherText;
import dev.weir.core.vault.Destination;
import dev.weir.core.vault.KekCheck;
import dev.weir.core.vault.KeyField;
import dev.weir.core.vault.KeyRef;
import dev.weir.core.vault.ProviderKey;
import dev.weir.core.vault.Rotation;
import dev.weir.core.vault.SealedKey;
import dev.weir.core.vault.SealedKeys;
import dev.weir.core.vault.SealedKeys.Added;
import dev.weir.core.vault.SealedKeys.Replaced;
import dev.weir.core.vault.SealedKeys.Row;
import dev.weir.core.vault.Sharing;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** What every store of provider keys does. A store's test extends this. */
public abstract class SealedKeysContract {

    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00.123Z");

    /** The store under test, empty at first; the same one throughout a test. */
    protected abstract SealedKeys store() throws IOException;

    /** The same store, opened again by another process, as it were. */
    protected abstract SealedKeys again() throws IOException;

    /** A row with all its members set. */
    protected static Row row(String organisation, String id, String name, Sharing sharing) {
        ProviderKey key =
                new ProviderKey(
                        organisation,
                        id,
                        name,
                        "anthropic",
                        new Destination(true, "api.anthropic.com", 443),
                        KeyField.X_API_KEY,
                        sharing,
                        3,
                        1,
                        1,
                        "wxyz",
                        NOW,
                        "user_1",
                        NOW.plusSeconds(5),
                        false);
        return new Row(key, new SealedKey("kek_1", bytes(id, 60), bytes(name, 90)));
    }

    private static CipherText bytes(String seed, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (seed.hashCode() >> i % 24 ^ i * 7);
        }
        return CipherText.of(bytes);
    }

    private static Row everyone(String organisation, String id, String name) {
        return row(organisation, id, name, new Sharing.Everyone());
    }

    @Test
    void aRowComesBackWithAllItsMembersAlsoAfterReopening() throws IOException {
        List<Row> rows =
                List.of(
                        everyone("o1", "k1", "main"),
                        row("o1", "k2", "teams", new Sharing.Teams(Set.of("t1", "t2"))),
                        row("o1", "k3", "users", new Sharing.Users(Set.of("u9", "u1"))),
                        row("o1", "k4", "Schlüssel von 李 😀", new Sharing.Own("u1")));
        for (Row row : rows) {
            assertThat(store().add(row)).isEqualTo(Added.YES);
        }
        SealedKeys again = again();
        for (Row row : rows) {
            assertThat(again.find("o1", row.key().id())).contains(row);
        }
        Row never = rows.getFirst();
        Row unchecked = new Row(never.key().checked(null), never.sealed());
        assertThat(again.replace(unchecked, 1)).isEqualTo(Replaced.YES);
        assertThat(again().find("o1", "k1")).contains(unchecked);
    }

    @Test
    void organisationsDoNotSeeEachOther() throws IOException {
        store().add(everyone("o1", "k1", "main"));
        store().add(everyone("o2", "k1", "main"));
        assertThat(store().list("o1")).hasSize(1);
        assertThat(store().find("o3", "k1")).isEmpty();
        assertThat(store().remove("o2", "k1")).isTrue();
        assertThat(store().find("o2", "k1")).isEmpty();
        assertThat(store().find("o1", "k1")).isPresent();
        assertThat(store().remove("o2", "k1")).isFalse();
    }

    @Test
    void aNameIsTakenOnceAmongTheOrganisationsKeysAndOnceAUser() throws IOException {
        assertThat(store().add(everyone("o1", "k1", "main"))).isEqualTo(Added.YES);
        assertThat(store().add(everyone("o1", "k1", "other"))).isEqualTo(Added.TAKEN);
        assertThat(store().add(row("o1", "k2", "main", new Sharing.Users(Set.of("u1")))))
                .isEqualTo(Added.TAKEN);
        assertThat(store().add(row("o1", "k2", "main", new Sharing.Own("u1"))))
                .isEqualTo(Added.YES);
        assertThat(store().add(row("o1", "k3", "main", new Sharing.Own("u1"))))
                .isEqualTo(Added.TAKEN);
        assertThat(store().add(row("o1", "k3", "main", new Sharing.Own("u2"))))
                .isEqualTo(Added.YES);
        assertThat(store().add(everyone("o1", "k4", "spare"))).isEqualTo(Added.YES);
        Row renamed = renamed(everyone("o1", "k4", "spare"), "main");
        assertThat(store().replace(renamed, 1)).isEqualTo(Replaced.TAKEN);
        assertThat(store().list("o1"))
                .extracting(ProviderKey::id)
                .containsExactly("k1", "k2", "k3", "k4");
    }

    private static Row renamed(Row row, String name) {
        ProviderKey key = row.key();
        return new Row(key.edited(name, key.sharing(), key.weight(), key.disabled()), row.sealed());
    }

    @Test
    void aRowIsReplacedOnlyWhereItsRevisionIsTheExpectedOne() throws IOException {
        Row first = everyone("o1", "k1", "main");
        store().add(first);
        Row second = renamed(first, "second");
        assertThat(store().replace(second, 2)).isEqualTo(Replaced.CHANGED);
        assertThat(store().replace(second, 1)).isEqualTo(Replaced.YES);
        assertThat(store().replace(renamed(first, "late"), 1)).isEqualTo(Replaced.CHANGED);
        assertThat(store().find("o1", "k1")).contains(second);
        assertThat(store().replace(everyone("o1", "k9", "none"), 1)).isEqualTo(Replaced.CHANGED);
    }

    @Test
    void ofManyThatReplaceARowAtOnceOneWins() throws Exception {
        Row row = everyone("o1", "k1", "main");
        store().add(row);
        for (int revision = 1; revision <= 10; revision++) {
            Row before = store().find("o1", "k1").orElseThrow();
            int expected = revision;
            List<Callable<Replaced>> tries = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                Row next = renamed(before, "name " + revision + " " + i);
                tries.add(() -> store().replace(next, expected));
            }
            assertThat(together(tries))
                    .containsOnlyOnce(Replaced.YES)
                    .containsOnly(Replaced.YES, Replaced.CHANGED);
        }
        assertThat(store().find("o1", "k1").orElseThrow().key().revision()).isEqualTo(11);
    }

    @Test
    void ofManyThatAddANameAtOnceOneWins() throws Exception {
        List<Callable<Added>> tries = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            Row row = everyone("o1", "k" + i, "main");
            tries.add(() -> store().add(row));
        }
        assertThat(together(tries))
                .containsOnlyOnce(Added.YES)
                .containsOnly(Added.YES, Added.TAKEN);
        assertThat(store().list("o1")).hasSize(1);
    }

    private static <T> List<T> together(List<Callable<T>> tries) throws Exception {
        List<T> results = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<T> one : threads.invokeAll(tries)) {
                results.add(one.get());
            }
        }
        return results;
    }

    @Test
    void anOrganisationHasNoMoreThanItMay() throws IOException {
        for (int i = 0; i < SealedKeys.MOST_OF_AN_ORGANISATION; i++) {
            assertThat(store().add(everyone("o1", "k" + i, "name " + i))).isEqualTo(Added.YES);
        }
        assertThat(store().add(everyone("o1", "more", "more"))).isEqualTo(Added.FULL);
        assertThat(store().find("o1", "more")).isEmpty();
        assertThat(store().add(everyone("o2", "more", "more"))).isEqualTo(Added.YES);
    }

    @Test
    void allRowsAreReadInPagesInOrder() throws IOException {
        List<KeyRef> expected = new ArrayList<>();
        for (int i = 0; i < 23; i++) {
            Row row = everyone("o" + i % 3, "k" + (char) ('a' + i * 7 % 26), "name " + i);
            store().add(row);
            expected.add(row.ref());
        }
        expected.sort(null);
        List<KeyRef> found = new ArrayList<>();
        KeyRef after = null;
        List<Row> page = store().ofEveryOrganisation(null, 5);
        while (!page.isEmpty()) {
            page.forEach(row -> found.add(row.ref()));
            after = page.getLast().ref();
            page = store().ofEveryOrganisation(after, 5);
        }
        assertThat(found).isEqualTo(expected);
    }

    @Test
    void checksAreNotedOnceAndForgotten() throws IOException {
        KekCheck one = new KekCheck("kek_1", bytes("one", 40));
        KekCheck two = new KekCheck("kek_2", bytes("two", 40));
        store().note(one);
        store().note(two);
        store().note(new KekCheck("kek_1", bytes("other", 40)));
        assertThat(again().checks()).containsExactlyInAnyOrder(one, two);
        store().forget("kek_1");
        assertThat(again().checks()).containsExactly(two);
    }

    @Test
    void aRotationIsNotedUntilItEnds() throws IOException {
        assertThat(store().rotation()).isEmpty();
        Rotation begun = new Rotation(NOW, true, null, 0, 0);
        store().rotation(begun);
        assertThat(again().rotation()).contains(begun);
        Rotation further =
                begun.past(new KeyRef("o1", "k7"), true).past(new KeyRef("o2", "k"), false);
        store().rotation(further);
        assertThat(again().rotation()).contains(further);
        store().rotation(null);
        assertThat(again().rotation()).isEmpty();
    }
}
