package dev.weir.gateway.main;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.EnumSet;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What tokens are hashed with: 32 random bytes in a file of their own, so that a copy of the
 * database alone lets nobody try tokens against it. Without the file no token is known any more.
 */
final class Pepper {

    static final String NAME = "pepper";

    private static final int BYTES = 32;

    private Pepper() {}

    /** The pepper of a data directory, made at the first start. */
    static byte[] in(Path data, SecureRandom random) throws IOException {
        Path file = data.resolve(NAME);
        if (!Files.exists(file)) {
            byte[] fresh = new byte[BYTES];
            random.nextBytes(fresh);
            try (var out =
                    Files.newByteChannel(
                            file,
                            EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                            PosixFilePermissions.asFileAttribute(
                                    PosixFilePermissions.fromString("r--------")))) {
                out.write(java.nio.ByteBuffer.wrap(fresh));
            }
        }
        byte[] pepper = Files.readAllBytes(file);
        if (pepper.length != BYTES) {
            throw new IOException(
                    "the file " + file + " has " + pepper.length + " bytes; expected " + BYTES);
        }
        return pepper;
    }

    /** What the short hashes of an organisation's redactions depend on: of no use without it. */
    static byte[] salt(byte[] pepper, String organisation) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(pepper, "HmacSHA256"));
            return mac.doFinal(("redaction:" + organisation).getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }
}
