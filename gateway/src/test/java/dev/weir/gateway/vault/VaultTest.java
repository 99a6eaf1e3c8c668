package dev.weir.gateway.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.core.dialect.Dialect;
import dev.weir.core.vault.Credential;
import dev.weir.core.vault.Credential.Ready;
import dev.weir.core.vault.Credential.Reason;
import dev.weir.core.vault.Credential.Unavailable;
import dev.weir.core.vault.Destination;
import dev.weir.core.vault.InMemorySealedKeys;
import dev.weir.core.vault.Injection;
import dev.weir.core.vault.ProviderKey;
import dev.weir.core.vault.SealedKeys;
import dev.weir.core.vault.SealedKeys.Row;
import dev.weir.core.vault.Secret;
import dev.weir.core.vault.Sharing;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

class VaultTest {

    static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    static final Destination HOME = Destination.parse("https://api.openai.com");

    private final SecureRandom random = new SecureRandom();
    private final SealedKeys store = new InMemorySealedKeys();
    private final LocalKek kek = LocalKek.make(random);

    private Vault open(Keyring ring) throws IOException {
        return Vault.open(store, KekSource.fixed(ring), random, new SimpleMeterRegistry());
    }

    private Vault open() throws IOException {
        return open(Keyring.of(kek));
    }

    static NewKey key(String organisation, String name) {
        return new NewKey(
                organisation,
                name,
                "openai",
                Dialect.OPENAI,
                HOME,
                null,
                new Sharing.Everyone(),
                1,
                "u1");
    }

    static String text(int number) {
        return "sk-canary-%012d-wx%02d".formatted(number, number % 100);
    }

    /** What a call to the key's destination gets; null for nothing. */
    static @Nullable String given(Vault vault, ProviderKey key) {
        return given(vault.credential(key.organisation(), key.id()));
    }

    static @Nullable String given(Credential credential) {
        List<String> values = new ArrayList<>();
        if (credential instanceof Ready(Injection injection)) {
            injection.apply(HOME, (name, value) -> values.add(name + ": " + value));
        }
        return values.isEmpty() ? null : values.getFirst();
    }

    private static String bearer(int number) {
        return "authorization: Bearer " + text(number);
    }

    @Test
    void aKeyThatIsAddedIsThereForCallsAndAfterARestart() throws Exception {
        Vault vault = open();
        ProviderKey key = vault.add(key("o1", "main"), Secret.ofText(text(7)), NOW, NOW);
        assertThat(given(vault, key)).isEqualTo(bearer(7));
        assertThat(key.lastFour()).isEqualTo("wx07");
        assertThat(key.checkedAt()).isEqualTo(NOW);
        Vault again = open();
        assertThat(given(again, key)).isEqualTo(bearer(7));
        assertThat(again.list("o1")).containsExactly(key);
        assertThat(again.find("o1", key.id())).contains(key);
    }

    @Test
    void anotherOrganisationDoesNotGetTheKey() throws Exception {
        Vault vault = open();
        ProviderKey key = vault.add(key("o1", "main"), Secret.ofText(text(7)), null, NOW);
        assertThat(vault.credential("o2", key.id())).isEqualTo(new Unavailable(Reason.UNKNOWN));
        assertThat(vault.list("o2")).isEmpty();
        assertThatThrownBy(() -> vault.remove("o2", key.id())).isInstanceOf(VaultException.class);
        assertThat(given(vault, key)).isEqualTo(bearer(7));
    }

    @Test
    void aReplacedKeyIsTheNewOneAtOnceAndOfTheNextVersion() throws Exception {
        Vault vault = open();
        ProviderKey first = vault.add(key("o1", "main"), Secret.ofText(text(7)), NOW, NOW);
        ProviderKey second = vault.replace("o1", first.id(), Secret.ofText(text(8)));
        assertThat(second.version()).isEqualTo(2);
        assertThat(second.lastFour()).isEqualTo("wx08");
        assertThat(second.checkedAt()).isNull();
        assertThat(given(vault, first)).isEqualTo(bearer(8));
        assertThat(given(open(), first)).isEqualTo(bearer(8));
    }

    @Test
    void aKeyIsSwitchedOffAndOnAtOnce() throws Exception {
        Vault vault = open();
        ProviderKey key = vault.add(key("o1", "main"), Secret.ofText(text(7)), null, NOW);
        Credential held = vault.credential("o1", key.id());
        vault.edit("o1", key.id(), "main", new Sharing.Everyone(), 1, true);
        assertThat(vault.credential("o1", key.id())).isEqualTo(new Unavailable(Reason.DISABLED));
        assertThat(given(held)).as("a call that had it and has not sent it").isNull();
        assertThat(open().credential("o1", key.id())).isEqualTo(new Unavailable(Reason.DISABLED));
        vault.edit("o1", key.id(), "main", new Sharing.Everyone(), 1, false);
        assertThat(given(vault, key)).isEqualTo(bearer(7));
    }

