package dev.weir.gateway.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.core.vault.CipherText;
import dev.weir.core.vault.InMemorySealedKeys;
import dev.weir.core.vault.KekCheck;
import dev.weir.core.vault.ProviderKey;
import dev.weir.core.vault.Rotation;
import dev.weir.core.vault.SealedKey;
import dev.weir.core.vault.SealedKeys;
import dev.weir.core.vault.SealedKeys.Row;
import dev.weir.core.vault.Secret;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

class RotationsTest {

    @TempDir Path directory = Path.of("");

    private final SecureRandom random = new SecureRandom();
    private final Map<ProviderKey, String> expected = new HashMap<>();

    /** In place of the database, where a test opens the store some hundred times. */
    private @Nullable SealedKeys memory;

    private SealedKeys store() throws IOException {
        return memory != null ? memory : new SqlSealedKeys(TestDatabase.in(directory));
    }

    private Vault open(SealedKeys store) throws IOException {
        return Vault.open(store, new OwnKek(directory, random), random, new SimpleMeterRegistry());
    }

    private Vault filled(int keys) throws IOException {
        Vault vault = open(store());
        for (int i = 0; i < keys; i++) {
            ProviderKey key =
                    vault.add(
                            VaultTest.key("o" + i % 3, "key " + i),
                            Secret.ofText(VaultTest.text(i)),
                            null,
                            VaultTest.NOW);
            expected.put(key, "authorization: Bearer " + VaultTest.text(i));
        }
        return vault;
    }

    private void allAreGiven(Vault vault) {
        expected.forEach((key, value) -> assertThat(VaultTest.given(vault, key)).isEqualTo(value));
    }

    private Set<String> keks() throws IOException {
        Set<String> keks = new HashSet<>();
        store().ofEveryOrganisation(null, 10_000).forEach(row -> keks.add(row.sealed().kek()));
        return keks;
    }

    private Map<String, SealedKey> sealed() throws IOException {
        Map<String, SealedKey> sealed = new HashMap<>();
        store().ofEveryOrganisation(null, 10_000)
                .forEach(row -> sealed.put(row.key().id(), row.sealed()));
        return sealed;
    }

    @Test
    void aNewKekWrapsAllDataKeysAndTheOldOneIsGone() throws Exception {
        Vault vault = filled(120);
        String old = vault.keyring().current().id();
        Map<String, SealedKey> before = sealed();
        byte[] oldFile = Files.readAllBytes(directory.resolve(OwnKek.NAME));
        vault.rotations().begin(true, false, VaultTest.NOW);
        Rotations.Result result = vault.rotations().run(VaultTest.NOW, _ -> true);
        assertThat(result.ended()).isTrue();
        assertThat(result.oldKekNeeded()).isFalse();
        assertThat(result.rotation().done()).isEqualTo(120);
        assertThat(result.rotation().failed()).isZero();
        assertThat(keks()).hasSize(1).doesNotContain(old);
        assertThat(store().checks()).extracting(KekCheck::kek).containsExactlyElementsOf(keks());
        assertThat(Files.readAllBytes(directory.resolve(OwnKek.NAME))).isNotEqualTo(oldFile);
        assertThat(directory.resolve(OwnKek.NAME + ".next")).doesNotExist();
        assertThat(vault.rotations().isDue()).isFalse();
        sealed().forEach(
                        (id, now) -> {
                            SealedKey was = Objects.requireNonNull(before.get(id));
                            assertThat(now.text()).isEqualTo(was.text());
                            assertThat(now.dataKey()).isNotEqualTo(was.dataKey());
                        });
        allAreGiven(vault);
        allAreGiven(open(store()));
    }

    @Test
    void newDataKeysEncryptEveryTextAgain() throws Exception {
        Vault vault = filled(70);
        Map<String, SealedKey> before = sealed();
        String kek = vault.keyring().current().id();
        vault.rotations().begin(false, true, VaultTest.NOW);
        Rotations.Result result = vault.rotations().run(VaultTest.NOW, _ -> true);
        assertThat(result.rotation().done()).isEqualTo(70);
        assertThat(keks()).containsExactly(kek);
        sealed().forEach(
                        (id, now) -> {
                            SealedKey was = Objects.requireNonNull(before.get(id));
                            assertThat(now.text()).isNotEqualTo(was.text());
                        });
        assertThat(store().list("o1")).allMatch(key -> key.version() == 2);
        allAreGiven(vault);
        allAreGiven(open(store()));
    }

