package dev.weir.gateway.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.core.vault.CipherText;
import dev.weir.core.vault.Destination;
import dev.weir.core.vault.KeyField;
import dev.weir.core.vault.ProviderKey;
import dev.weir.core.vault.SealedKey;
import dev.weir.core.vault.Secret;
import dev.weir.core.vault.Sharing;

import org.junit.jupiter.api.Test;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

class EnvelopeTest {

    private static final String CANARY = "sk-CANARY-0123456789-wxyz";
    private static final Destination HOME = Destination.parse("https://api.openai.com");

    private final SecureRandom random = new SecureRandom();
    private final Kek kek = LocalKek.make(random);

    private static ProviderKey key(
            String organisation, String id, int version, Destination destination, KeyField field) {
        return new ProviderKey(
                organisation,
                id,
                "main",
                "openai",
                destination,
                field,
                new Sharing.Everyone(),
                1,
                version,
                1,
                "wxyz",
                Instant.EPOCH,
                "u1",
                null,
                false);
    }

    private static ProviderKey key(String organisation, String id, int version) {
        return key(organisation, id, version, HOME, KeyField.AUTHORIZATION);
    }

    private SealedKey seal(ProviderKey key) throws GeneralSecurityException {
        return Envelope.seal(key, Secret.ofText(CANARY), kek, random);
    }

    private void opens(ProviderKey key, SealedKey sealed) throws GeneralSecurityException {
        try (Secret secret = Envelope.open(key, sealed, kek)) {
            assertThat(secret.sameAs(Secret.ofText(CANARY))).isTrue();
        }
    }

    private void doesNotOpen(ProviderKey key, SealedKey sealed) {
        assertThatThrownBy(() -> Envelope.open(key, sealed, kek))
                .isInstanceOf(GeneralSecurityException.class)
                .hasMessageNotContaining("CANARY");
    }

    @Test
    void whatIsSealedOpens() throws Exception {
        ProviderKey key = key("o1", "k1", 1);
        opens(key, seal(key));
        SealedKey other = Envelope.rewrap(key, seal(key), kek, LocalKek.make(random));
        assertThat(other.kek()).isNotEqualTo(kek.id());
    }

    @Test
    void aRowThatIsMovedOrChangedDoesNotOpen() throws Exception {
        SealedKey sealed = seal(key("o1", "k1", 2));
        opens(key("o1", "k1", 2), sealed);
        doesNotOpen(key("o2", "k1", 2), sealed);
        doesNotOpen(key("o1", "k2", 2), sealed);
        doesNotOpen(key("o1", "k1", 1), sealed);
        doesNotOpen(key("o1", "k1", 3), sealed);
        // Characters that move from one member to the next make another context too.
        doesNotOpen(key("o", "1k1", 2), sealed);
        doesNotOpen(key("o1k", "1", 2), sealed);
    }

    /** Whoever can write to the database cannot have the key sent to a host of his own. */
    @Test
    void aRowOfAnotherDestinationOrFieldDoesNotOpen() throws Exception {
        SealedKey sealed = seal(key("o1", "k1", 1));
        for (String url :
                List.of(
                        "https://evil.example",
                        "http://api.openai.com:443",
                        "https://api.openai.com:8443")) {
            doesNotOpen(key("o1", "k1", 1, Destination.parse(url), KeyField.AUTHORIZATION), sealed);
        }
        doesNotOpen(key("o1", "k1", 1, HOME, KeyField.named("user-agent-key")), sealed);
    }

    @Test
    void partsOfTwoRowsDoNotOpenTogether() throws Exception {
        ProviderKey one = key("o1", "k1", 1);
        ProviderKey two = key("o1", "k2", 1);
        SealedKey first = seal(one);
        SealedKey second = seal(two);
        doesNotOpen(one, new SealedKey(kek.id(), second.dataKey(), first.text()));
        doesNotOpen(one, new SealedKey(kek.id(), first.dataKey(), second.text()));
        SealedKey again = seal(one);
        doesNotOpen(one, new SealedKey(kek.id(), again.dataKey(), first.text()));
    }

    @Test
    void anotherKekDoesNotOpen() throws Exception {
        ProviderKey key = key("o1", "k1", 1);
        SealedKey sealed = seal(key);
        Kek other = LocalKek.make(random);
        assertThatThrownBy(() -> Envelope.open(key, sealed, other))
                .isInstanceOf(GeneralSecurityException.class);
        assertThatThrownBy(() -> Envelope.opens(other, Envelope.check(kek)))
                .isInstanceOf(GeneralSecurityException.class);
        assertThat(Envelope.opens(kek, Envelope.check(kek))).isTrue();
    }