    @Test
    void anEditThatDoesNotSwitchOffLeavesCallsAlone() throws Exception {
        Vault vault = open();
        ProviderKey key = vault.add(key("o1", "main"), Secret.ofText(text(7)), null, NOW);
        Credential held = vault.credential("o1", key.id());
        ProviderKey edited =
                vault.edit("o1", key.id(), "spare", new Sharing.Teams(Set.of("t1")), 5, false);
        vault.checked("o1", key.id(), NOW);
        assertThat(given(held)).isEqualTo(bearer(7));
        assertThat(given(vault, key)).isEqualTo(bearer(7));
        assertThat(edited.name()).isEqualTo("spare");
        assertThat(edited.version()).isEqualTo(1);
    }

    @Test
    void aRemovedKeyIsNotGivenAnyMore() throws Exception {
        Vault vault = open();
        ProviderKey key = vault.add(key("o1", "main"), Secret.ofText(text(7)), null, NOW);
        Credential held = vault.credential("o1", key.id());
        vault.remove("o1", key.id());
        assertThat(vault.credential("o1", key.id())).isEqualTo(new Unavailable(Reason.UNKNOWN));
        assertThat(given(held)).isNull();
        assertThat(store.find("o1", key.id())).isEmpty();
    }

    @Test
    void whatAnotherProcessChangedIsSeenAfterARefresh() throws Exception {
        Vault vault = open();
        Vault other = open();
        ProviderKey one = other.add(key("o1", "one"), Secret.ofText(text(1)), null, NOW);
        ProviderKey two = other.add(key("o1", "two"), Secret.ofText(text(2)), null, NOW);
        vault.refresh();
        assertThat(given(vault, one)).isEqualTo(bearer(1));
        other.replace("o1", one.id(), Secret.ofText(text(3)));
        other.remove("o1", two.id());
        vault.refresh();
        assertThat(given(vault, one)).isEqualTo(bearer(3));
        assertThat(given(vault, two)).isNull();
    }

    @Test
    void whatCannotBeAKeyOrItsNameIsRefusedAndTheTextOverwritten() throws Exception {
        Vault vault = open();
        for (String bad : List.of("two words-CANARY", "line\r\nx-evil: CANARY")) {
            Secret secret = Secret.ofText(bad);
            assertThatThrownBy(() -> vault.add(key("o1", "main"), secret, null, NOW))
                    .isInstanceOf(VaultException.class)
                    .hasMessageNotContaining("CANARY");
            assertThat(secret.isClosed()).isTrue();
        }
        assertThatThrownBy(
                        () ->
                                vault.add(
                                        key("o1", "my " + text(7)),
                                        Secret.ofText(text(7)),
                                        null,
                                        NOW))
                .hasMessageNotContaining(text(7));
        vault.add(key("o1", "main"), Secret.ofText(text(7)), null, NOW);
        assertThatThrownBy(() -> vault.add(key("o1", "main"), Secret.ofText(text(8)), null, NOW))
                .extracting(e -> ((VaultException) e).kind())
                .isEqualTo(VaultException.Kind.NAME_TAKEN);
    }

    @Test
    void anOwnKeyStaysItsUsersOwn() throws Exception {
        Vault vault = open();
        NewKey own =
                new NewKey(
                        "o1",
                        "mine",
                        "openai",
                        Dialect.OPENAI,
                        HOME,
                        null,
                        new Sharing.Own("u1"),
                        1,
                        "u1");
        ProviderKey key = vault.add(own, Secret.ofText(text(7)), null, NOW);
        for (Sharing other : List.of(new Sharing.Everyone(), new Sharing.Own("u2"))) {
            assertThatThrownBy(() -> vault.edit("o1", key.id(), "mine", other, 1, false))
                    .extracting(e -> ((VaultException) e).kind())
                    .isEqualTo(VaultException.Kind.INVALID);
        }
    }