    /** What ends a process in the middle. */
    private static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** The store of a process that ends after so many writes, before or behind the last one. */
    private static SealedKeys dying(SealedKeys real, int writes, boolean behind) {
        int[] left = {writes};
        Set<String> writing = Set.of("add", "replace", "remove", "note", "forget");
        return (SealedKeys)
                Proxy.newProxyInstance(
                        RotationsTest.class.getClassLoader(),
                        new Class<?>[] {SealedKeys.class},
                        (_, method, arguments) -> {
                            boolean write =
                                    writing.contains(method.getName())
                                            || method.getName().equals("rotation")
                                                    && method.getParameterCount() == 1;
                            boolean last = write && --left[0] <= 0;
                            if (last && !behind) {
                                throw new Killed();
                            }
                            try {
                                Object result = method.invoke(real, arguments);
                                if (last) {
                                    throw new Killed();
                                }
                                return result;
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        });
    }

    /** Ends the process at every single write of a rotation, and goes on in another one. */
    @Test
    void aRotationThatIsKilledAnywhereIsTakenUpAndLosesNothing() throws Exception {
        memory = new InMemorySealedKeys();
        filled(6);
        for (boolean newDataKeys : new boolean[] {false, true}) {
            for (boolean behind : new boolean[] {false, true}) {
                int kills = 0;
                for (int writes = 1; ; writes++) {
                    String old = open(store()).keyring().current().id();
                    boolean killed = rotate(dying(store(), writes, behind), newDataKeys);
                    Vault next = open(store());
                    allAreGiven(next);
                    if (next.rotations().isDue()) {
                        next.rotations().run(VaultTest.NOW, _ -> true);
                    }
                    allAreGiven(next);
                    allAreGiven(open(store()));
                    assertThat(keks()).hasSize(1);
                    assertThat(store().checks()).hasSize(1);
                    assertThat(store().rotation()).isEmpty();
                    assertThat(directory.resolve(OwnKek.NAME + ".next")).doesNotExist();
                    if (!killed) {
                        assertThat(keks()).doesNotContain(old);
                        break;
                    }
                    kills++;
                }
                assertThat(kills).isGreaterThan(10);
            }
        }
    }

    /** True where the process was killed. */
    private boolean rotate(SealedKeys store, boolean newDataKeys) throws IOException {
        try {
            Vault vault = open(store);
            vault.rotations().begin(true, newDataKeys, VaultTest.NOW);
            vault.rotations().run(VaultTest.NOW, _ -> true);
            return false;
        } catch (Killed e) {
            return true;
        }
    }

    @Test
    void aRotationIsStoppedAndGoesOnWhereItWas() throws Exception {
        Vault vault = filled(130);
        vault.rotations().begin(true, true, VaultTest.NOW);
        Rotations.Result stopped =
                vault.rotations().run(VaultTest.NOW, rotation -> rotation.done() < 60);
        assertThat(stopped.ended()).isFalse();
        assertThat(vault.rotations().pending().map(Rotation::done)).contains(60L);
        assertThatThrownBy(() -> vault.rotations().begin(true, false, VaultTest.NOW))
                .extracting(e -> ((VaultException) e).kind())
                .isEqualTo(VaultException.Kind.ROTATING);
        allAreGiven(vault);
        Vault next = open(store());
        allAreGiven(next);
        Rotations.Result ended = next.rotations().run(VaultTest.NOW, _ -> true);
        assertThat(ended.ended()).isTrue();
        assertThat(ended.rotation().done()).isEqualTo(130);
        assertThat(store().list("o0")).allMatch(key -> key.version() == 2);
    }

    @Test
    void callsAdditionsAndChangesGoOnMeanwhile() throws Exception {
        Vault vault = filled(60);
        AtomicBoolean over = new AtomicBoolean();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Integer> calls =
                    threads.submit(
                            () -> {
                                int served = 0;
                                while (!over.get()) {
                                    allAreGiven(vault);
                                    served++;
                                    Thread.sleep(1);
                                }
                                return served;
                            });
            Future<Map<ProviderKey, String>> changes = threads.submit(() -> changes(vault, over));
            for (int i = 0; i < 3; i++) {
                vault.rotations().begin(true, i == 1, VaultTest.NOW);
                assertThat(vault.rotations().run(VaultTest.NOW, _ -> true).oldKekNeeded())
                        .isFalse();
            }
            over.set(true);
            assertThat(calls.get()).isPositive();
            expected.putAll(changes.get());
        }
        assertThat(keks()).containsExactly(vault.keyring().current().id());
        allAreGiven(vault);
        allAreGiven(open(store()));
    }

