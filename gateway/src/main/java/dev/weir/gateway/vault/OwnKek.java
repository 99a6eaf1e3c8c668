package dev.weir.gateway.vault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;

/**
 * A KEK that Weir makes and keeps itself, in the file {@code kek} of its data directory. It
 * protects a copy of the database that is taken without the file, and nothing else.
 *
 * <p>While a rotation runs there is a second file, {@code kek.next}, with the new one. At the end
 * it takes the place of {@code kek}. Where the process is killed in between, both are there at the
 * next start, and the rotation goes on.
 */
public final class OwnKek implements KekSource {

    public static final String NAME = "kek";

    private final Path file;
    private final Path next;
    private final SecureRandom random;

    public OwnKek(Path directory, SecureRandom random) {
        this.file = directory.resolve(NAME);
        this.next = directory.resolve(NAME + ".next");
        this.random = random;
    }

    @Override
    public Keyring open(boolean fresh) throws VaultException {
        if (!Files.exists(file)) {
            if (!fresh) {
                throw new VaultException(
                        VaultException.Kind.KEK,
                        "provider keys are stored, but the KEK that opens them is missing: put the"
                                + " file "
                                + file
                                + " back from its copy, or configure the KEK that was used");
            }
            KekFile.write(file, LocalKek.make(random));
        }
        Kek kek = KekFile.read(file, random);
        return Files.exists(next)
                ? new Keyring(KekFile.read(next, random), List.of(kek))
                : Keyring.of(kek);
    }

    @Override
    public Keyring renew() throws VaultException {
        if (!Files.exists(next)) {
            KekFile.write(next, LocalKek.make(random));
        }
        return open(false);
    }

    @Override
    public Keyring settle() throws VaultException {
        if (Files.exists(next)) {
            try {
                KekFile.move(next, file);
            } catch (IOException e) {
                throw new VaultException(
                        VaultException.Kind.KEK,
                        "the new KEK cannot take the place of the old one: " + e.getMessage(),
                        e);
            }
        }
        return open(false);
    }
}
