package dev.weir.gateway.vault;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KmsClient;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * A KEK in a key management service, which never leaves it: the service wraps and unwraps. Which
 * services there are depends on the Tink clients that are built in; {@code docs/security/keys.md}
 * says how.
 */
public final class TinkKek implements Kek {

    private static final int ID_BYTES = 8;

    private final String id;
    private final Aead remote;

    private TinkKek(String id, Aead remote) {
        this.id = id;
        this.remote = remote;
    }

    /**
     * The KEK of a URI, with the credentials that the machine has for the service.
     *
     * @param uri {@code aws-kms://arn:aws:kms:…} or {@code gcp-kms://projects/…}
     * @throws VaultException where no client for it is built in, or it finds no credentials
     */
    public static TinkKek of(String uri) throws VaultException {
        try {
            return of(uri, client(uri).withDefaultCredentials());
        } catch (GeneralSecurityException | ReflectiveOperationException | LinkageError e) {
            throw new VaultException(
                    VaultException.Kind.KEK,
                    "the key service of "
                            + scheme(uri)
                            + " cannot be used: its client is not built in, or finds no"
                            + " credentials",
                    e);
        }
    }

    /** The clients are in the program only where they are built in, so no code can name them. */
    private static KmsClient client(String uri)
            throws GeneralSecurityException, ReflectiveOperationException {
        String name =
                switch (scheme(uri)) {
                    case "aws-kms" -> "com.google.crypto.tink.integration.awskms.AwsKmsClient";
                    case "gcp-kms" -> "com.google.crypto.tink.integration.gcpkms.GcpKmsClient";
                    default -> throw new GeneralSecurityException("no such key service");
                };
        return Class.forName(name).asSubclass(KmsClient.class).getConstructor().newInstance();
    }

    /** The KEK of a URI, through a client that is set up already. */
    public static TinkKek of(String uri, KmsClient client) throws GeneralSecurityException {
        return new TinkKek(idOf(uri), client.getAead(uri));
    }

    private static String scheme(String uri) {
        int colon = uri.indexOf(':');
        return colon < 0 ? "that URI" : uri.substring(0, colon);
    }

    /** From the URI: the service keeps its own versions of the key apart. */
    private static String idOf(String uri) throws GeneralSecurityException {
        byte[] hash =
                MessageDigest.getInstance("SHA-256").digest(uri.getBytes(StandardCharsets.UTF_8));
        return "kms_" + HexFormat.of().formatHex(hash, 0, ID_BYTES);
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public byte[] wrap(byte[] dataKey, byte[] context) throws GeneralSecurityException {
        return remote.encrypt(dataKey, context);
    }

    @Override
    public byte[] unwrap(byte[] wrapped, byte[] context) throws GeneralSecurityException {
        return remote.decrypt(wrapped, context);
    }

    @Override
    public String toString() {
        return id;
    }
}