    @Test
    void aWrongOrMissingKekDoesNotStart() throws Exception {
        open().add(key("o1", "main"), Secret.ofText(text(7)), null, NOW);
        LocalKek other = LocalKek.make(random);
        assertThatThrownBy(() -> open(Keyring.of(other)))
                .isInstanceOf(VaultException.class)
                .hasMessageContaining(kek.id())
                .hasMessageContaining(other.id())
                .extracting(e -> ((VaultException) e).kind())
                .isEqualTo(VaultException.Kind.KEK);
        // Another key that claims to be the right one.
        Kek liar =
                new Kek() {
                    @Override
                    public String id() {
                        return kek.id();
                    }

                    @Override
                    public byte[] wrap(byte[] dataKey, byte[] context)
                            throws java.security.GeneralSecurityException {
                        return other.wrap(dataKey, context);
                    }

                    @Override
                    public byte[] unwrap(byte[] wrapped, byte[] context)
                            throws java.security.GeneralSecurityException {
                        return other.unwrap(wrapped, context);
                    }
                };
        assertThatThrownBy(() -> open(Keyring.of(liar)))
                .isInstanceOf(VaultException.class)
                .hasMessageContaining("check value");
        assertThat(store.checks()).hasSize(1);
    }

    @Test
    void aStoreWithoutItsCheckValueDoesNotStart() throws Exception {
        open().add(key("o1", "main"), Secret.ofText(text(7)), null, NOW);
        store.forget(kek.id());
        assertThatThrownBy(this::open)
                .isInstanceOf(VaultException.class)
                .hasMessageContaining("no check value");
    }

    @Test
    void oneKeyThatCannotBeOpenedIsUnavailableAndTheOthersAreNot() throws Exception {
        Vault vault = open();
        ProviderKey good = vault.add(key("o1", "good"), Secret.ofText(text(1)), null, NOW);
        ProviderKey moved = vault.add(key("o1", "moved"), Secret.ofText(text(2)), null, NOW);
        ProviderKey orphan = vault.add(key("o1", "orphan"), Secret.ofText(text(3)), null, NOW);
        Row goodRow = store.find("o1", good.id()).orElseThrow();
        Row movedRow = store.find("o1", moved.id()).orElseThrow();
        store.replace(new Row(movedRow.key().rewrapped(), goodRow.sealed()), 1);
        Row orphanRow = store.find("o1", orphan.id()).orElseThrow();
        store.replace(
                new Row(
                        orphanRow.key().rewrapped(),
                        new dev.weir.core.vault.SealedKey(
                                "kek_gone",
                                orphanRow.sealed().dataKey(),
                                orphanRow.sealed().text())),
                1);
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        Vault again = Vault.open(store, KekSource.fixed(Keyring.of(kek)), random, meters);
        assertThat(given(again, good)).isEqualTo(bearer(1));
        assertThat(again.credential("o1", moved.id()))
                .isEqualTo(new Unavailable(Reason.UNDECRYPTABLE));
        assertThat(again.credential("o1", orphan.id()))
                .isEqualTo(new Unavailable(Reason.UNDECRYPTABLE));
        assertThat(meters.get("weir.vault.undecryptable").gauge().value()).isEqualTo(2);
        assertThat(meters.get("weir.vault.keys").gauge().value()).isEqualTo(3);
        again.replace("o1", moved.id(), Secret.ofText(text(4)));
        assertThat(given(again, moved)).isEqualTo(bearer(4));
    }

    /** A key is written, not read: an administrator cannot have it sent to a host of his own. */
    @Test
    void noChangeOfAKeyChangesWhereItGoes() throws Exception {
        Vault vault = open();
        ProviderKey key = vault.add(key("o1", "main"), Secret.ofText(text(7)), null, NOW);
        Row row = store.find("o1", key.id()).orElseThrow();
        ProviderKey k = row.key();
        ProviderKey elsewhere =
                new ProviderKey(
                        k.organisation(),
                        k.id(),
                        k.name(),
                        k.provider(),
                        Destination.parse("https://evil.example"),
                        k.field(),
                        k.sharing(),
                        k.weight(),
                        k.version(),
                        k.revision() + 1,
                        k.lastFour(),
                        k.createdAt(),
                        k.createdBy(),
                        k.checkedAt(),
                        k.disabled());
        store.replace(new Row(elsewhere, row.sealed()), k.revision());
        vault.refresh();
        assertThat(vault.credential("o1", key.id()))
                .isEqualTo(new Unavailable(Reason.UNDECRYPTABLE));
    }

    @Test
    void aCandidateIsUsedWithoutBeingStored() throws Exception {
        Vault vault = open();
        try (Secret secret = Secret.ofText(text(7))) {
            Injection candidate = vault.candidate(key("o1", "main"), secret);
            assertThat(given(new Ready(candidate))).isEqualTo(bearer(7));
        }
        assertThat(vault.size()).isZero();
        assertThat(store.list("o1")).isEmpty();
    }
}
