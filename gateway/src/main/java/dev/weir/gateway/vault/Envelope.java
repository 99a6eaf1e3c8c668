package dev.weir.gateway.vault;

import dev.weir.core.vault.CipherText;
import dev.weir.core.vault.KekCheck;
import dev.weir.core.vault.ProviderKey;
import dev.weir.core.vault.SealedKey;
import dev.weir.core.vault.Secret;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * Envelope encryption of one key: its text is sealed with a data key that is made for it alone, the
 * data key is wrapped by a KEK.
 *
 * <p>Both are bound to a context (additional authenticated data): the organisation, the key's id
 * and version, the destination and the field. A row that is moved to another organisation or id,
 * that is given another version's ciphertext, or another host to send the key to, does not open.
 */
final class Envelope {

    private static final String KEY = "weir provider key 1";
    private static final String CHECK = "weir kek check 1";

    private Envelope() {}

    /** The context of a key: each text with its length in front, so that no two are alike. */
    private static byte[] context(ProviderKey key) {
        return context(
                KEY,
                key.organisation(),
                key.id(),
                Integer.toString(key.version()),
                key.destination().toString(),
                key.field().name());
    }

    private static byte[] context(String... texts) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            for (String text : texts) {
                byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
                out.writeInt(utf8.length);
                out.write(utf8);
            }
        } catch (IOException e) {
            throw new IllegalStateException("memory does not fail", e);
        }
        return bytes.toByteArray();
    }

    static SealedKey seal(ProviderKey key, Secret secret, Kek kek, SecureRandom random)
            throws GeneralSecurityException {
        byte[] context = context(key);
        byte[] dataKey = new byte[AesGcm.KEY_BYTES];
        byte[] text = secret.use(byte[]::clone);
        try {
            random.nextBytes(dataKey);
            return new SealedKey(
                    kek.id(),
                    CipherText.of(kek.wrap(dataKey, context)),
                    CipherText.of(AesGcm.seal(dataKey, text, context, random)));
        } finally {
            Arrays.fill(dataKey, (byte) 0);
            Arrays.fill(text, (byte) 0);
        }
    }

    static Secret open(ProviderKey key, SealedKey sealed, Kek kek) throws GeneralSecurityException {
        byte[] context = context(key);
        byte[] dataKey = kek.unwrap(sealed.dataKey().bytes(), context);
        try {
            byte[] text = AesGcm.open(dataKey, sealed.text().bytes(), context);
            if (text.length == 0 || text.length > Secret.LONGEST) {
                throw new GeneralSecurityException("not the length of a key");
            }
            return Secret.taking(text);
        } finally {
            Arrays.fill(dataKey, (byte) 0);
        }
    }

    /** The same text and data key, wrapped by another KEK. */
    static SealedKey rewrap(ProviderKey key, SealedKey sealed, Kek from, Kek to)
            throws GeneralSecurityException {
        byte[] context = context(key);
        byte[] dataKey = from.unwrap(sealed.dataKey().bytes(), context);
        try {
            return new SealedKey(to.id(), CipherText.of(to.wrap(dataKey, context)), sealed.text());
        } finally {
            Arrays.fill(dataKey, (byte) 0);
        }
    }

    /** The check value of a KEK. */
    static KekCheck check(Kek kek) throws GeneralSecurityException {
        return new KekCheck(kek.id(), CipherText.of(kek.wrap(known(), context(CHECK, kek.id()))));
    }

    /** True where the KEK opens the check value. */
    static boolean opens(Kek kek, KekCheck check) throws GeneralSecurityException {
        byte[] found = kek.unwrap(check.proof().bytes(), context(CHECK, kek.id()));
        return MessageDigest.isEqual(found, known());
    }

    private static byte[] known() {
        return "the right key encryption key".getBytes(StandardCharsets.US_ASCII);
    }
}