    @Test
    void noFlippedBitAndNoCutAndNoAdditionOpens() throws Exception {
        ProviderKey key = key("o1", "k1", 1);
        SealedKey sealed = seal(key);
        byte[] text = sealed.text().bytes();
        byte[] dataKey = sealed.dataKey().bytes();
        for (int bit = 0; bit < text.length * 8; bit++) {
            doesNotOpen(key, with(sealed, flipped(text, bit), dataKey));
        }
        for (int bit = 0; bit < dataKey.length * 8; bit++) {
            doesNotOpen(key, with(sealed, text, flipped(dataKey, bit)));
        }
        for (int length = 0; length < text.length; length++) {
            doesNotOpen(key, with(sealed, Arrays.copyOf(text, length), dataKey));
        }
        for (int length = 0; length < dataKey.length; length++) {
            doesNotOpen(key, with(sealed, text, Arrays.copyOf(dataKey, length)));
        }
        doesNotOpen(key, with(sealed, Arrays.copyOf(text, text.length + 1), dataKey));
        opens(key, sealed);
    }

    @Test
    void noRandomBytesOpen() throws Exception {
        ProviderKey key = key("o1", "k1", 1);
        SealedKey sealed = seal(key);
        Random bytes = new Random(5);
        for (int i = 0; i < 500; i++) {
            byte[] text = new byte[bytes.nextInt(120)];
            bytes.nextBytes(text);
            doesNotOpen(key, with(sealed, text, sealed.dataKey().bytes()));
            doesNotOpen(key, with(sealed, sealed.text().bytes(), text));
        }
    }

    private static SealedKey with(SealedKey sealed, byte[] text, byte[] dataKey) {
        return new SealedKey(sealed.kek(), CipherText.of(dataKey), CipherText.of(text));
    }

    private static byte[] flipped(byte[] bytes, int bit) {
        byte[] flipped = bytes.clone();
        flipped[bit / 8] ^= (byte) (1 << bit % 8);
        return flipped;
    }

    @Test
    void noNonceAndNoCiphertextComesTwice() throws Exception {
        ProviderKey key = key("o1", "k1", 1);
        Set<CipherText> seen = new HashSet<>();
        int rounds = 5_000;
        for (int i = 0; i < rounds; i++) {
            SealedKey sealed = seal(key);
            seen.add(CipherText.of(Arrays.copyOf(sealed.text().bytes(), AesGcm.NONCE_BYTES)));
            seen.add(CipherText.of(Arrays.copyOf(sealed.dataKey().bytes(), AesGcm.NONCE_BYTES)));
            byte[] text = sealed.text().bytes();
            seen.add(CipherText.of(Arrays.copyOfRange(text, AesGcm.NONCE_BYTES, text.length)));
        }
        assertThat(seen).hasSize(rounds * 3);
    }

    @Test
    void whatIsSealedIsAesGcmWithNonceInFrontAndTagBehind() throws Exception {
        byte[] secret = {1, 2, 3};
        byte[] key = new byte[AesGcm.KEY_BYTES];
        byte[] context = {9};
        byte[] sealed = AesGcm.seal(key, secret, context, random);
        assertThat(sealed).hasSize(12 + 3 + 16);
        assertThat(AesGcm.open(key, sealed, context)).isEqualTo(secret);
        assertThatThrownBy(() -> AesGcm.open(key, sealed, new byte[] {8}))
                .isInstanceOf(GeneralSecurityException.class);
        assertThatThrownBy(() -> AesGcm.seal(new byte[16], secret, context, random))
                .isInstanceOf(GeneralSecurityException.class);
    }

    /** A vector of NIST's validation suite (gcmEncryptExtIV256, no plain text, 128 bits of AAD). */
    @Test
    void theCipherIsTheStandardsOwn() throws Exception {
        byte[] key = hex("78dc4e0aaf52d935c3c01eea57428f00ca1fd475f5da86a49c8dd73d68c8e223");
        byte[] nonce = hex("d79cf22d504cc793c3fb6c8a");
        byte[] tag = hex("3e5d486aa2e30b22e040b85723a06e76");
        byte[] sealed = Arrays.copyOf(nonce, nonce.length + tag.length);
        System.arraycopy(tag, 0, sealed, nonce.length, tag.length);
        assertThat(AesGcm.open(key, sealed, hex("b96baa8c1c75a671bfb2d08d06be5f36"))).isEmpty();
    }

    private static byte[] hex(String text) {
        return java.util.HexFormat.of().parseHex(text);
    }
}
