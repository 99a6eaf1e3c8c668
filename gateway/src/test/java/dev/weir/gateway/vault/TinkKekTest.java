package dev.weir.gateway.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.KmsClient;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.PredefinedAeadParameters;

import dev.weir.core.vault.InMemorySealedKeys;
import dev.weir.core.vault.ProviderKey;
import dev.weir.core.vault.Secret;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.List;

/** A key service in this process, which can go away. */
class TinkKekTest {

    private static final String URI = "aws-kms://arn:aws:kms:eu-west-1:1:key/1234";

    private final SecureRandom random = new SecureRandom();

    private static final class Service implements KmsClient {

        private final Aead key;
        private boolean away;
        private int calls;

        Service() throws GeneralSecurityException {
            AeadConfig.register();
            key =
                    KeysetHandle.newBuilder()
                            .addEntry(
                                    KeysetHandle.generateEntryFromParameters(
                                                    PredefinedAeadParameters.AES256_GCM)
                                            .withRandomId()
                                            .makePrimary())
                            .build()
                            .getPrimitive(RegistryConfiguration.get(), Aead.class);
        }

        @Override
        public boolean doesSupport(String keyUri) {
            return keyUri.equals(URI);
        }

        @Override
        public KmsClient withCredentials(String path) {
            return this;
        }

        @Override
        public KmsClient withDefaultCredentials() {
            return this;
        }

        @Override
        public Aead getAead(String keyUri) {
            return new Aead() {
                @Override
                public byte[] encrypt(byte[] plain, byte[] context)
                        throws GeneralSecurityException {
                    reach();
                    return key.encrypt(plain, context);
                }

                @Override
                public byte[] decrypt(byte[] sealed, byte[] context)
                        throws GeneralSecurityException {
                    reach();
                    return key.decrypt(sealed, context);
                }
            };
        }

        private void reach() throws GeneralSecurityException {
            calls++;
            if (away) {
                throw new GeneralSecurityException("no route to the service");
            }
        }
    }

    @Test
    void aKeyServiceWrapsDataKeysAndIsNotAskedForACall() throws Exception {
        Service service = new Service();
        InMemorySealedKeys store = new InMemorySealedKeys();
        Vault vault = open(store, Keyring.of(TinkKek.of(URI, service)));
        ProviderKey key =
                vault.add(
                        VaultTest.key("o1", "main"),
                        Secret.ofText(VaultTest.text(1)),
                        null,
                        VaultTest.NOW);
        Vault again = open(store, Keyring.of(TinkKek.of(URI, service)));
        service.away = true;
        int calls = service.calls;
        assertThat(VaultTest.given(again, key)).endsWith(VaultTest.text(1));
        assertThat(service.calls).isEqualTo(calls);
        Secret unlucky = Secret.ofText(VaultTest.text(2));
        assertThatThrownBy(() -> again.add(VaultTest.key("o1", "x"), unlucky, null, VaultTest.NOW))
                .isInstanceOf(VaultException.class)
                .hasMessageContaining("cannot be used at the moment");
        assertThat(unlucky.isClosed()).isTrue();
        assertThatThrownBy(() -> open(store, Keyring.of(TinkKek.of(URI, service))))
                .isInstanceOf(VaultException.class)
                .hasMessageContaining("out of reach");
    }

    @Test
    void keysMoveFromAFileToAKeyServiceAndARotationWaitsForIt() throws Exception {
        Service service = new Service();
        InMemorySealedKeys store = new InMemorySealedKeys();
        LocalKek old = LocalKek.make(random);
        ProviderKey key =
                open(store, Keyring.of(old))
                        .add(
                                VaultTest.key("o1", "main"),
                                Secret.ofText(VaultTest.text(1)),
                                null,
                                VaultTest.NOW);
        Vault vault = open(store, new Keyring(TinkKek.of(URI, service), List.of(old)));
        service.away = true;
        assertThatThrownBy(() -> vault.rotations().run(VaultTest.NOW, _ -> true))
                .isInstanceOf(VaultException.class);
        assertThat(store.checks()).hasSize(2);
        service.away = false;
        assertThat(vault.rotations().run(VaultTest.NOW, _ -> true).oldKekNeeded()).isFalse();
        Vault next = open(store, Keyring.of(TinkKek.of(URI, service)));
        assertThat(VaultTest.given(next, key)).endsWith(VaultTest.text(1));
    }

    @Test
    void aServiceWhoseClientIsNotBuiltInIsSaidSo() {
        for (String uri : List.of(URI, "gcp-kms://projects/p", "other://x", "nothing")) {
            assertThatThrownBy(() -> TinkKek.of(uri))
                    .isInstanceOf(VaultException.class)
                    .hasMessageContaining("not built in");
        }
    }

    private Vault open(InMemorySealedKeys store, Keyring ring) throws IOException {
        return Vault.open(store, KekSource.fixed(ring), random, new SimpleMeterRegistry());
    }
}