    private static Map<ProviderKey, String> changes(Vault vault, AtomicBoolean over)
            throws IOException {
        Map<ProviderKey, String> made = new HashMap<>();
        for (int i = 0; !over.get() && i < 200; i++) {
            ProviderKey key =
                    vault.add(
                            VaultTest.key("o9", "added " + i),
                            Secret.ofText(VaultTest.text(1_000 + i)),
                            null,
                            VaultTest.NOW);
            vault.edit("o9", key.id(), "edited " + i, key.sharing(), 2, false);
            vault.replace("o9", key.id(), Secret.ofText(VaultTest.text(2_000 + i)));
            if (i % 3 == 0) {
                vault.remove("o9", key.id());
            } else {
                made.put(key, "authorization: Bearer " + VaultTest.text(2_000 + i));
            }
        }
        return made;
    }

    @Test
    void anOldKekThatIsStillNeededIsKept() throws Exception {
        Vault vault = filled(5);
        Row row = store().list("o1").stream().findFirst().map(this::row).orElseThrow();
        Row damaged =
                new Row(
                        row.key().rewrapped(),
                        new SealedKey(
                                row.sealed().kek(),
                                row.sealed().dataKey(),
                                CipherText.of(new byte[50])));
        store().replace(damaged, row.key().revision());
        vault.rotations().begin(true, false, VaultTest.NOW);
        Rotations.Result result = vault.rotations().run(VaultTest.NOW, _ -> true);
        assertThat(result.ended()).isTrue();
        assertThat(result.oldKekNeeded()).isTrue();
        assertThat(result.rotation().failed()).isEqualTo(1);
        assertThat(store().checks()).hasSize(2);
        expected.keySet().removeIf(key -> key.id().equals(row.key().id()));
        Vault next = open(store());
        allAreGiven(next);
        next.remove("o1", row.key().id());
        assertThat(next.rotations().isDue()).isTrue();
        assertThat(next.rotations().run(VaultTest.NOW, _ -> true).oldKekNeeded()).isFalse();
        assertThat(store().checks()).hasSize(1);
        allAreGiven(open(store()));
    }

    private Row row(ProviderKey key) {
        try {
            return store().find(key.organisation(), key.id()).orElseThrow();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aConfiguredKekIsChangedByNamingTheOldOne() throws Exception {
        LocalKek old = LocalKek.make(random);
        LocalKek young = LocalKek.make(random);
        SealedKeys store = store();
        Vault first = open(store, Keyring.of(old));
        ProviderKey key =
                first.add(
                        VaultTest.key("o1", "main"),
                        Secret.ofText(VaultTest.text(1)),
                        null,
                        VaultTest.NOW);
        assertThatThrownBy(() -> first.rotations().begin(true, false, VaultTest.NOW))
                .hasMessageContaining("comes from the configuration");
        assertThatThrownBy(() -> open(store, Keyring.of(young))).hasMessageContaining(old.id());
        Vault second = open(store, new Keyring(young, List.of(old)));
        assertThat(second.rotations().isDue()).isTrue();
        assertThat(VaultTest.given(second, key)).isNotNull();
        assertThatThrownBy(() -> open(store, Keyring.of(young))).hasMessageContaining(old.id());
        second.rotations().run(VaultTest.NOW, _ -> true);
        Vault third = open(store, Keyring.of(young));
        assertThat(VaultTest.given(third, key)).isEqualTo(VaultTest.given(second, key));
        assertThatThrownBy(() -> open(store, Keyring.of(old))).hasMessageContaining(young.id());
    }

    private Vault open(SealedKeys store, Keyring ring) throws IOException {
        return Vault.open(store, KekSource.fixed(ring), random, new SimpleMeterRegistry());
    }
}
